// What closed cases teach: the category that people let stand, not the one the machine began with.
import { describe, expect, it } from 'vitest';
import type { Item } from '#cli/read-tables.ts';
import { rowsOfClosedCases } from '#cli/rows/closed-cases.ts';
import { aCase, sureOf } from '#test/builders/case-runner.ts';
import { aCity } from '#test/builders/city.ts';
import { soundReply } from '#test/journeys/support/pack.ts';

const itemsOf = (commits: readonly { seq: number; matter: { id: string } }[]): Item[] =>
  commits.map((commit) => ({
    pk: { S: `MATTER#case#${commit.matter.id}` },
    sk: { S: `EVT#${String(commit.seq).padStart(8, '0')}` },
    commit: { S: JSON.stringify(commit) },
  }));
const request = (caseId: string, text: string): Item => ({
  pk: { S: `CASE#${caseId}` },
  sk: { S: 'TEXT#REQUEST' },
  body: { S: JSON.stringify({ title: '路灯', text }) },
});
const [wrong, right] = aCity().catalogue.leaves;

const closedCase = async (path: string) => {
  const one = await aCase({ findings: sureOf(path) });
  await one.respond('lead', { action: 'sign' });
  await one.respond('lead', soundReply);
  if (one.tasks().some(({ kind }) => kind === 'review')) await one.respond('review', { action: 'approve' });
  await one.respond('citizen', { action: 'answer', solved: true, satisfied: true });
  return one;
};

describe('training rows of closed cases', () => {
  it('carry the words of the citizen and the category at the depth asked for', async () => {
    const one = await closedCase(right?.path ?? '');
    const matters = itemsOf(one.commits());
    const people = [request(one.caseId, '路灯三天不亮')];
    expect(rowsOfClosedCases(matters, people, 1)).toEqual([
      { title: '路灯', text: '路灯三天不亮', label: right?.path.split('/')[0], group: one.caseId },
    ]);
    expect(rowsOfClosedCases(matters, people, 3)[0]?.label).toBe(right?.path);
  });

  it('follow the correction of a person, not what the machine had said', async () => {
    const one = await closedCase(wrong?.path ?? '');
    const commits = one.commits();
    const corrected = commits.map((commit, index) =>
      index === commits.length - 2
        ? {
            ...commit,
            events: [
              { type: 'Classified', category: right?.path, urgency: 'ordinary', by: 'desk', machineSaid: wrong?.path },
              ...commit.events,
            ],
          }
        : commit,
    );
    const [row] = rowsOfClosedCases(itemsOf(corrected), [request(one.caseId, '路灯三天不亮')], 3);
    expect(row?.label).toBe(right?.path);
  });

  it('leave out open cases, and cases whose words are forgotten', async () => {
    const open = await aCase({ findings: sureOf(right?.path ?? '') });
    expect(rowsOfClosedCases(itemsOf(open.commits()), [request(open.caseId, '…')], 1)).toEqual([]);
    const closed = await closedCase(right?.path ?? '');
    expect(rowsOfClosedCases(itemsOf(closed.commits()), [], 1)).toEqual([]);
  });
});
