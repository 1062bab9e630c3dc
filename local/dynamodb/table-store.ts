// The tables that there are: kept in the data file, known in memory.
import type { DatabaseSync } from 'node:sqlite';
import { statementsOf } from '../storage.ts';
import { tableNotFound } from './errors.ts';
import { readTableName } from './read-table.ts';
import type { Request } from './request.ts';
import type { Table, TableDefinition } from './table.ts';

export type TableStore = {
  /** The table that a request names. @throws AwsError ResourceNotFoundException */
  of(request: Request): Table;
  find(name: string): Table | undefined;
  all(): readonly Table[];
  /** Runs inside a transaction; undefined when there is one of this name. Known once `settle` is called. */
  add(table: TableDefinition): Table | undefined;
  /** Runs inside a transaction. Known once `settle` is called. */
  change(table: Table): void;
  /** Runs inside a transaction. Known once `settle` is called. */
  remove(table: Table): void;
  /** After the commit: what is known is what is on disk. */
  settle(): void;
};

export const openTables = (db: DatabaseSync): TableStore => {
  db.exec(
    'CREATE TABLE IF NOT EXISTS dynamo_table (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, body TEXT NOT NULL)',
  );
  const statement = statementsOf(db);
  let known = new Map<string, Table>();

  const settle = (): void => {
    const rows = statement('SELECT id, body FROM dynamo_table ORDER BY name').all();
    const tables = rows.map((row): Table => ({ ...JSON.parse(String(row.body)), id: Number(row.id) }));
    known = new Map(tables.map((table) => [table.name, table]));
  };
  settle();

  return {
    of(request) {
      // Almost every request names a table as it is called: no need to look at the name closely.
      const named = typeof request.TableName === 'string' ? known.get(request.TableName) : undefined;
      const table = named ?? known.get(readTableName(request));
      if (table === undefined) throw tableNotFound();
      return table;
    },
    find: (name) => known.get(name),
    all: () => [...known.values()],
    add(table) {
      const row = statement('INSERT OR IGNORE INTO dynamo_table (name, body) VALUES (?, ?) RETURNING id').get(
        table.name,
        JSON.stringify(table),
      );
      return row === undefined ? undefined : { ...table, id: Number(row.id) };
    },
    change: ({ id, ...table }) =>
      void statement('UPDATE dynamo_table SET body = ? WHERE id = ?').run(JSON.stringify(table), id),
    remove: ({ id }) => void statement('DELETE FROM dynamo_table WHERE id = ?').run(id),
    settle,
  };
};
