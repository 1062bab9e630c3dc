// A hotline case without a table and without a workflow engine: commits in memory, and a workflow that does what the
// ASL does - run the step the case stands at, wait, and chase when the wait is over.

import { caseIdOf, caseNumberOf } from '#functions/case/case-id.ts';
import { caseKind } from '#functions/case/case-kind.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import type { CasePolicy } from '#functions/case/clocks.ts';
import { assignDepartments } from '#functions/case/decide-assignment.ts';
import { orderRework } from '#functions/case/decide-callback.ts';
import { chase } from '#functions/case/decide-chase.ts';
import { close } from '#functions/case/decide-ending.ts';
import { receive } from '#functions/case/decide-intake.ts';
import { type TriageFindings, triage } from '#functions/case/decide-triage.ts';
import type { Decide } from '#functions/case/deciding.ts';
import { workingCalendar } from '#functions/case/working-time.ts';
import { burdenOf } from '#functions/evaluation/burden.ts';
import { perform } from '#functions/task/task-actions.ts';
import { type Carried, carryOut, fold } from '#kernel/carry-out.ts';
import type { Caller } from '#kernel/consequences.ts';
import type { Frame } from '#kernel/matter.ts';
import type { CaseEvent } from '#schemas/case-events.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Commit, Message, Task } from '#schemas/matter.ts';
import type { TaskAction } from '#schemas/tasks.ts';
import { aCity } from './city.ts';
import { memoryStore } from './memory-store.ts';

export const policyOf = (pack: CityPack): CasePolicy => ({
  pack,
  calendar: workingCalendar({
    timeZone: pack.city.timeZone,
    workingHours: pack.city.workingHours,
    calendars: pack.calendars,
  }),
});

/** Findings of an ordinary request that the machine is sure of. */
export const sureOf = (path: string, more: Partial<TriageFindings> = {}): TriageFindings => ({
  candidates: [{ path, probability: 0.95 }],
  urgency: 'ordinary',
  verdict: 'sure',
  ...more,
});

type Options = {
  pack?: CityPack;
  findings?: TriageFindings;
  at?: string;
  reachable?: boolean;
  trusted?: boolean;
};

export type CaseRunner = Awaited<ReturnType<typeof aCase>>;

/** A case that has been received; the workflow is run by `settle` and by every act. */
export const aCase = async ({
  pack = aCity(),
  findings = sureOf(pack.catalogue.leaves[0]?.path ?? ''),
  at = '2026-03-02T01:00:00.000Z',
  reachable = true,
  trusted = true,
}: Options = {}) => {
  const policy = policyOf(pack);
  const kind = caseKind(policy);
  const store = memoryStore();
  const caseId = caseIdOf('hotline', 'EXT-1');
  const ref = { kind: 'case', id: caseId };
  const desk = { store, policy, packHash: pack.hash };
  let now = at;
  let commands = 0;

  const commits = (): Commit[] => store.commits(ref);
  const loaded = () => fold(kind, ref, commits());
  const state = (): CaseState => {
    const known = loaded().state;
    if (known === undefined) throw new TypeError('the case has not been received');
    return known;
  };
  const frame = (): Frame => loaded().frame;

  const carry = async (decide: Decide, caller: Caller = 'outside', cause?: string): Promise<Carried<CaseState>> => {
    commands += 1;
    return carryOut(desk, kind, {
      ref,
      cause: cause ?? `test/${commands}`,
      actor: { role: 'test' },
      occurredAt: now,
      caller,
      decide,
    });
  };

  const steps: Record<string, () => Decide> = {
    triage: () => triage(findings),
    assign: () => assignDepartments,
    rework: () => orderRework,
    close: () => {
      const own = commits();
      return close({ lines: burdenOf(own, policy), upTo: own.length });
    },
  };

  /** Runs steps of the workflow until it waits or rests. */
  const settle = async (): Promise<void> => {
    for (let guard = 0; guard < 20; guard += 1) {
      const { execution, wait } = frame();
      if (!execution.running || wait !== undefined) return;
      const { node, kind: standing } = kind.standing(state());
      const step = steps[node];
      await carry(step === undefined ? triage(findings) : step(), 'workflow');
      if (standing === 'rest') return;
    }
    throw new Error('the workflow does not come to rest');
  };

  /** An act from outside, and what the workflow does after it. */
  const act = async (decide: Decide): Promise<Carried<CaseState>> => {
    const carried = await carry(decide);
    await settle();
    return carried;
  };

  const tasks = (): readonly Task[] => kind.tasks(state());
  const task = (name: string): Task => {
    const found = tasks().find((one) => one.kind === name);
    if (found === undefined)
      throw new Error(
        `no open task ${name}; open: ${
          tasks()
            .map((one) => one.kind)
            .join(', ') || 'none'
        }`,
      );
    return found;
  };

  /** Does what a link's POST does. */
  const respond = async (taskKind: string, action: TaskAction, owner?: string): Promise<Carried<CaseState>> => {
    const on =
      owner === undefined
        ? task(taskKind)
        : (tasks().find((one) => one.kind === taskKind && one.owner === owner) ?? task(taskKind));
    return act(perform(action, { task: on, state: state(), pack, textId: `text-${commands + 1}` }).decide);
  };

  /** Moves time to the end of the wait and lets the workflow chase; answers false when nothing is waited for. */
  const nextTimer = async (): Promise<boolean> => {
    const { wait } = frame();
    if (wait === undefined) return false;
    if (wait.until > now) now = wait.until;
    await carry(chase, 'workflow');
    await settle();
    // A chase that leaves its own clock due would be called again at once, for ever.
    const next = frame().wait;
    const idle =
      commits()
        .at(-1)
        ?.events.every((event) => kind.parse(event).type === 'Resumed') === true;
    if (idle && next !== undefined && next.until <= now)
      throw new Error(`a busy loop at ${next.node}: waits until ${next.until}, now is ${now}`);
    return true;
  };

  /** Moves time to `to`, through every timer on the way. */
  const moveTo = async (to: string): Promise<void> => {
    for (let wait = frame().wait; wait !== undefined && wait.until <= to; wait = frame().wait) await nextTimer();
    if (to > now) now = to;
  };

  const events = (): CaseEvent[] => commits().flatMap((commit) => commit.events.map(kind.parse));
  const eventTypes = (): string[] => events().map((event) => event.type);
  const messages = (): Message[] =>
    commits().flatMap(({ consequences }) =>
      consequences.flatMap((one) => (one.type === 'MessageRequested' ? [one.message] : [])),
    );

  await carry(
    receive({
      number: caseNumberOf(pack.city.caseNumberPrefix, caseId),
      source: 'hotline',
      externalId: 'EXT-1',
      contentHash: 'content',
      channel: 'phone',
      trusted,
      anonymous: false,
      confidential: false,
      reachable,
      finds: [],
    }),
  );
  await settle();

  return {
    pack,
    kind,
    caseId,
    commits,
    state,
    frame,
    carry,
    act,
    settle,
    tasks,
    task,
    respond,
    nextTimer,
    moveTo,
    events,
    eventTypes,
    messages,
    now: () => now,
    templates: () => messages().map((message) => message.template),
  };
};
