// A unit asks that a closed case be left out of its evaluation; somebody else decides, once, and the figures follow.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isCommit, itemsByCase, readTable, storedCommit } from '#cli/read-tables.ts';
import { recounting } from '#functions/evaluation/from-events.ts';
import { CommitSchema } from '#schemas/matter.ts';
import { pack, plainLead, soundReply } from './support/pack.ts';
import { type Browser, browse } from './support/people.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
let officer: Browser;
let supervisor: Browser;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());
// Some of these tests skip days, and a session lasts hours.
beforeEach(async () => {
  [officer, supervisor] = [await browse(town.url, 'officer'), await browse(town.url, 'supervisor')];
});

const nameOfLead = pack.departments.units.find(({ id }) => id === plainLead)?.name['zh-CN'] ?? '';
const { exclusionsAsked: asked } = pack.messages['zh-CN'].desk.evaluation;
const grounds = pack.evaluation.exclusionGrounds[0]?.id ?? '';
const closed = async (): Promise<string> => {
  const { caseId, lead } = await town.inProgress();
  await town.act(lead, soundReply);
  await town.act(await town.link(caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
  return caseId;
};
const pageOf = (caseId: string): string => `/desk/cases/${caseId}`;
const ask = async (browser: Browser, caseId: string): Promise<string> => {
  const fields = { act: 'ask-exclusion', grounds, reason: '诉求人要求违反政策规定' };
  const response = await browser.submit(pageOf(caseId), `${pageOf(caseId)}/acts`, fields);
  await town.idle();
  return response.text();
};
const decide = async (browser: Browser, caseId: string, fields: Record<string, string>): Promise<void> => {
  const task = await taskOf(browser, caseId);
  await browser.submit(pageOf(caseId), `${pageOf(caseId)}/tasks/${task?.id}`, fields);
  await town.idle();
};
type Shown = { id: string; kind: string; actions: { action: string }[] };
const taskOf = async (browser: Browser, caseId: string): Promise<Shown | undefined> => {
  const { tasks } = await browser.json(pageOf(caseId));
  return (tasks as Shown[]).find(({ kind }) => kind === 'exclusion');
};
const exclusionOf = async (caseId: string): Promise<unknown> =>
  (await town.ledger(caseId)).map(({ exclusion }) => exclusion).find((one) => one !== undefined);
const recounted = async (caseId: string): Promise<unknown> => {
  const items = itemsByCase(await readTable(town.clients.dynamo, town.table)).get(caseId) ?? [];
  const commits = items.filter(isCommit).map((item) => CommitSchema.parse(storedCommit(item)));
  return recounting(pack)(commits).map(({ facts }) => facts);
};

describe('a unit that asks for a case to be left out', () => {
  it('is heard by the supervising office, and the case counts in no rate when that agrees', async () => {
    const caseId = await closed();
    const month = new Date(town.stack.now()).toISOString().slice(0, 7);
    await ask(officer, caseId);
    expect(await exclusionOf(caseId)).toBe('asked');
    const { rows } = await supervisor.json('/desk');
    expect(rows.map((row: { caseId: string }) => row.caseId)).toContain(caseId);
    expect(await (await supervisor.open(pageOf(caseId))).text()).toContain('诉求人要求违反政策规定');
    await decide(supervisor, caseId, { action: 'approve' });
    expect(await exclusionOf(caseId)).toBe('granted');
    expect(await town.ledger(caseId)).toEqual(await recounted(caseId));
    const csv = await (await supervisor.open(`/desk/evaluation.csv?month=${month}`)).text();
    const table = csv.split('\n').map((line) => line.split(','));
    const column = table[0]?.findIndex((title) => title.includes(asked)) ?? -1;
    expect(table.find((row) => row[1]?.includes(nameOfLead))?.[column]).toContain('1');
    expect(await town.told(caseId)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^supervisor-exclusion→/),
        `department-exclusion-decided→${plainLead}`,
      ]),
    );
  });

  it('is told when it is refused, and asks once only', async () => {
    const caseId = await closed();
    await ask(officer, caseId);
    await decide(supervisor, caseId, { action: 'deny', reason: '市民诉求合理' });
    expect(await exclusionOf(caseId)).toBe('refused');
    expect(await (await officer.open(pageOf(caseId))).text()).not.toContain('value="ask-exclusion"');
    await ask(officer, caseId);
    expect((await town.events(caseId)).filter((event) => event === 'ExclusionAsked')).toHaveLength(1);
    expect(await town.ledger(caseId)).toEqual(await recounted(caseId));
  });

  it('does not decide itself, and nobody else asks in its name', async () => {
    const caseId = await closed();
    for (const who of ['desk', 'supervisor', 'auditor', 'stranger'] as const) {
      await ask(await browse(town.url, who), caseId).catch(() => undefined);
      expect(await town.events(caseId), who).not.toContain('ExclusionAsked');
    }
    await ask(officer, caseId);
    expect((await taskOf(officer, caseId))?.actions).toEqual([]);
    expect((await taskOf(supervisor, caseId))?.actions.map(({ action }) => action)).toEqual(['approve', 'deny']);
  });

  it('is too late after the window of the city', async () => {
    const caseId = await closed();
    await town.advance({ days: 12 });
    const late = await browse(town.url, 'officer');
    expect(await (await late.open(pageOf(caseId))).text()).not.toContain('value="ask-exclusion"');
    await ask(late, caseId);
    expect(await town.events(caseId)).not.toContain('ExclusionAsked');
  });
});
