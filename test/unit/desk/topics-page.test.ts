// The page of topics holds what a city may ask of it, in both languages, and a sheet runs nothing.
import { describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { frame } from '#functions/desk/frame.ts';
import { topicsBody } from '#functions/desk/topics-page.ts';
import { chosen, nowhere } from '#functions/desk/topics-view.ts';
import { type Topics, TopicsSchema } from '#schemas/topics.ts';

const sample = loadPack('cities/linjiang');
const pack = { ...sample, proactive: { ...sample.proactive, windowDays: 28, shown: 30 } };
const leaves = pack.catalogue.leaves.map(({ path }) => path.split('/').slice(0, 2).join('/'));
const categories = [...new Set(leaves)];
const areas = pack.departments.areas.filter(({ within }) => within === undefined).map(({ id }) => id);

/** More than a page can show. */
const full: Topics = TopicsSchema.parse({
  version: 1,
  at: '2026-03-02T05:00:00.000Z',
  today: '2026-03-02',
  windowDays: 28,
  referenceDays: 182,
  requests: { window: 280_000, reference: 1_820_000 },
  read: { texts: 60_000, of: 2_100_000 },
  topics: Array.from({ length: 100 }, (_, at) => ({
    place: `翠湖花园第${at}中学分校`,
    alsoCalled: [],
    category: categories[at % categories.length]?.split('/')[0],
    ...(at % 5 === 0 ? {} : { area: areas[at % areas.length] }),
    people: 1234,
    usual: 12.3,
    first: '2026-02-03',
    last: '2026-03-02',
    requests: 1500,
    cases: Array.from({ length: 12 }, (_, one) => ({ id: 'f'.repeat(32), number: `LJ-7F3K-9Q2M-${one}` })),
  })),
  counts: categories.flatMap((category) =>
    [...areas, undefined].map((area) => ({
      category,
      ...(area === undefined ? {} : { area }),
      days: Array.from({ length: 28 }, (_, at) => 100 + at),
      people: 2500,
      reference: 9000,
      chance: 1e-9,
      unusual: true,
    })),
  ),
  leftOut: 40,
});
const reader = (locale: 'zh-CN' | 'en') => ({
  session: { person: { sub: 'a', name: 'a', roles: ['duty-desk' as const], units: [] }, until: '2026-03-03T00:00:00Z' },
  token: 't',
  key: Buffer.alloc(0),
  pack,
  locale,
  now: '2026-03-02T06:00:00.000Z',
});
const request = { method: 'GET', path: '/desk/topics', query: {}, headers: {}, cookies: [] };

describe('the page', () => {
  it.each(['zh-CN', 'en'] as const)('is at most 60 KB in %s, however much a city has', (locale) => {
    const body = topicsBody(full, full, {}, reader(locale) as any);
    const page = frame(reader(locale) as any, request as any, 'title', body);
    expect(Buffer.byteLength(page)).toBeLessThan(60_000);
    expect(page.match(/<svg/g)).toHaveLength(30);
    expect(page.split('<script>')[0]).not.toMatch(/\{\w+\}/);
  });
});

describe('a choice', () => {
  it('takes a category with all below it, an area, and what has none', () => {
    const [category = ''] = categories;
    const [first = ''] = category.split('/');
    for (const one of chosen(full, { category: first }).counts) expect(one.category.startsWith(`${first}/`)).toBe(true);
    expect(chosen(full, { category }).counts).toHaveLength(areas.length + 1);
    expect(chosen(full, { area: nowhere }).counts).toHaveLength(categories.length);
    expect(chosen(full, { area: 'elsewhere' })).toMatchObject({ topics: [], counts: [] });
  });
});
