// Units of capacity. Source: "DynamoDB read and write operations" and "Using global secondary indexes" of the
// developer guide: 1 KB a write unit, 4 KB a read unit, half of it for a read that need not be consistent.

/** Units of one request on one table: its own, and those of each index by name. */
export type Units = { table: number; indexes: ReadonlyMap<string, number> };

const none: ReadonlyMap<string, number> = new Map();

export const unitsOfWrite = (size: number): number => Math.max(1, Math.ceil(size / 1024));

export const unitsOfRead = (size: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(size / 4096)) * (consistent ? 1 : 0.5);

export const tableUnits = (table: number): Units => ({ table, indexes: none });

export const totalOf = ({ table, indexes }: Units): number => {
  let total = table;
  for (const units of indexes.values()) total += units;
  return total;
};

export const addUnits = (one: Units, other: Units): Units => {
  if (one.indexes.size === 0 && other.indexes.size === 0) return tableUnits(one.table + other.table);
  const indexes = new Map(one.indexes);
  for (const [name, units] of other.indexes) indexes.set(name, (indexes.get(name) ?? 0) + units);
  return { table: one.table + other.table, indexes };
};

export const timesUnits = ({ table, indexes }: Units, factor: number): Units => ({
  table: table * factor,
  indexes: new Map([...indexes].map(([name, units]) => [name, units * factor])),
});
