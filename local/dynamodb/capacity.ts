// Consumed units: counted for ever per table, and told with each answer when asked for.
import type { WriteUnits } from './item-store.ts';
import type { Table } from './tables.ts';

export type Consumed = { read: number; write: number };

export type Meter = {
  wrote(table: Table, units: WriteUnits, mode: unknown, factor?: number): Record<string, unknown>;
  haveRead(table: Table, units: number, mode: unknown, index?: string): Record<string, unknown>;
  consumed(tableName: string): Consumed;
  reset(): void;
};

export const createMeter = (): Meter => {
  const totals = new Map<string, Consumed>();
  const of = (name: string): Consumed => {
    const known = totals.get(name) ?? { read: 0, write: 0 };
    totals.set(name, known);
    return known;
  };
  return {
    wrote(table, units, mode, factor = 1) {
      const indexUnits = Object.values(units.indexes).reduce((sum, one) => sum + one, 0);
      const total = (units.table + indexUnits) * factor;
      of(table.name).write += total;
      if (mode !== 'TOTAL' && mode !== 'INDEXES') return {};
      const detail = {
        Table: { CapacityUnits: units.table * factor },
        ...(indexUnits === 0
          ? {}
          : {
              GlobalSecondaryIndexes: Object.fromEntries(
                Object.entries(units.indexes).map(([name, one]) => [name, { CapacityUnits: one * factor }]),
              ),
            }),
      };
      return {
        ConsumedCapacity: { TableName: table.name, CapacityUnits: total, ...(mode === 'INDEXES' ? detail : {}) },
      };
    },
    haveRead(table, units, mode, index) {
      of(table.name).read += units;
      if (mode !== 'TOTAL' && mode !== 'INDEXES') return {};
      const detail =
        index === undefined
          ? { Table: { CapacityUnits: units } }
          : { Table: { CapacityUnits: 0 }, GlobalSecondaryIndexes: { [index]: { CapacityUnits: units } } };
      return {
        ConsumedCapacity: { TableName: table.name, CapacityUnits: units, ...(mode === 'INDEXES' ? detail : {}) },
      };
    },
    consumed: (name) => ({ ...of(name) }),
    reset: () => totals.clear(),
  };
};
