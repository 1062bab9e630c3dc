// What the sample's people do at the first start: acts that the task pages take, and a case left at each desk.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { TemplatesSchema } from '#schemas/city/messages.ts';
import { TaskActionSchema } from '#schemas/tasks.ts';

type Row = { leaves: string; acts: { opens: string; does: Record<string, unknown> }[] };
const rows: Row[] = JSON.parse(readFileSync('cities/linjiang/sample/acts.json', 'utf8'));
const pack = loadPack('cities/linjiang');

it('every act is one that a task page takes, by a link that a message brings', () => {
  for (const { opens, does } of rows.flatMap(({ acts }) => acts)) {
    expect(Object.keys(TemplatesSchema.shape)).toContain(opens);
    expect(TaskActionSchema.safeParse(does).error, String(does['action'])).toBeUndefined();
    const { grounds } = does;
    if (grounds !== undefined) expect(pack.handling.returns.grounds.map(({ id }) => id)).toContain(grounds);
  }
});

it('cases are left with departments, with the desk, with the citizen, and at their end', () => {
  expect(new Set(rows.map(({ leaves }) => leaves))).toEqual(
    new Set(['in-progress', 'return-in-review', 'awaiting-citizen', 'closed', 'reply-in-review']),
  );
});
