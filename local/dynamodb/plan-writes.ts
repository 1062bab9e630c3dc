// Single writes, read and checked when they are asked for, carried out inside a transaction: conditions are judged
// there, so of two writers never both win.
import { AwsError } from '../contracts.ts';
import { attributeOf, type Item, parseItem } from './attribute-value.ts';
import { type Condition, readCondition } from './condition.ts';
import { invalid } from './errors.ts';
import type { ExpressionName } from './expression-tokens.ts';
import type { ItemStore } from './item-store.ts';
import { checkIndexKeys, type Key, keyOfItem, keyOfRequest } from './keys.ts';
import { meets } from './meets.ts';
import { type Placeholders, placeholdersOf } from './placeholders.ts';
import { choiceOf, optionalText, type Request, refuseLegacy, required } from './request.ts';
import { type Row, refuseTooLarge, rowOf } from './row.ts';
import type { Streams } from './streams.ts';
import { keyNamesOf, type Table } from './table.ts';
import type { TableStore } from './table-store.ts';
import { tableUnits, type Units, unitsOfWrite } from './units.ts';
import { applyUpdate, readUpdate, type UpdateAction } from './update.ts';
import { equalValues } from './value-order.ts';

export type Written = { before: Row | undefined; after: Row | undefined; units: Units };
/** The condition was not met: nothing was written, and it costs what looking at the item costs. */
export type Refused = { refusal: AwsError; units: Units };
export type WritePlan = {
  table: Table;
  key: Key;
  /** What an update names, for `UPDATED_OLD` and `UPDATED_NEW`. */
  actions: readonly UpdateAction[];
  /** The size of what is sent, for the limit of a transaction. */
  size: number;
  /** Runs inside a transaction. @throws AwsError when the update does not fit the item. */
  run(): Written | Refused;
};
export type WritePlans = Record<'put' | 'update' | 'delete' | 'check', (request: Request) => WritePlan>;

export const createWritePlans = (tables: TableStore, items: ItemStore, streams: Streams): WritePlans => {
  const write = (table: Table, key: Key, before: Row | undefined, after: Row | undefined): Written => {
    const units = items.write(table, key, before, after);
    streams.record(table, { before, after });
    return { before, after, units };
  };

  const put = (request: Request): WritePlan => {
    refuseLegacy(request);
    const table = tables.of(request);
    const after = rowOf(parseItem(required(request, 'Item')));
    const condition = conditionOf(request, placeholdersOf(request, conditionOnly));
    const key = keyOfItem(table, after.item);
    checkIndexKeys(table, after.item);
    refuseTooLarge(after, 'Item size');
    const run = () => guarded(condition, items.read(table, key), (before) => write(table, key, before, after));
    return { table, key, actions: [], size: after.size, run };
  };

  const remove = (request: Request): WritePlan => {
    const { table, key, condition } = keyed(request);
    const run = () =>
      guarded(condition, items.read(table, key), (before) =>
        before === undefined
          ? { before, after: undefined, units: tableUnits(1) }
          : write(table, key, before, undefined),
      );
    return { table, key, actions: [], size: 0, run };
  };

  const check = (request: Request): WritePlan => {
    required(request, 'ConditionExpression');
    const { table, key, condition } = keyed(request);
    const run = () =>
      guarded(condition, items.read(table, key), (before) => ({
        before,
        after: before,
        units: tableUnits(unitsOfWrite(before?.size ?? 0)),
      }));
    return { table, key, actions: [], size: 0, run };
  };

  const keyed = (request: Request) => {
    refuseLegacy(request);
    const table = tables.of(request);
    const key = keyOfRequest(table, parseItem(required(request, 'Key')));
    return { table, key, condition: conditionOf(request, placeholdersOf(request, conditionOnly)) };
  };

  const update = (request: Request): WritePlan => {
    refuseLegacy(request);
    const table = tables.of(request);
    const keyItem = parseItem(required(request, 'Key'));
    const key = keyOfRequest(table, keyItem);
    const placeholders = placeholdersOf(request, ['UpdateExpression', 'ConditionExpression']);
    const text = optionalText(request, 'UpdateExpression');
    const actions = text === undefined ? [] : readUpdate(text, placeholders);
    const condition = conditionOf(request, placeholders);
    refuseKeyChange(table, actions);
    const run = () =>
      guarded(condition, items.read(table, key), (before) => {
        const after = rowOf(applyUpdate(actions, before?.item ?? keyItem));
        checkUpdatedIndexKeys(table, before?.item, after.item);
        refuseTooLarge(after, 'Item size to update');
        return write(table, key, before, after);
      });
    return { table, key, actions, size: 0, run };
  };

  return { put, update, delete: remove, check };
};

const conditionOnly: readonly ExpressionName[] = ['ConditionExpression'];

/** A condition, and whether the item is shown to who fails it. */
type Guard = { condition: Condition | undefined; showsItem: boolean };

const conditionOf = (request: Request, placeholders: Placeholders): Guard => {
  const text = optionalText(request, 'ConditionExpression');
  const condition = text === undefined ? undefined : readCondition(text, 'ConditionExpression', placeholders);
  placeholders.checkAllUsed();
  const shown = choiceOf(request, 'ReturnValuesOnConditionCheckFailure', ['ALL_OLD', 'NONE'], 'NONE');
  return { condition, showsItem: shown === 'ALL_OLD' };
};

const guarded = (
  { condition, showsItem }: Guard,
  before: Row | undefined,
  write: (before: Row | undefined) => Written,
): Written | Refused => {
  if (condition === undefined || meets(condition, before?.item ?? {})) return write(before);
  const extra = showsItem && before !== undefined ? { Item: before.item } : {};
  return {
    refusal: new AwsError('ConditionalCheckFailedException', 'The conditional request failed', 400, extra),
    units: tableUnits(unitsOfWrite(before?.size ?? 0)),
  };
};

const refuseKeyChange = (table: Table, actions: readonly UpdateAction[]): void => {
  for (const name of keyNamesOf(table.keys)) {
    if (!actions.some(({ path }) => path[0] === name)) continue;
    throw invalid(
      `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
    );
  }
};

/** Only what the update has changed is looked at: an index that was made later may find other values in older items. */
const checkUpdatedIndexKeys = (table: Table, before: Item | undefined, after: Item): void => {
  const changed = table.indexes
    .flatMap(({ keys }) => keyNamesOf(keys))
    .some((name) => {
      const [old, now] = [before && attributeOf(before, name), attributeOf(after, name)];
      return now !== undefined && (old === undefined || !equalValues(old, now));
    });
  if (changed) checkIndexKeys(table, after);
};
