// Every five minutes: what is due and did not move by itself is woken or started again, and counted; the figure should
// be 0 (DESIGN §3). Provisional deadlines are computed again once their calendar is there (DOMAIN §3).

import type { CaseState } from '#functions/case/case.ts';
import { type CaseDesk, caseDesk } from '#functions/case/case-desk.ts';
import { recomputeDeadlines } from '#functions/case/decide-chase.ts';
import { decided, isOver, onCase } from '#functions/case/deciding.ts';
import { runningClocks } from '#functions/case/standing.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { type InboxEntry, openTasks } from '#kernel/inbox.ts';
import { countMetric, log } from '#kernel/log.ts';
import type { Loaded } from '#kernel/matter.ts';
import { readEnvironment } from '#schemas/environment.ts';

type Tick = { id: string; time: string };

/** Timers are given this long to fire by themselves before the sweep calls them late. */
const graceMs = 15 * 60 * 1000;
const mostPerOwner = 25;
/** Far enough to see every open task: provisional deadlines are looked for among all of them. */
const everything = '9999';

export const handler = async (event: Tick): Promise<{ moved: number; recomputed: number }> => {
  const desk = await caseDesk();
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const now = new Date(event.time).toISOString();
  const late = new Date(Date.parse(now) - graceMs).toISOString();
  const owners = [...desk.policy.pack.departments.units.map((unit) => unit.id), 'CITIZEN', 'SYSTEM'];
  const due: InboxEntry[] = [];
  const provisional: InboxEntry[] = [];
  for (const owner of owners) {
    due.push(...(await openTasks(dynamo(), MATTERS_TABLE, { owner, until: late, limit: mostPerOwner })));
    if (awaitsCalendar(desk, now)) {
      const all = await openTasks(dynamo(), MATTERS_TABLE, { owner, until: everything, limit: 1000 });
      provisional.push(...all.filter((entry) => entry.provisional));
    }
  }
  const moved = await moveAll(desk, due, now, event.id);
  const recomputed = await recomputeAll(desk, provisional, now, event.id);
  if (moved > 0) countMetric('SweepMoved', moved);
  const waiting = provisional.length - recomputed;
  if (waiting > 0) countMetric('ProvisionalDeadlines', waiting);
  if (moved > 0 || recomputed > 0 || waiting > 0) log.info('inbox swept', { moved, recomputed, waiting });
  return { moved, recomputed };
};

/** Deadlines of a year without a calendar can only come from its last months, or wait into the year itself. */
const awaitsCalendar = (desk: CaseDesk, now: string): boolean => {
  const years = desk.policy.pack.calendars.map((calendar) => calendar.year);
  const month = Number(now.slice(5, 7));
  return month >= 6 || month <= 2 || !years.includes(Number(now.slice(0, 4)));
};

const matterIds = (entries: readonly InboxEntry[]): string[] => [...new Set(entries.map((entry) => entry.ref.id))];

/** Wakes each late matter once; one whose clocks are in order is left alone. */
const moveAll = async (desk: CaseDesk, due: readonly InboxEntry[], now: string, tick: string): Promise<number> => {
  let moved = 0;
  for (const caseId of matterIds(due)) {
    const loaded = await desk.load(caseId);
    if (!isUnmoved(loaded, now)) continue;
    const carried = await desk.carry({
      caseId,
      cause: `sweep/${tick}/${caseId}`,
      occurredAt: now,
      actor: { role: 'sweep' },
      caller: loaded.frame.wait === undefined || isWokenInVain(loaded) ? 'lost' : 'nudge',
      decide: onCase((state) => (isOver(state) ? decided() : decided({ type: 'Resumed' }))),
    });
    if (carried.outcome === 'saved') moved += 1;
  }
  return moved;
};

/** Woken three times in a row, and nothing followed: nobody waits there any more, the execution is gone. */
const isWokenInVain = ({ answers }: Loaded<CaseState>): boolean => {
  const last = [...answers.keys()].slice(-3);
  return last.length === 3 && last.every((cause) => cause.startsWith('sweep/'));
};

/** A clock that runs is past by more than the grace, or the workflow should have left long ago. */
const isUnmoved = ({ state, frame }: Loaded<CaseState>, now: string): boolean => {
  if (state === undefined || state.stuck !== undefined || isOver(state)) return false;
  const limit = Date.parse(now) - graceMs;
  const earliest = runningClocks(state)[0];
  if (earliest !== undefined) return Date.parse(earliest.dueAt) < limit;
  return frame.wait === undefined && Date.parse(frame.at) < limit && state.stage.name !== 'merged';
};

const recomputeAll = async (
  desk: CaseDesk,
  provisional: readonly InboxEntry[],
  now: string,
  tick: string,
): Promise<number> => {
  let recomputed = 0;
  for (const caseId of matterIds(provisional)) {
    const carried = await desk.carry({
      caseId,
      cause: `calendar/${tick}/${caseId}`,
      occurredAt: now,
      actor: { role: 'sweep' },
      caller: 'nudge',
      decide: recomputeDeadlines,
    });
    if (carried.outcome === 'saved') recomputed += 1;
  }
  return recomputed;
};
