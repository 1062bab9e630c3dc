import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { createAgenda } from '#cli/simulate/agenda.ts';
import { chanceOf } from '#cli/simulate/chance.ts';
import { officeHours } from '#cli/simulate/local-time.ts';
import { planCalls } from '#cli/simulate/plan-calls.ts';
import { readTraffic } from '#cli/simulate/traffic-file.ts';
import { RequestCreatedSchema } from '#schemas/webhooks.ts';
import { jiesu, root } from './support/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'jiesu-simulate-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const city = join(root, 'cities', 'linjiang');
const pack = loadPack(city);
const traffic = readTraffic(join(city, 'sample', 'traffic.yaml'));
const start = Date.parse('2026-03-02T00:00:00+08:00');
const planned = (seed: string, cases = 1000) =>
  planCalls({ traffic, pack, chance: chanceOf(seed), start, days: 30, cases });

describe('a simulated town', () => {
  it('plays the same days for the same seed, to the last id, and nothing goes wrong in it', async () => {
    const play = async (seed: string) => {
      const { code, out, said } = await jiesu(
        'simulate',
        ...['--days', '2', '--cases', '24', '--seed', seed, '--json'],
      );
      expect({ code, said }).toEqual({ code: 0, said: expect.any(String) });
      return JSON.parse(out);
    };
    // Side by side, so that the machine interrupts each at other moments.
    const [one, other] = await Promise.all([play('7'), play('7')]);
    expect(one.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(other.hash).toBe(one.hash);
    expect(other.outcomes).toEqual(one.outcomes);
    expect(one).toMatchObject({ cases: 24, seed: 7, wrong: { sweepMoved: 0, deadLetters: 0, doorsFailed: 0 } });
    expect(one.messages).toBeGreaterThan(50);
  });

  it('is told in words what it cannot do', async () => {
    expect(await jiesu('simulate', '--days', '0')).toMatchObject({
      code: 2,
      said: expect.stringMatching(/--days must/),
    });
    expect(await jiesu('simulate', '--seed', 'x')).toMatchObject({
      code: 2,
      said: expect.stringMatching(/--seed must/),
    });
    writeFileSync(join(folder, 'stack.sqlite'), '');
    const taken = await jiesu('simulate', '--data', folder);
    expect(taken).toMatchObject({ code: 1, said: expect.stringMatching(/holds a town already/) });
  });
});

describe('its traffic', () => {
  const calls = planned('a');

  it('is as many calls as asked for, in order, within the days, each as the door wants it', () => {
    expect(calls).toHaveLength(1000);
    expect(calls.every(({ at }, index) => at >= (calls[index - 1]?.at ?? start) && at < start + 30 * 86_400_000)).toBe(
      true,
    );
    for (const { data } of calls) expect(RequestCreatedSchema.safeParse(data).error?.issues ?? []).toEqual([]);
    expect(calls.filter(({ data }) => /[{}]/.test(String(data['text'])))).toEqual([]);
    expect(new Set(calls.map(({ externalId }) => externalId)).size).toBe(1000);
  });

  it('has repeats, anonymous callers, supplements, withdrawals, emergencies, and more by day than by night', () => {
    const hourOf = (at: number) => new Date(at + 8 * 3_600_000).getUTCHours();
    const among = (from: number, to: number) => calls.filter(({ at }) => hourOf(at) >= from && hourOf(at) < to).length;
    expect(among(9, 12)).toBeGreaterThan(5 * among(0, 3));
    expect(calls.filter(({ truth }) => truth.sameAs !== undefined).length).toBeGreaterThan(20);
    expect(calls.filter(({ data }) => JSON.stringify(data).includes('"anonymous":true')).length).toBeGreaterThan(20);
    expect(calls.filter(({ kind }) => kind === 'emergency').length).toBeGreaterThan(5);
    const later = calls.flatMap((call) => call.later.map(({ type }) => type));
    expect(new Set(later)).toEqual(new Set(['request.supplemented', 'request.withdrawn']));
  });

  it('is drawn anew for another seed, and the same for the same', () => {
    expect(planned('a', 50)).toEqual(planned('a', 50));
    expect(planned('b', 50)).not.toEqual(planned('a', 50));
  });
});

describe('its people', () => {
  it('draw for one matter without disturbing another', () => {
    const chance = chanceOf('s');
    const first = chance.of('x').fraction();
    chance.of('y').fraction();
    expect(chance.of('x').fraction()).toBe(first);
    expect(first).not.toBe(chance.of('y').fraction());
  });

  it('are in their offices when these are open', () => {
    const whenOpen = officeHours(pack.city);
    const shown = (iso: string) => new Date(whenOpen(Date.parse(iso)) + 8 * 3_600_000).toISOString().slice(0, 16);
    expect(shown('2026-03-02T10:10:00+08:00')).toBe('2026-03-02T10:10');
    expect(shown('2026-03-02T12:10:00+08:00')).toBe('2026-03-02T13:40');
    expect(shown('2026-03-06T17:45:00+08:00')).toBe('2026-03-09T08:45');
  });

  it('do what is due first, and at one instant in the order in which it was planned', () => {
    const agenda = createAgenda<string>();
    agenda.add(5, 'c');
    agenda.add(1, 'a');
    agenda.add(5, 'd');
    agenda.add(3, 'b');
    expect([agenda.nextAt(), agenda.take(0)]).toEqual([1, undefined]);
    expect([agenda.take(9), agenda.take(9), agenda.take(9), agenda.take(9)]).toEqual(['a', 'b', 'c', 'd']);
  });
});
