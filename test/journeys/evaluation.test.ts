// Figures that anybody can count again: the ledger written as cases closed, and the same from the events alone.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { isCommit, itemsByCase, readTable, sortKeyOf, storedCommit } from '#cli/read-tables.ts';
import { heardRequests } from '#cli/rows/heard-requests.ts';
import { learnFromRulings } from '#functions/assignment/learn-from-rulings.ts';
import { sumOfBurden } from '#functions/evaluation/burden.ts';
import { recounting } from '#functions/evaluation/from-events.ts';
import { readLine } from '#functions/evaluation/read-ledger.ts';
import { hotTopics } from '#functions/proactive/hot-topics.ts';
import { CaseEventSchema } from '#schemas/case-events.ts';
import { CommitSchema } from '#schemas/matter.ts';
import { callFromOneBuilding, troubles } from './support/one-building.ts';
import { ground, otherAgencies, pack, plain, plainLead, soundReply } from './support/pack.ts';
import { browse } from './support/people.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const answers = async (caseId: string, satisfied: boolean): Promise<void> => {
  await town.act(await town.link(caseId, 'citizen-asked'), { action: 'answer', solved: satisfied, satisfied });
};

describe('a ledger counted again from the events', () => {
  it('has the same lines: closed at once, returned first, worked on twice', async () => {
    const plainly = await town.inProgress();
    await town.act(plainly.lead, soundReply);
    await answers(plainly.caseId, true);

    const [next = ''] = otherAgencies;
    const sentOn = await town.request({ category: plain.path });
    const explanation = '该路段不在本单位管辖范围';
    await town.act(await town.link(sentOn.caseId, 'department-sign-for'), {
      action: 'return',
      grounds: ground,
      explanation,
      proposedUnit: next,
    });
    await town.act(await town.link(sentOn.caseId, 'desk-review-return'), { action: 'approve', unit: next });
    const second = await town.link(sentOn.caseId, 'department-sign-for', next);
    await town.act(second, { action: 'sign' });
    await town.act(second, soundReply);
    await answers(sentOn.caseId, true);

    const twice = await town.inProgress();
    await town.act(twice.lead, soundReply);
    await answers(twice.caseId, false);
    await town.act(await town.link(twice.caseId, 'department-rework'), soundReply);
    await answers(twice.caseId, true);

    const items = await readTable(town.clients.dynamo, town.table);
    const cases = [...itemsByCase(items).values()];
    const commits = cases.map((own) => own.filter(isCommit).map((item) => CommitSchema.parse(storedCommit(item))));
    const lines = commits.flatMap(recounting(loadPack('cities/linjiang')));
    const counted = lines.map(({ unit, week, facts }) => ({ key: `LEDGER#${unit}#${week}`, facts }));
    const written = cases.flatMap((own) =>
      own
        .filter((item) => sortKeyOf(item).startsWith('LEDGER#'))
        .map((item) => ({ key: sortKeyOf(item), facts: JSON.parse(item['facts']?.S ?? 'null') })),
    );
    expect(counted).toEqual(written);
    expect(counted.map(({ facts }) => [facts['rounds'], facts['hops']])).toEqual(
      expect.arrayContaining([
        [1, 1],
        [1, 2],
        [2, 1],
      ]),
    );

    const burden = sumOfBurden(lines.map(({ unit, week, facts }) => ({ unit, week, ...readLine(week, facts).burden })));
    const of = (unit: string) => burden.filter((line) => line.unit === unit);
    expect(of(plainLead)).toEqual([expect.objectContaining({ returns: 1, fields: 3 + 2 + 2 + 2 })]);
    expect(of(next)).toEqual([expect.objectContaining({ hopsIn: 1, fields: 2 })]);
    expect(of(plainLead)[0]?.messages).toBeGreaterThan(0);
    expect(of(plainLead)[0]?.tasks).toBeGreaterThanOrEqual(3);
  });
});

