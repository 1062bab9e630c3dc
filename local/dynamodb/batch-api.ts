// BatchGetItem and BatchWriteItem: many single requests in one, each for itself.
import type { Storage } from '../contracts.ts';
import { isObject, type JsonObject, objectOf } from '../json.ts';
import type { Item } from './attribute-value.ts';
import { invalid, unreadable } from './errors.ts';
import { isRefused, type Tell } from './item-api.ts';
import type { Key } from './keys.ts';
import { type CapacityMode, capacityMode, capacityOf, type Meter } from './meter.ts';
import type { ReadPlan, ReadPlans } from './plan-reads.ts';
import type { WritePlan, WritePlans } from './plan-writes.ts';
import { listOf, type Request, refuseLegacy, required } from './request.ts';
import type { Table } from './table.ts';
import { addUnits, tableUnits, type Units } from './units.ts';

const mostReads = 100;
const mostWrites = 25;
const largestAnswer = 16 * 1024 * 1024;

export const batchApi = (storage: Storage, reads: ReadPlans, writes: WritePlans, meter: Meter, tell: Tell) => ({
  BatchGetItem(request: Request) {
    const mode = capacityMode(request);
    const wanted = requestItems(request).map(([TableName, raw]) => {
      const { Keys, ...rest } = objectOf(raw);
      refuseLegacy(rest);
      const keys = listOf({ Keys }, 'Keys', Number.MAX_SAFE_INTEGER);
      return { TableName, keys, rest, plans: keys.map((Key) => reads.get({ ...rest, TableName, Key })) };
    });
    const plans = wanted.flatMap((one) => one.plans);
    if (plans.length > mostReads) throw invalid('Too many items requested for the BatchGetItem call');
    refuseRepeated(plans, 'Provided list of item keys contains duplicates');

    const Responses: Record<string, Item[]> = {};
    const UnprocessedKeys: Record<string, JsonObject> = {};
    const spent = new Map<Table, Units>();
    let bytes = 0;
    for (const { TableName, keys, rest, plans: ofTable } of wanted) {
      const found: Item[] = [];
      const left: unknown[] = [];
      for (const [at, plan] of ofTable.entries()) {
        if (bytes >= largestAnswer) {
          left.push(keys[at]);
          continue;
        }
        const { item, size, units } = plan.run();
        bytes += size;
        if (item !== undefined) found.push(item);
        spend(spent, plan.table, tableUnits(units));
      }
      Responses[TableName] = found;
      if (left.length > 0) UnprocessedKeys[TableName] = { ...rest, Keys: left };
    }
    for (const [table, units] of spent) meter.count(table, 'read', units);
    return { Responses, UnprocessedKeys, ...capacities(mode, spent) };
  },

  async BatchWriteItem(request: Request) {
    const mode = capacityMode(request);
    const plans = requestItems(request).flatMap(([TableName, raw]) =>
      listOf({ RequestItems: raw }, 'RequestItems', Number.MAX_SAFE_INTEGER).map((one) => {
        const { PutRequest, DeleteRequest } = objectOf(one);
        if (isObject(PutRequest) && DeleteRequest === undefined)
          return writes.put({ Item: PutRequest.Item, TableName });
        if (isObject(DeleteRequest) && PutRequest === undefined)
          return writes.delete({ Key: DeleteRequest.Key, TableName });
        throw invalid(
          'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
        );
      }),
    );
    if (plans.length > mostWrites) throw invalid('Too many items requested for the BatchWriteItem call');
    refuseRepeated(plans, 'Provided list of item keys contains duplicates');
    const spent = new Map<Table, Units>();
    await storage.write(() => {
      for (const plan of plans) {
        const outcome = plan.run();
        if (isRefused(outcome)) throw outcome.refusal;
        spend(spent, plan.table, outcome.units);
      }
    });
    for (const [table, units] of spent) meter.count(table, 'write', units);
    tell(plans);
    return { UnprocessedItems: {}, ...capacities(mode, spent) };
  },
});

const requestItems = (request: Request): [string, unknown][] => {
  const items = required(request, 'RequestItems');
  if (!isObject(items)) throw unreadable('Unexpected field type');
  const entries = Object.entries(items);
  if (entries.length > 0) return entries;
  throw invalid(
    "1 validation error detected: Value '{}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
  );
};

/** @throws AwsError when two of the plans are for the same item. */
export const refuseRepeated = (plans: readonly (ReadPlan | WritePlan)[], message: string): void => {
  const seen = new Set<string>();
  for (const { table, key } of plans) {
    const name = `${table.id} ${textOfKey(key)}`;
    if (seen.has(name)) throw invalid(message);
    seen.add(name);
  }
};

const textOfKey = ({ pk, sk }: Key): string =>
  `${Buffer.from(pk).toString('base64')} ${Buffer.from(sk).toString('base64')}`;

export const spend = (spent: Map<Table, Units>, table: Table, units: Units): void => {
  const known = spent.get(table);
  spent.set(table, known === undefined ? units : addUnits(known, units));
};

/** The answer's list of `ConsumedCapacity`, one a table, or nothing. */
export const capacities = (mode: CapacityMode, spent: ReadonlyMap<Table, Units>, kind?: 'Read' | 'Write') =>
  mode === 'NONE' ? {} : { ConsumedCapacity: [...spent].map(([table, units]) => capacityOf(mode, table, units, kind)) };
