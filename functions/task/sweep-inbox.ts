// Every five minutes: what is due and did not move by itself is woken or started again, and counted; the figure should
// be 0 (DESIGN §3). Provisional deadlines are computed again once their calendar is there (DOMAIN §3).

import { type CaseDesk, caseDesk } from '#functions/case/case-desk.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import { chase, recomputeDeadlines } from '#functions/case/decide-chase.ts';
import { decided, isOver } from '#functions/case/deciding.ts';
import { runningClocks } from '#functions/case/standing.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { type InboxEntry, openTasks, rememberOwners } from '#kernel/inbox.ts';
import { countMetric, log } from '#kernel/log.ts';
import type { Loaded } from '#kernel/matter.ts';
import { workflows } from '#kernel/workflows.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { executionsLostSince, isRunning, replaceExecution } from './lost-execution.ts';

type Tick = { id: string; time: string };
type Swept = { moved: number; restarted: number; recomputed: number };

/** Timers are given this long to fire by themselves before the sweep calls them late. */
const graceMs = 15 * 60 * 1000;
/** Lost executions are looked for this far back: a sweep that failed for an hour has missed none. */
const lookBackMs = 2 * 3600 * 1000;
const mostPerOwner = 25;
/** Owners asked at a time. */
const atOnce = 10;
/** Far enough to see every open task: provisional deadlines are looked for among all of them. */
const everything = '9999';

export const handler = async (event: Tick): Promise<Swept> => {
  const desk = await caseDesk();
  const now = new Date(event.time).toISOString();
  const { due, provisional } = await readInboxes(desk, now);
  const moved = await moveAll(desk, due, now, event.id);
  const recomputed = await recomputeAll(desk, provisional, now, event.id);
  const waiting = provisional.length - recomputed;
  if (waiting > 0) countMetric('ProvisionalDeadlines', waiting);
  const restarted = await restartAll(desk, now);
  if (moved + restarted > 0) countMetric('SweepMoved', moved + restarted);
  const swept = { moved, restarted, recomputed };
  if (Math.max(moved, restarted, recomputed, waiting) > 0) log.info('inbox swept', { ...swept, waiting });
  return swept;
};

type Inboxes = { due: InboxEntry[]; provisional: InboxEntry[] };

/** What is late with any owner, and what waits for a calendar. */
const readInboxes = async (desk: CaseDesk, now: string): Promise<Inboxes> => {
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const late = new Date(Date.parse(now) - graceMs).toISOString();
  const known = [...desk.policy.pack.departments.units.map((unit) => unit.id), 'CITIZEN', 'SYSTEM'];
  const owners = await rememberOwners(dynamo(), MATTERS_TABLE, known);
  const inboxes: Inboxes = { due: [], provisional: [] };
  const readOne = async (owner: string): Promise<void> => {
    inboxes.due.push(...(await openTasks(dynamo(), MATTERS_TABLE, { owner, until: late, limit: mostPerOwner })));
    if (!awaitsCalendar(desk, now)) return;
    const all = await openTasks(dynamo(), MATTERS_TABLE, { owner, until: everything });
    inboxes.provisional.push(...all.filter((entry) => entry.provisional));
  };
  for (let from = 0; from < owners.length; from += atOnce)
    await Promise.all(owners.slice(from, from + atOnce).map(readOne));
  return inboxes;
};

/** A dead execution between two steps leaves no task behind: only Step Functions knows of it. */
const restartAll = async (desk: CaseDesk, now: string): Promise<number> => {
  const { STATE_MACHINE_ARN } = readEnvironment(['STATE_MACHINE_ARN']);
  const since = new Date(Date.parse(now) - lookBackMs).toISOString();
  let restarted = 0;
  for (const lost of await executionsLostSince(workflows(), STATE_MACHINE_ARN, since)) {
    if (await replaceExecution(desk, lost)) restarted += 1;
  }
  return restarted;
};

/** Deadlines of a year without a calendar can only come from its last months, or wait into the year itself. */
const awaitsCalendar = (desk: CaseDesk, now: string): boolean => {
  const years = desk.policy.pack.calendars.map((calendar) => calendar.year);
  const month = Number(now.slice(5, 7));
  return month >= 6 || month <= 2 || !years.includes(Number(now.slice(0, 4)));
};

const matterIds = (entries: readonly InboxEntry[]): string[] => [...new Set(entries.map((entry) => entry.ref.id))];

/** Wakes each late matter once, or replaces its execution; one whose clocks are in order is left alone. */
const moveAll = async (desk: CaseDesk, due: readonly InboxEntry[], now: string, tick: string): Promise<number> => {
  const { STATE_MACHINE_ARN } = readEnvironment(['STATE_MACHINE_ARN']);
  let moved = 0;
  for (const caseId of matterIds(due)) {
    const loaded = await desk.load(caseId);
    if (!isUnmoved(loaded, now)) continue;
    const { wait, execution } = loaded.frame;
    const running = await isRunning(workflows(), STATE_MACHINE_ARN, `${caseId}-${execution.n}`);
    // Under way between two waits: it arrives, or its last Catch asks the duty officer.
    if (running && wait === undefined) continue;
    const carried = await desk.carry({
      caseId,
      cause: `sweep/${tick}/${caseId}`,
      occurredAt: now,
      actor: { role: 'sweep' },
      caller: running ? 'nudge' : 'lost',
      // What the timer should have brought happens now: the next timer may be as silent as this one.
      decide: (state, context) => (state === undefined || isOver(state) ? decided() : chase(state, context)),
    });
    if (carried.outcome === 'saved') moved += 1;
  }
  return moved;
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
