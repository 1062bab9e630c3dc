// Single reads by key, read and checked when they are asked for. Every read sees all that was acknowledged.
import { type Item, parseItem } from './attribute-value.ts';
import { type Path, project, refuseOverlaps } from './document-path.ts';
import type { ItemStore } from './item-store.ts';
import { type Key, keyOfRequest } from './keys.ts';
import { type Placeholders, placeholdersOf } from './placeholders.ts';
import { flagOf, optionalText, type Request, refuseLegacy, required } from './request.ts';
import type { Table } from './table.ts';
import type { TableStore } from './table-store.ts';
import { unitsOfRead } from './units.ts';
import { parseProjection } from './update-syntax.ts';

export type ReadPlan = {
  table: Table;
  key: Key;
  /** The item as far as it was asked for, its whole size, and what that costs. */
  run(): { item: Item | undefined; size: number; units: number };
};
export type ReadPlans = { get(request: Request, transactional?: boolean): ReadPlan };

export const createReadPlans = (tables: TableStore, items: ItemStore): ReadPlans => ({
  get(request, transactional = false) {
    refuseLegacy(request);
    const table = tables.of(request);
    const key = keyOfRequest(table, parseItem(required(request, 'Key')));
    const placeholders = placeholdersOf(request, ['ProjectionExpression']);
    const paths = projectionOf(request, placeholders);
    placeholders.checkAllUsed();
    const consistent = flagOf(request, 'ConsistentRead') === true;
    return {
      table,
      key,
      run() {
        const row = items.read(table, key);
        const item = row === undefined || paths === undefined ? row?.item : project(row.item, paths);
        const size = row?.size ?? 0;
        return { item, size, units: transactional ? 2 * unitsOfRead(size, true) : unitsOfRead(size, consistent) };
      },
    };
  },
});

/** The paths of a projection; undefined when the whole item is wanted. */
export const projectionOf = (request: Request, placeholders: Placeholders): readonly Path[] | undefined => {
  const text = optionalText(request, 'ProjectionExpression');
  if (text === undefined) return undefined;
  const name = 'ProjectionExpression';
  const paths = parseProjection(text, name).map((syntax) => placeholders.path(syntax, name));
  refuseOverlaps(paths, name);
  return paths;
};
