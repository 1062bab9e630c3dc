// Every renderer of the desk is fed strings that would do something if they were not escaped.
import { describe, expect, it } from 'vitest';
import { returnTask } from '#functions/case/decide-assignment.ts';
import { boardBody } from '#functions/desk/board-page.ts';
import { burdenBody } from '#functions/desk/burden-page.ts';
import { caseBody, parentPanel } from '#functions/desk/case-page.ts';
import { caseViewOf } from '#functions/desk/case-view.ts';
import type { Reader } from '#functions/desk/desk-route.ts';
import { evaluationBody } from '#functions/desk/evaluation-page.ts';
import { frame } from '#functions/desk/frame.ts';
import { officerId } from '#functions/desk/officer.ts';
import { problemPage } from '#functions/desk/problem-page.ts';
import { topicsBody } from '#functions/desk/topics-page.ts';
import { wordsOf } from '#functions/desk/words.ts';
import { evaluate } from '#functions/evaluation/three-rates.ts';
import { signInPage } from '#functions/sign-in/sign-in-page.ts';
import type { RouteRequest } from '#kernel/define-route.ts';
import { problem } from '#kernel/problems.ts';
import type { Person } from '#schemas/session.ts';
import type { Topics } from '#schemas/topics.ts';
import { aCase, sureOf } from '#test/builders/case-runner.ts';
import { aCity } from '#test/builders/city.ts';

const attacks = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</textarea></title><svg onload=alert(1)>',
  '&lt;b&gt;',
];
const hostile = attacks.join(' ');
const pack = aCity();
const now = '2026-03-02T03:00:00.000Z';
const who = (roles: Person['roles'], units: string[] = []): Person => ({ sub: hostile, name: hostile, roles, units });
const readerOf = (person: Person): Reader => ({
  session: { id: 'x'.repeat(20), person, until: now },
  token: 'token',
  key: Buffer.alloc(32),
  pack,
  locale: 'zh-CN',
  now,
});
const request: RouteRequest = {
  method: 'GET',
  path: '/desk',
  parameters: {},
  query: { q: hostile, [hostile]: hostile },
  headers: {},
  cookies: [],
  rawBody: '',
  occurredAt: now,
  requestId: 'r',
  sourceIp: '127.0.0.1',
};

/** Nothing of an attack may stand there as it came, but its harmless escape must. */
const expectInert = (html: string, shows = true): void => {
  for (const attack of attacks) expect(html.includes(attack), attack).toBe(false);
  expect(/<img(?! src="[^"]*" alt="[^"]*" loading="lazy">)|<svg onload/.exec(html)).toBeNull();
  if (shows) expect(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;')).toBe(true);
};

describe('hostile strings', () => {
  it('stay inert in the frame, in links to the other language, and in filters', () => {
    const reader = readerOf(who(['auditor']));
    const row = {
      ref: { kind: 'case', id: hostile },
      taskId: hostile,
      kind: hostile,
      owner: hostile,
      dueAt: now,
      provisional: true,
      shown: { number: hostile, topic: hostile, level: hostile },
      when: 'late' as const,
    };
    const filters = { q: hostile, unit: hostile };
    const body = boardBody({ rows: [row], next: hostile }, filters, reader);
    expectInert(frame(reader, request, hostile, body));
  });

  it('stay inert on the page of a case: words of citizens and officers, names, errors, supplements', async () => {
    const desk = who(['duty-desk', 'supervisor']);
    const kinds = ['classify', 'return'];
    for (const kind of kinds) {
      const path = pack.catalogue.leaves[0]?.path ?? '';
      const runner = await aCase({
        pack,
        findings: sureOf(path, kind === 'classify' ? { verdict: 'low-confidence' } : {}),
      });
      await runner.settle();
      const lead = runner.state().handling?.lead ?? '';
      const grounds = pack.handling.returns.grounds[0]?.id ?? '';
      if (kind === 'return')
        await runner.act(returnTask({ unit: lead, grounds, proposedUnit: 'willow-town', textId: 't1' }));
      const words = { text: hostile, legalBasis: hostile, by: 'x', at: now };
      const people = {
        request: { title: hostile, text: hostile },
        words: new Map([['t1', words]]),
        officers: new Map([[officerId(desk), hostile]]),
      };
      const commits = runner
        .commits()
        .map((commit) => ({ ...commit, actor: { role: hostile, id: `x/${officerId(desk)}` } }));
      const deliveries = new Map(
        commits.flatMap((commit) =>
          commit.consequences.flatMap((one) =>
            one.type === 'MessageRequested'
              ? [[one.key, [{ channel: hostile, at: now, outcome: hostile, detail: hostile }]] as const]
              : [],
          ),
        ),
      );
      const reader = readerOf(desk);
      const sources = {
        ref: { kind: 'case', id: runner.caseId },
        record: { commits, deliveries },
        people,
        machineArn: hostile,
      };
      const view = caseViewOf(sources, reader);
      if (view === undefined) throw new Error('the desk must see the case');
      expect(view.tasks[0]?.kind).toBe(kind);
      expect(view.tasks[0]?.actions.length).toBeGreaterThan(0);
      const parent = parentPanel(hostile, hostile, wordsOf(pack, 'zh-CN'));
      const page = caseBody(
        {
          view,
          photos: [{ id: hostile, unit: hostile, at: '2026-03-02T01:00:00.000Z', url: hostile }],
          parent,
          nonce: hostile,
          executionPage: `https://x/${hostile}{arn}`,
          note: { isBad: true, text: hostile },
        },
        reader,
      );
      expectInert(frame(reader, request, hostile, page));
    }
  });

  it('stay inert on the pages of figures: units, weeks, categories, districts, places and case numbers', () => {
    const reader = readerOf(who(['supervisor']));
    const month = { month: '2026-02', current: '2026-03' };
    const judged = [
      { unit: hostile, evaluation: { ...evaluate([], pack.evaluation), tier: hostile, version: hostile } },
    ];
    expectInert(frame(reader, request, hostile, evaluationBody(judged, month, reader)));
    const lines = [{ unit: hostile, week: hostile, tasks: 1 }];
    expectInert(
      frame(reader, request, hostile, burdenBody(lines, { ...month, unit: hostile, units: [hostile] }, reader)),
    );
    const spoken = { category: hostile, area: hostile, people: 9, usual: 1 };
    const topics: Topics = {
      version: 1,
      at: now,
      today: '2026-03-02',
      windowDays: 14,
      referenceDays: 42,
      requests: { window: 9, reference: 9 },
      read: { texts: 9, of: 9 },
      topics: [
        {
          ...spoken,
          place: hostile,
          alsoCalled: [hostile],
          first: '2026-03-01',
          last: '2026-03-02',
          requests: 9,
          cases: [{ id: hostile, number: hostile }],
        },
      ],
      counts: [{ category: hostile, area: hostile, people: 9, days: [1, 2], reference: 9, chance: 0, unusual: true }],
      leftOut: 0,
    };
    expectInert(
      frame(reader, request, hostile, topicsBody(topics, topics, { category: hostile, area: hostile }, reader)),
    );
  });

  it('stay inert in problems, and a kind from the address is only looked up', () => {
    const reader = readerOf(who(['auditor']));
    const page = problemPage(problem('not-permitted', hostile), request, reader);
    expectInert(String(page.body));
  });

  it('have no place on the pages of sign-in', () => {
    for (const told of ['again', 'declined', 'no-role', 'unavailable', 'signed-out'] as const)
      expectInert(signInPage(told, pack, 'en'), false);
  });
});
