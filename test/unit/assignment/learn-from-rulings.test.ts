// A matter that keeps going to the wrong unit first teaches the catalogue; a diff proposes it, people decide.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { catalogueDiff } from '#cities/catalogue-diff.ts';
import { loadPack } from '#cities/load-pack.ts';
import { learnFromRulings } from '#functions/assignment/learn-from-rulings.ts';
import type { CaseEvent } from '#schemas/case-events.ts';

const folder = mkdtempSync(join(tmpdir(), 'jiesu-propose-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
cpSync('cities/linjiang', join(folder, 'linjiang'), { recursive: true });
const place = join(folder, 'linjiang');
const pack = loadPack(place);
const units = pack.departments.units;
const agencies = units.filter(({ kind }) => kind === 'agency').map(({ id }) => id);
const leafOf = (by: 'unit' | 'area') => pack.catalogue.leaves.find(({ lead }) => lead.by === by);
const plain = leafOf('unit');
const from = plain?.lead.by === 'unit' ? plain.lead.unit : '';
const to = agencies.find((id) => id !== from) ?? '';
const township = units.find(({ kind }) => kind === 'township')?.id ?? '';
const rule = { atLeast: 3, agreeing: 0.8 };

const at = '2026-03-02T01:00:00.000Z';
const classified = (category = plain?.path ?? ''): CaseEvent => ({
  type: 'Classified',
  category,
  urgency: 'ordinary',
  by: 'machine',
});
const assigned = (lead: string, hop: number): CaseEvent => ({
  type: 'DepartmentsAssigned',
  hop,
  lead,
  assisting: [],
  because: 'catalogue-unit',
  forGood: false,
  clocks: [{ kind: 'reply', dueAt: at }],
});
const granted: CaseEvent = { type: 'ReturnGranted' };
const moved = (target = to, category?: string): CaseEvent[] => [
  classified(category),
  assigned(from, 1),
  granted,
  assigned(target, 2),
];
const stayed: CaseEvent[] = [classified(), assigned(from, 1)];
const cases = (...all: CaseEvent[][]) => all.map((events, index) => ({ caseId: `c${index}`, events }));

describe('returns and rulings', () => {
  it('propose a change when enough cases went the same way', () => {
    expect(learnFromRulings(cases(moved(), moved(), moved()), pack, rule)).toEqual([
      { category: plain?.path, from, to, cases: ['c0', 'c1', 'c2'], of: 3 },
    ]);
    expect(learnFromRulings(cases(moved(), moved()), pack, rule)).toEqual([]);
  });

  it('propose nothing when most cases were rightly there', () => {
    expect(learnFromRulings(cases(moved(), moved(), moved(), stayed), pack, rule)).toEqual([]);
    expect(learnFromRulings(cases(moved(), moved(), moved(), stayed), pack, { ...rule, agreeing: 0.7 })).toHaveLength(
      1,
    );
  });

  it('learn nothing from a case that was classified anew, or moved without a decision', () => {
    const anew = [classified(), assigned(from, 1), granted, classified('other/leaf'), assigned(to, 2)];
    const undecided = [classified(), assigned(from, 1), assigned(to, 2)];
    expect(learnFromRulings(cases(anew, anew, anew, undecided, undecided, undecided), pack, rule)).toEqual([]);
  });

  it('learn from rulings as from granted returns', () => {
    const ruled: CaseEvent = { type: 'Ruled', ruling: { decision: 'assign', unit: to } };
    const all = cases(...[1, 2, 3].map(() => [classified(), assigned(from, 1), ruled, assigned(to, 2)]));
    expect(learnFromRulings(all, pack, rule)[0]?.to).toBe(to);
  });

  it('never push work to the grassroots, and leave to people what is no change of one line', () => {
    const down = learnFromRulings(cases(moved(township), moved(township), moved(township)), pack, rule);
    expect(down[0]?.obstacle).toBe('guard');
    const byArea = leafOf('area')?.path;
    const all = cases(...[1, 2, 3].map(() => moved(to, byArea)));
    expect(learnFromRulings(all, pack, rule)[0]?.obstacle).toBe('by-area');
  });
});

describe('the diff', () => {
  it('applies, and changes the lead of that category and nothing else', () => {
    const diff = catalogueDiff(place, [{ category: plain?.path ?? '', from, to }], folder);
    expect(diff.split('\n').filter((line) => /^[+-] /.test(line))).toHaveLength(2);
    execFileSync('git', ['apply', '-p0'], { cwd: folder, input: diff });
    const changed = loadPack(place);
    const leaves = pack.catalogue.leaves.map((leaf) =>
      leaf.path === plain?.path ? { ...leaf, lead: { by: 'unit', unit: to } } : leaf,
    );
    expect(changed.catalogue.leaves).toEqual(leaves);
  });

  it('refuses a change of what is not there', () => {
    expect(() => catalogueDiff(place, [{ category: 'no/such', from, to }], folder)).toThrow(RangeError);
  });
});
