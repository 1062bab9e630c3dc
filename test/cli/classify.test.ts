// `jiesu train` and `jiesu classify` on a made-up town's rows, as processes.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { labelledRows } from '#test/builders/labelled-rows.ts';
import { jiesu } from './support/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'jiesu-classify-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, lines: string[][]): string => {
  const file = join(folder, name);
  writeFileSync(file, `${lines.map((cells) => cells.join('\t')).join('\n')}\n`);
  return file;
};
const rows = labelledRows().map(({ title, text, label, group }, at) => [`r${at}`, group, title, text, label]);
const head = ['id', 'group', 'title', 'text', 'label'];
const file = write('rows.tsv', [head, ...rows]);
const map = write('map.tsv', [
  ['label', 'path'],
  ['buses', 'transport'],
  ['water', 'utilities'],
  ['noise', 'environment'],
]);
const model = join(folder, 'town.model');

describe('jiesu train', () => {
  it('writes a model, tells its figures, and the next command reads it', async () => {
    const trained = await jiesu('train', file, '--group', 'group', '--map', map, '--city', 'linjiang', '--out', model);
    expect(trained.said).toContain('144 rows, 3 labels');
    expect(trained.out).toContain('macro-F1');
    expect(trained.code).toBe(0);

    const answered = await jiesu('classify', file, '--model', model, '--json');
    const lines = answered.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(144);
    expect(lines[0]).toMatchObject({ id: 'r0', label: 'buses' });
    expect(lines[0].top).toHaveLength(3);
    expect(lines[0].top[0]).toEqual({ label: 'buses', probability: lines[0].probability });
  });

  it('makes the same bytes of the same rows', async () => {
    const again = join(folder, 'again.model');
    await jiesu('train', file, '--group', 'group', '--map', map, '--out', again);
    expect(readFileSync(again).equals(readFileSync(model))).toBe(true);
  });

  it('names the columns there are when one is missing', async () => {
    const { code, said } = await jiesu('train', file, '--label', 'topic', '--out', model);
    expect(code).toBe(1);
    expect(said).toContain('no column "topic". Its columns are: id, group, title, text, label.');
  });

  it('names the line that has other columns than the first', async () => {
    const uneven = write('uneven.tsv', [head, ['1', 'g', 't', 'x', 'a'], ['2', 'g', 't', 'x']]);
    const { code, said } = await jiesu('train', uneven, '--out', model);
    expect(code).toBe(1);
    expect(said).toContain('line 3: 4 columns, but the first line names 5');
  });

  it('names labels with too few rows, and leaves them out when told to', async () => {
    const rare = write('rare.tsv', [head, ...rows, ['x', 'x', '桥', '桥', 'bridges']]);
    const { code, said } = await jiesu('train', rare, '--out', model);
    expect(code).toBe(1);
    expect(said).toContain('bridges (1)');
    const without = await jiesu('train', rare, '--drop-rare', '--out', join(folder, 'rare.model'));
    expect(without.code).toBe(0);
  });

  it('names a path that the catalogue does not have', async () => {
    const wrong = write('wrong.tsv', [
      ['label', 'path'],
      ['buses', 'tramways'],
      ['water', 'utilities'],
      ['noise', 'x'],
    ]);
    const { code, said } = await jiesu('train', file, '--map', wrong, '--city', 'linjiang', '--out', model);
    expect(code).toBe(1);
    expect(said).toContain('line 2: the catalogue of linjiang has no tramways');
  });
});

describe('jiesu classify', () => {
  const asked = write('asked.tsv', [
    ['title', 'text'],
    ['站台没有座位', '公交车等了一个小时'],
    ['半夜施工吵人', ''],
  ]);

  it('without history: leaf, urgency, department, route and reasons by the city alone', async () => {
    const { out, code } = await jiesu('classify', asked, '--city', 'linjiang', '--json');
    expect(code).toBe(0);
    const [first] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({ id: '2', urgency: 'ordinary', department: expect.any(String) });
    expect(first.categoryPath).toMatch(/^transport\//);
    expect(first.reasons.length).toBeGreaterThan(1);
    expect(first.top[0].words.length).toBeGreaterThan(0);
  });

  it('with a model: the model names the part of the catalogue, the catalogue the leaf of it', async () => {
    const { out } = await jiesu('classify', asked, '--city', 'linjiang', '--model', model, '--json');
    const [first, second] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first.categoryPath).toMatch(/^transport\//);
    expect(second.categoryPath).toMatch(/^environment\//);
  });

  it('says what is wrong with its words and files', async () => {
    expect((await jiesu('classify', asked)).code).toBe(2);
    expect((await jiesu('classify', asked, '--model', asked)).said).toContain('no classifier model');
    const none = write('none.tsv', [
      ['a', 'b'],
      ['1', '2'],
    ]);
    expect((await jiesu('classify', none, '--model', model)).said).toContain('neither a column "title" nor "text"');
  });
});

describe('jiesu train --against', () => {
  it('writes nothing when the model in use judges the rows better than a new one would', async () => {
    // Labels by chance teach nothing; the model in use was taught the same chance by heart, and knows them.
    const chance = rows.map(([id, group, title, text], at) =>
      [id, group, title, text, `label ${(at * 7919) % 3}`].map(String),
    );
    const known = join(folder, 'known.model');
    const table = write('chance.tsv', [head, ...chance]);
    expect((await jiesu('train', table, '--group', 'group', '--out', known)).code).toBe(0);
    const out = join(folder, 'new.model');
    const refused = await jiesu('train', table, '--group', 'group', '--out', out, '--against', known);
    expect(refused.said).toContain('The new model is worse');
    expect([refused.code, existsSync(out)]).toEqual([1, false]);
  });

  it('writes the new model when it is not worse, and tells both by label', async () => {
    const out = join(folder, 'newer.model');
    const trained = await jiesu('train', file, '--group', 'group', '--out', out, '--against', model);
    expect(trained.said).toMatch(/buses +\d\.\d+ +\d\.\d+/);
    expect([trained.code, existsSync(out)]).toEqual([0, true]);
  });
});
