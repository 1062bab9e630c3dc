// Before the hundredth call: several people speak of one building, and the desk sees it the next morning without asking.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFromOneBuilding, daysUntilUsual, district, troubles } from './support/one-building.ts';
import { pack, plain } from './support/pack.ts';
import { type Browser, browse } from './support/people.ts';
import { openTown, type Town } from './support/town.ts';

const category = plain.path.split('/').slice(0, pack.proactive.by.categoryLevel).join('/');
const { windowDays, topics: asked } = pack.proactive;

let town: Town;
let desk: Browser;
const cases: string[] = [];
const topics = (query = ''): Promise<any> => desk.json(`/desk/topics${query}`);

beforeAll(async () => {
  town = await openTown();
  desk = await browse(town.url, 'desk');
});
afterAll(() => town.close());

describe('what many people speak of', () => {
  it('is counted within the hour of a new deployment, and no alarm is made of the first call', async () => {
    expect(await topics()).toEqual({ topics: [], counts: [] });
    expect(await (await desk.open('/desk/topics?lang=en')).text()).toContain('Nothing has been counted yet');
    await town.request({ category: plain.path });
    await town.advance({ hours: 1 });
    const first = await topics();
    expect(first).toMatchObject({ referenceDays: 0, topics: [], requests: { window: 1, reference: 0 } });
    expect(first.counts).toMatchObject([{ category, people: 1, unusual: false }]);
    expect(await (await desk.open('/desk/topics?lang=zh-CN')).text()).toContain('平时水平尚不可知');
  });

  it('stands on the page the next morning: the building, the people, the cases, and that it is unusual', async () => {
    // Until it is known what is usual.
    await town.advance({ days: daysUntilUsual });
    for (const index of troubles.keys()) cases.push(await callFromOneBuilding(town, index));
    // What was merged is spoken of as much as its parent.
    const by = pack.city.roles.dutyDesk;
    const merged = await town.desk(cases.at(-1) ?? '', { act: 'merge', parentId: cases[0], by, reason: '同一部电梯' });
    expect(merged.status).toBe(200);
    await callFromOneBuilding(town, 9, { requester: { name: '李某', phone: '13700000099', confidential: true } });
    desk = await browse(town.url, 'desk');
    const before = await topics();
    expect(before.topics).toEqual([]);
    await town.advance({ days: 1 });
    desk = await browse(town.url, 'desk');
    const after = await topics();
    expect(Date.parse(after.at)).toBeGreaterThan(Date.parse(before.at));
    expect(after.topics[0].place).toContain('翠湖花园');
    // Without the one who spoke in confidence.
    expect(after.topics[0]).toMatchObject({ people: troubles.length, requests: troubles.length, area: district });
    expect(after.topics[0].cases.map(({ id }: { id: string }) => id).sort()).toEqual([...cases].sort());
    expect(after.topics[0].people).toBeGreaterThanOrEqual(asked.people);
    expect(after.counts[0]).toMatchObject({ category, area: district, people: troubles.length, unusual: true });
    expect(after.referenceDays).toBeGreaterThanOrEqual(windowDays);
  });

  it('is a page with pictures, a table and links to the cases, in both languages, and a sheet', async () => {
    for (const lang of ['zh-CN', 'en'] as const) {
      const page = await (await desk.open(`/desk/topics?lang=${lang}`)).text();
      const words = pack.messages[lang].desk.topics;
      for (const part of ['翠湖花园', '<svg', '<caption>', words.unusual, `/desk/cases/${cases[0]}`])
        expect(page).toContain(part);
      expect(page.split('<script>')[0]).not.toMatch(/\{\w+\}/);
      expect(page.length).toBeLessThan(60_000);
    }
    expect(await (await desk.open('/desk')).text()).toContain('href="/desk/topics"');
    const sheet = await (await desk.open('/desk/topics.csv')).text();
    const { topics: places, counts } = await topics();
    expect(sheet.split('\r\n')).toHaveLength(2 + places.length + counts.length);
    expect(sheet).toContain('翠湖花园');
  });

  it('shows only the category and the area that are asked for', async () => {
    const [first] = category.split('/');
    const { topics: places, counts } = await topics(`?category=${first}`);
    expect([places.length, counts.length].every((length) => length > 0)).toBe(true);
    expect(await topics('?category=nothing')).toMatchObject({ topics: [], counts: [] });
    expect((await topics(`?area=${district}`)).counts).toHaveLength(1);
    expect((await topics('?area=elsewhere')).counts).toEqual([]);
    const page = await (await desk.open('/desk/topics?category=nothing&lang=en')).text();
    expect(page).toContain('No place stands out');
  });

  it('holds nobody’s words, names or telephones, and forgets itself', async () => {
    const { Item } = await town.clients.dynamo.send(
      new GetItemCommand({ TableName: town.table, Key: { pk: { S: 'TOPICS' }, sk: { S: 'LATEST' } } }),
    );
    const kept = JSON.stringify(Item);
    for (const personal of ['王小明', '13700000', '电梯', '老人']) expect(kept).not.toContain(personal);
    expect(Number(Item?.['expiresAt']?.N) * 1000).toBeGreaterThan(Date.parse(town.now()));
    const filed = JSON.stringify(await Promise.all(cases.map((caseId) => town.commits(caseId))));
    for (const personal of ['翠湖', '电梯', '13700000']) expect(filed).not.toContain(personal);
  });
});