describe('the page of the rates', () => {
  it('shows every unit that closed a case with what its rates are divided by, as picture, table and CSV', async () => {
    const supervisor = await browse(town.url, 'supervisor');
    const { month, units } = await supervisor.json('/desk/evaluation');
    expect(month).toBe(town.now().slice(0, 7));
    const own = units.find(({ unit }: { unit: string }) => unit === plainLead)?.evaluation;
    expect(own).toMatchObject({
      closed: 2,
      response: { count: 2, of: 2 },
      resolution: { count: 2, of: 2 },
      reworked: 1,
    });
    const page = await (await supervisor.open('/desk/evaluation?lang=en')).text();
    expect(page).toContain('<svg');
    expect(page).toContain('2 / 2');
    expect(page.length).toBeLessThan(60_000);
    const csv = await (await supervisor.open('/desk/evaluation.csv')).text();
    expect(csv.split('\r\n')).toHaveLength(2 + units.length);
    expect(await (await supervisor.open('/desk/evaluation?month=2020-01&lang=en')).text()).toContain(
      'No case was closed',
    );
  });

  it('shows a unit its own figures and nobody else’s', async () => {
    const officer = await browse(town.url, 'officer');
    const { units } = await officer.json('/desk/evaluation');
    expect(units.map(({ unit }: { unit: string }) => unit)).toEqual([plainLead]);
    const stranger = await browse(town.url, 'stranger');
    expect((await stranger.json('/desk/evaluation')).units).toEqual([]);
  });
});

describe('the page of the burden', () => {
  it('shows what was asked and what was spared, as picture, table and CSV, and the same figures as the record', async () => {
    const supervisor = await browse(town.url, 'supervisor');
    const { lines } = await supervisor.json('/desk/burden');
    const own = lines.filter((line: { unit: string }) => line.unit === plainLead);
    expect(own).toEqual([expect.objectContaining({ returns: 1, fields: 3 + 2 + 2 + 2 })]);
    expect(own[0].sparedFields).toBeGreaterThanOrEqual(6);
    const page = await (await supervisor.open(`/desk/burden?lang=en&unit=${plainLead}`)).text();
    expect(page).toContain('<svg');
    expect(page.length).toBeLessThan(60_000);
    const csv = await (await supervisor.open('/desk/burden.csv')).text();
    expect(csv.split('\r\n')).toHaveLength(2 + lines.length);
  });

  it('shows a unit its own figures and nobody else’s', async () => {
    const { lines } = await (await browse(town.url, 'officer')).json('/desk/burden');
    expect(new Set(lines.map(({ unit }: { unit: string }) => unit))).toEqual(new Set([plainLead]));
  });
});

describe('what returns teach', () => {
  it('is told by the command from the record of the town', async () => {
    const cases = [...itemsByCase(await readTable(town.clients.dynamo, town.table))].map(([caseId, own]) => ({
      caseId,
      events: own
        .filter(isCommit)
        .flatMap((item) => CommitSchema.parse(storedCommit(item)).events.map((event) => CaseEventSchema.parse(event))),
    }));
    const [proposal, ...others] = learnFromRulings(cases, loadPack('cities/linjiang'), { atLeast: 1, agreeing: 0.1 });
    expect(others).toEqual([]);
    expect(proposal).toMatchObject({ category: plain.path, from: plainLead, to: otherAgencies[0], of: 3 });
    expect(proposal?.cases).toHaveLength(1);
  });
});

describe('hot topics', () => {
  it('are places that several callers name within days, found again in the record of the town', async () => {
    // Two windows have to pass before anybody knows what is usual.
    await town.advance({ days: 30 });
    const [parentId] = await Promise.all(troubles.slice(0, 3).map((_, index) => callFromOneBuilding(town, index)));
    // Merged before anybody said what it is: it is what its parent is.
    const { caseId } = await town.request({ text: '有个事情想请你们帮忙看一下，谢谢。' });
    expect(await town.view(caseId)).toMatchObject({ status: 'with-duty-desk' });
    await town.desk(caseId, { act: 'merge', parentId, by: pack.city.roles.dutyDesk, reason: '同一部电梯' });
    const read = (table: string) => readTable(town.clients.dynamo, table);
    const heard = heardRequests(await read(town.table), await read(town.named('tables', '-people')));
    const topics = hotTopics({ people: 3, windowDays: 14, timesUsual: 1, mostNames: 1000 });
    for (const one of heard) topics.hear(one);
    const [first] = topics.ranked(town.now());
    expect(first?.name).toContain('翠湖花园');
    expect(first?.people).toBe(3);
    expect(heard.find(({ id }) => id === caseId)?.category).toBe(plain.path.split('/')[0]);
  });
});
