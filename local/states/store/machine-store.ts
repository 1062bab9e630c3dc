// State machines and their definitions. A definition is kept once, whoever uses it: executions keep the one they began with.
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Definition } from '../definition/model.ts';
import type { MachineType } from '../definition/read-definition.ts';

export type Machine = {
  name: string;
  arn: string;
  roleArn: string;
  type: MachineType;
  definitionId: number;
  definition: string;
  createdAt: number;
  revision: string;
  logging: unknown;
  tracing: unknown;
};
export type MachineStore = ReturnType<typeof createMachineStore>;

const mostCompiled = 200;

export function createMachineStore(db: DatabaseSync, read: (text: string, type: MachineType) => Definition) {
  const definitionByHash = db.prepare('SELECT id FROM sfn_definitions WHERE hash = ?');
  const definitionById = db.prepare('SELECT body FROM sfn_definitions WHERE id = ?');
  const definitionInsert = db.prepare('INSERT INTO sfn_definitions (hash, body) VALUES (?, ?)');
  const put = db.prepare('INSERT OR REPLACE INTO sfn_machines (name, definition, body) VALUES (?, ?, ?)');
  const drop = db.prepare('DELETE FROM sfn_machines WHERE name = ?');
  const get = db.prepare(
    'SELECT m.body, m.definition, d.body AS text FROM sfn_machines m JOIN sfn_definitions d ON d.id = m.definition WHERE m.name = ?',
  );
  const list = db.prepare(
    'SELECT m.body, m.definition, d.body AS text FROM sfn_machines m JOIN sfn_definitions d ON d.id = m.definition WHERE m.name > ? ORDER BY m.name LIMIT ?',
  );
  const machines = new Map<string, Machine>();
  const compiled = new Map<number, Definition>();

  const machineOf = (row: Record<string, unknown>): Machine => ({
    ...JSON.parse(String(row['body'])),
    definitionId: Number(row['definition']),
    definition: String(row['text']),
  });

  return {
    /** Inside a transaction. */
    put(machine: Omit<Machine, 'definitionId'>): void {
      const { definition, ...body } = machine;
      const hash = createHash('sha256').update(definition).digest('hex');
      const known = definitionByHash.get(hash)?.['id'];
      const id = known === undefined ? definitionInsert.run(hash, definition).lastInsertRowid : known;
      put.run(machine.name, Number(id), JSON.stringify(body));
      machines.delete(machine.name);
    },
    drop(name: string): void {
      drop.run(name);
      machines.delete(name);
    },
    get(name: string): Machine | undefined {
      const known = machines.get(name);
      if (known !== undefined) return known;
      const row = get.get(name);
      if (row === undefined) return undefined;
      const machine = machineOf(row);
      if (machines.size >= mostCompiled) machines.clear();
      machines.set(name, machine);
      return machine;
    },
    list: (after: string, limit: number): Machine[] => list.all(after, limit).map(machineOf),
    text(id: number): string {
      const row = definitionById.get(id);
      if (row === undefined) throw new Error(`no definition ${id}`);
      return String(row['body']);
    },
    compiled(id: number, text?: string): Definition {
      const known = compiled.get(id);
      if (known !== undefined) return known;
      const row = text ?? String(definitionById.get(id)?.['body'] ?? '');
      if (compiled.size >= mostCompiled) compiled.clear();
      const made = read(row, 'STANDARD');
      compiled.set(id, made);
      return made;
    },
  };
}
