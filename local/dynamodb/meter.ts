// Consumed units: counted per table since the last reset, and told with an answer when that is asked for.
import { choiceOf, type Request } from './request.ts';
import type { Table } from './table.ts';
import { totalOf, type Units } from './units.ts';

export type Consumed = { read: number; write: number };
export type Meter = {
  count(table: Table, kind: keyof Consumed, units: Units): void;
  consumed(tableName: string): Consumed;
  reset(): void;
};

export const createMeter = (): Meter => {
  const totals = new Map<string, Consumed>();
  return {
    count(table, kind, units) {
      const known = totals.get(table.name) ?? { read: 0, write: 0 };
      known[kind] += totalOf(units);
      totals.set(table.name, known);
    },
    consumed: (name) => ({ read: 0, write: 0, ...totals.get(name) }),
    reset: () => totals.clear(),
  };
};

export type CapacityMode = 'NONE' | 'TOTAL' | 'INDEXES';

export const capacityMode = (request: Request): CapacityMode =>
  choiceOf(request, 'ReturnConsumedCapacity', ['INDEXES', 'TOTAL', 'NONE'], 'NONE');

/** The answer's `ConsumedCapacity`, or nothing. @param kind of a transaction, which tells reads and writes apart. */
export const consumedCapacity = (mode: CapacityMode, table: Table, units: Units, kind?: 'Read' | 'Write') => {
  if (mode === 'NONE') return {};
  return { ConsumedCapacity: capacityOf(mode, table, units, kind) };
};

export const capacityOf = (mode: CapacityMode, table: Table, units: Units, kind?: 'Read' | 'Write') => {
  const amount = (capacity: number) => ({
    CapacityUnits: capacity,
    ...(kind === undefined ? {} : { [`${kind}CapacityUnits`]: capacity }),
  });
  const ofIndexes = (local: boolean) =>
    table.indexes.flatMap((index) => {
      const capacity = index.local === local ? units.indexes.get(index.name) : undefined;
      return capacity === undefined ? [] : [[index.name, amount(capacity)]];
    });
  const total = { TableName: table.name, ...amount(totalOf(units)) };
  if (mode !== 'INDEXES') return total;
  const [globals, locals] = [ofIndexes(false), ofIndexes(true)];
  return {
    ...total,
    Table: amount(units.table),
    ...(globals.length === 0 ? {} : { GlobalSecondaryIndexes: Object.fromEntries(globals) }),
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: Object.fromEntries(locals) }),
  };
};
