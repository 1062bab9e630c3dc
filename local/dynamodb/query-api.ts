// Query and Scan: walk the rows in order, count what is read, keep what the filter lets through, end at the limit or 1 MB.
import type { DatabaseSync } from 'node:sqlite';
import { attributeOf, type Item, type Value } from './attribute-value.ts';
import { project } from './document-path.ts';
import { invalid } from './errors.ts';
import type { ItemStore } from './item-store.ts';
import { meets } from './meets.ts';
import { capacityMode, consumedCapacity, type Meter } from './meter.ts';
import { openRows } from './page-rows.ts';
import { type PageRequest, readPageRequest } from './query-request.ts';
import { integerOf, type Request } from './request.ts';
import { keyNamesOf } from './table.ts';
import type { TableStore } from './table-store.ts';
import { tableUnits, type Units, unitsOfRead } from './units.ts';

const largestPage = 1024 * 1024;

export const queryApi = (db: DatabaseSync, tables: TableStore, items: ItemStore, meter: Meter) => {
  const walk = openRows(db);

  const page = (request: Request, wanted: PageRequest, isMine?: (pk: Uint8Array) => boolean) => {
    const capacity = capacityMode(request);
    const { table, limit } = wanted;
    const found: Item[] = [];
    let count = 0;
    let scanned = 0;
    let bytes = 0;
    let fetched = 0;
    let last: Item | undefined;
    let more = false;
    for (const row of walk(wanted, wanted.fetches || isMine !== undefined)) {
      if (isMine !== undefined && row.keys !== undefined && !isMine(row.keys.pk)) continue;
      if (scanned >= limit || bytes >= largestPage) {
        more = true;
        break;
      }
      let item: Item = JSON.parse(row.text);
      last = item;
      scanned += 1;
      bytes += row.size;
      if (wanted.fetches && row.keys !== undefined) {
        const whole = items.read(table, row.keys.item);
        fetched += unitsOfRead(whole?.size ?? 0, wanted.consistent);
        item = whole?.item ?? item;
      }
      if (wanted.filter !== undefined && !meets(wanted.filter, item)) continue;
      count += 1;
      if (!wanted.countOnly) found.push(wanted.paths === undefined ? item : project(item, wanted.paths));
    }
    const units = unitsOf(wanted, unitsOfRead(bytes, wanted.consistent), fetched);
    meter.count(table, 'read', units);
    // A page that ends at its limit names its last key, whether or not anything follows.
    const ended = !more && scanned < limit;
    return {
      ...(wanted.countOnly ? {} : { Items: found }),
      Count: count,
      ScannedCount: scanned,
      ...(ended || last === undefined ? {} : { LastEvaluatedKey: lastKey(wanted, last) }),
      ...consumedCapacity(capacity, table, units),
    };
  };

  return {
    Query: (request: Request) => page(request, readPageRequest(request, tables.of(request), 'Query')),
    Scan(request: Request) {
      const segment = segmentOf(request);
      return page(request, readPageRequest(request, tables.of(request), 'Scan'), segment);
    },
  };
};

/** Parallel scans share the partitions out by a hash of their key; undefined for a scan of all. */
const segmentOf = (request: Request): ((pk: Uint8Array) => boolean) | undefined => {
  const total = integerOf(request, 'TotalSegments', 1, 1_000_000);
  const segment = integerOf(request, 'Segment', 0, 999_999);
  if (total === undefined && segment === undefined) return undefined;
  if (total === undefined)
    throw invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  if (segment === undefined)
    throw invalid(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  if (segment >= total) {
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  }
  return (pk) => pk.reduce((hash, byte) => (Math.imul(hash, 31) + byte) >>> 0, 7) % total === segment;
};

const unitsOf = ({ index }: PageRequest, walked: number, fetched: number): Units =>
  index === undefined ? tableUnits(walked) : { table: fetched, indexes: new Map([[index.name, walked]]) };

const lastKey = ({ table, keys }: PageRequest, item: Item): Item =>
  Object.fromEntries(
    [...new Set([...keyNamesOf(keys), ...keyNamesOf(table.keys)])].flatMap((name): [string, Value][] => {
      const value = attributeOf(item, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
