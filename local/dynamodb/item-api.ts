// GetItem, PutItem, UpdateItem, DeleteItem and their batches and transactions. Conditions are judged inside the
// transaction that writes, so two writers never both win.
import { AwsError, type Clock, type Storage } from '../contracts.ts';
import { arrayOf, objectOf, textOf } from '../json.ts';
import type { Meter } from './capacity.ts';
import { applyUpdate, meets } from './evaluate.ts';
import {
  type Condition,
  checkUsed,
  parseCondition,
  parseUpdate,
  placeholdersOf,
  type UpdateAction,
} from './expression-parser.ts';
import {
  checkIndexKeys,
  conditionFailed,
  type ItemStore,
  type Key,
  keyOf,
  unitsOfRead,
  type WriteUnits,
} from './item-store.ts';
import { filterAndProjection } from './query.ts';
import type { Streams } from './streams.ts';
import type { Table, TableRegistry } from './tables.ts';
import { equalValues, type Item, invalid, parseItem } from './values.ts';

type Request = Record<string, unknown>;
type Written = { before: Item | undefined; after: Item | undefined; units: WriteUnits; update?: UpdateAction[] };
/** A write that has been read and checked, to be carried out inside a transaction. */
type Plan = { table: Table; run(): Written };

export const itemApi = (
  storage: Storage,
  clock: Clock,
  tables: TableRegistry,
  items: ItemStore,
  streams: Streams,
  meter: Meter,
) => {
  const write = (table: Table, key: Key, before: Item | undefined, after: Item | undefined): WriteUnits => {
    const units = items.write(table, key, before, after);
    const keyItem = keysOf(table, after ?? before ?? {});
    streams.record(table, keyItem, { before, after }, clock.now());
    return units;
  };

  const guard = (request: Request, placeholders: ReturnType<typeof placeholdersOf>): Condition | undefined => {
    const text = textOf(request['ConditionExpression']);
    return text === undefined ? undefined : parseCondition(text, 'ConditionExpression', placeholders);
  };

  const check = (request: Request, condition: Condition | undefined, before: Item | undefined): void => {
    if (condition === undefined || meets(condition, before ?? {})) return;
    throw conditionFailed(before, request['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD');
  };

  const planPut = (request: Request): Plan => {
    const table = tables.get(request['TableName']);
    const item = parseItem(request['Item']);
    const key = keyOf(table, item);
    checkIndexKeys(table, item);
    const placeholders = placeholdersOf(request['ExpressionAttributeNames'], request['ExpressionAttributeValues']);
    const condition = guard(request, placeholders);
    checkUsed(placeholders);
    return {
      table,
      run: () => {
        const before = items.read(table, key)?.item;
        check(request, condition, before);
        return { before, after: item, units: write(table, key, before, item) };
      },
    };
  };

  const planDelete = (request: Request): Plan => {
    const table = tables.get(request['TableName']);
    const key = keyOf(table, parseItem(request['Key']), true);
    const placeholders = placeholdersOf(request['ExpressionAttributeNames'], request['ExpressionAttributeValues']);
    const condition = guard(request, placeholders);
    checkUsed(placeholders);
    return {
      table,
      run: () => {
        const before = items.read(table, key)?.item;
        check(request, condition, before);
        const units = before === undefined ? { table: 1, indexes: {} } : write(table, key, before, undefined);
        return { before, after: undefined, units };
      },
    };
  };

  const planUpdate = (request: Request): Plan => {
    const table = tables.get(request['TableName']);
    const keyItem = parseItem(request['Key']);
    const key = keyOf(table, keyItem, true);
    const placeholders = placeholdersOf(request['ExpressionAttributeNames'], request['ExpressionAttributeValues']);
    const condition = guard(request, placeholders);
    const text = textOf(request['UpdateExpression']);
    const update = text === undefined ? [] : parseUpdate(text, placeholders);
    checkUsed(placeholders);
    const touched = update.map(({ path }) => path[0]);
    const keyName = [table.keys.hash, table.keys.range].find((name) => name !== undefined && touched.includes(name));
    if (keyName !== undefined)
      throw invalid(
        `One or more parameter values were invalid: Cannot update attribute ${keyName}. This attribute is part of the key`,
      );
    return {
      table,
      run: () => {
        const before = items.read(table, key)?.item;
        check(request, condition, before);
        const after = { ...applyUpdate(update, before ?? keyItem), ...keyItem };
        checkIndexKeys(table, after);
        return { before, after, units: write(table, key, before, after), update };
      },
    };
  };

  const planCheck = (request: Request): Plan => {
    const table = tables.get(request['TableName']);
    const key = keyOf(table, parseItem(request['Key']), true);
    const placeholders = placeholdersOf(request['ExpressionAttributeNames'], request['ExpressionAttributeValues']);
    const condition = guard(request, placeholders);
    checkUsed(placeholders);
    return {
      table,
      run: () => {
        const before = items.read(table, key)?.item;
        check(request, condition, before);
        return { before, after: before, units: { table: 1, indexes: {} } };
      },
    };
  };

  const carryOut = async (request: Request, plan: Plan, allowed: readonly string[]) => {
    const mode = textOf(request['ReturnValues']) ?? 'NONE';
    if (!allowed.includes(mode)) throw invalid(`Return values set to invalid value`);
    const written = await storage.write(() => plan.run());
    const attributes = returned(mode, written);
    return {
      ...(attributes === undefined ? {} : { Attributes: attributes }),
      ...meter.wrote(plan.table, written.units, request['ReturnConsumedCapacity']),
    };
  };

  const read = (raw: unknown, factor = 1): { item: Item | undefined; answer: Record<string, unknown> } => {
    const request = objectOf(raw);
    const table = tables.get(request['TableName']);
    const key = keyOf(table, parseItem(request['Key']), true);
    const placeholders = placeholdersOf(request['ExpressionAttributeNames'], undefined);
    const { shown } = filterAndProjection({ ProjectionExpression: request['ProjectionExpression'] }, placeholders);
    checkUsed(placeholders);
    const row = items.read(table, key);
    const units = unitsOfRead(row?.size ?? 0, request['ConsistentRead'] === true || factor === 2) * factor;
    const item = row === undefined || shown === undefined ? row?.item : shown(row.item);
    return { item, answer: meter.haveRead(table, units, request['ReturnConsumedCapacity']) };
  };

  const transactWrite = async (input: unknown) => {
    const request = objectOf(input);
    const actions = arrayOf(request['TransactItems']).map(objectOf);
    if (actions.length === 0 || actions.length > 100) throw invalid('TransactItems must have 1 to 100 members');
    const plans = actions.map((action): Plan => {
      if (action['Put'] !== undefined) return planPut(objectOf(action['Put']));
      if (action['Update'] !== undefined) return planUpdate(objectOf(action['Update']));
      if (action['Delete'] !== undefined) return planDelete(objectOf(action['Delete']));
      if (action['ConditionCheck'] !== undefined) return planCheck(objectOf(action['ConditionCheck']));
      throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
    });
    const written = await storage.write(() => runAll(plans));
    for (const [index, plan] of plans.entries()) {
      const one = written[index];
      if (one !== undefined) meter.wrote(plan.table, one.units, undefined, 2);
    }
    return {};
  };

  return {
    GetItem: (input: unknown) => {
      const { item, answer } = read(input);
      return { ...(item === undefined ? {} : { Item: item }), ...answer };
    },
    PutItem: (input: unknown) => carryOut(objectOf(input), planPut(objectOf(input)), ['NONE', 'ALL_OLD']),
    DeleteItem: (input: unknown) => carryOut(objectOf(input), planDelete(objectOf(input)), ['NONE', 'ALL_OLD']),
    UpdateItem: (input: unknown) =>
      carryOut(objectOf(input), planUpdate(objectOf(input)), [
        'NONE',
        'ALL_OLD',
        'UPDATED_OLD',
        'ALL_NEW',
        'UPDATED_NEW',
      ]),
    TransactWriteItems: transactWrite,
    TransactGetItems: (input: unknown) => ({
      Responses: arrayOf(objectOf(input)['TransactItems']).map((one) => {
        const { item } = read(objectOf(one)['Get'], 2);
        return item === undefined ? {} : { Item: item };
      }),
    }),
    BatchGetItem: (input: unknown) => {
      const Responses: Record<string, Item[]> = {};
      for (const [TableName, wanted] of Object.entries(objectOf(objectOf(input)['RequestItems']))) {
        const { Keys, ...rest } = objectOf(wanted);
        Responses[TableName] = arrayOf(Keys).flatMap((Key) => {
          const { item } = read({ ...rest, TableName, Key });
          return item === undefined ? [] : [item];
        });
      }
      return { Responses, UnprocessedKeys: {} };
    },
    BatchWriteItem: async (input: unknown) => {
      const plans = Object.entries(objectOf(objectOf(input)['RequestItems'])).flatMap(([TableName, wanted]) =>
        arrayOf(wanted).map((one) => {
          const { PutRequest, DeleteRequest } = objectOf(one);
          return PutRequest === undefined
            ? planDelete({ TableName, ...objectOf(DeleteRequest) })
            : planPut({ TableName, ...objectOf(PutRequest) });
        }),
      );
      if (plans.length === 0 || plans.length > 25)
        throw invalid('Too many items requested for the BatchWriteItem call');
      const written = await Promise.all(plans.map((plan) => storage.write(() => plan.run())));
      for (const [index, plan] of plans.entries()) {
        const one = written[index];
        if (one !== undefined) meter.wrote(plan.table, one.units, undefined);
      }
      return { UnprocessedItems: {} };
    },
  };
};

const keysOf = (table: Table, item: Item): Item =>
  Object.fromEntries(Object.entries(item).filter(([name]) => name === table.keys.hash || name === table.keys.range));

const returned = (mode: string, { before, after, update }: Written): Item | undefined => {
  if (mode === 'ALL_OLD') return before;
  if (mode === 'ALL_NEW') return after;
  const names = new Set((update ?? []).map(({ path }) => path[0]));
  const touched = (item: Item | undefined): Item =>
    Object.fromEntries(
      Object.entries(item ?? {}).filter(
        ([name, value]) => names.has(name) && changed(before?.[name], after?.[name], value),
      ),
    );
  if (mode === 'UPDATED_OLD') return touched(before);
  return mode === 'UPDATED_NEW' ? touched(after) : undefined;
};

const changed = (before: Item[string] | undefined, after: Item[string] | undefined, value: Item[string]): boolean =>
  before === undefined || after === undefined || !equalValues(before, after) || value === after;

/** All or nothing: one failed condition cancels every write, and each gets its reason. */
const runAll = (plans: readonly Plan[]): Written[] => {
  const reasons: Record<string, unknown>[] = [];
  const written: Written[] = [];
  for (const plan of plans) {
    try {
      written.push(plan.run());
      reasons.push({ Code: 'None' });
    } catch (fault) {
      if (!(fault instanceof AwsError)) throw fault;
      const code = fault.name === 'ConditionalCheckFailedException' ? 'ConditionalCheckFailed' : 'ValidationError';
      reasons.push({ Code: code, Message: fault.message, ...fault.extra });
    }
  }
  if (reasons.every((reason) => reason['Code'] === 'None')) return written;
  const codes = reasons.map((reason) => String(reason['Code'])).join(', ');
  throw new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    400,
    { CancellationReasons: reasons },
  );
};
