// Whatever people do, in whatever order: the promises of a case hold. Random walks over every act, timer and webhook.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StageName } from '#functions/case/case-state.ts';
import { elevate, override } from '#functions/case/decide-assignment.ts';
import { answerCallback } from '#functions/case/decide-callback.ts';
import { loseExecution, retry, stick } from '#functions/case/decide-ending.ts';
import { reopen, returnEmergency, supplement, withdraw } from '#functions/case/decide-intake.ts';
import { followParent, merge, unmerge } from '#functions/case/decide-triage.ts';
import { stageGraph } from '#functions/case/graph.ts';
import { runningClocks } from '#functions/case/standing.ts';
import { actionsOf } from '#functions/task/task-actions.ts';
import { fold } from '#kernel/carry-out.ts';
import type { TaskAction, TaskActionName } from '#schemas/tasks.ts';
import { aCase, type CaseRunner, sureOf } from '#test/builders/case-runner.ts';
import { aCity } from '#test/builders/city.ts';

const pack = aCity();
const agencies = pack.departments.units.filter((unit) => unit.kind === 'agency').map((unit) => unit.id);
const units = pack.departments.units.map((unit) => unit.id);
const paths = pack.catalogue.leaves.map((leaf) => leaf.path);
const grounds = pack.handling.returns.grounds.map((ground) => ground.id);
const emergency = pack.triage.emergency[0];

type Move = { kind: string; pick: number; flag: boolean; hours: number };
const moveArbitrary: fc.Arbitrary<Move> = fc.record({
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constant('act') },
    { weight: 4, arbitrary: fc.constant('timer') },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'supplement',
        'emergency',
        'withdraw',
        'returnEmergency',
        'callback',
        'merge',
        'unmerge',
        'follow',
        'reopen',
        'elevate',
        'override',
        'stick',
        'retry',
        'lose',
        'wait',
      ),
    },
  ),
  pick: fc.nat(1000),
  flag: fc.boolean(),
  hours: fc.integer({ min: 1, max: 200 }),
});

const of = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(1, list.length)];

const actionFor = (name: TaskActionName, { pick, flag, hours }: Move, now: string): TaskAction => {
  const text = flag ? '接到诉求后已派工作人员到现场查看，当日完成修复，并电话回访确认问题不再出现。' : '已处理';
  switch (name) {
    case 'return':
      return {
        action: 'return',
        grounds: of(grounds, pick) ?? '',
        explanation: text,
        ...(flag ? { proposedUnit: of(units, pick) } : {}),
      };
    case 'extend':
      return flag
        ? { action: 'extend', reason: text, workingDays: 1 + (pick % 4) }
        : { action: 'extend', reason: text, until: new Date(Date.parse(now) + hours * 3_600_000).toISOString() };
    case 'progress':
      return { action: 'progress', text };
    case 'reply':
      return { action: 'reply', text, ...(flag ? { legalBasis: '《条例》' } : {}) };
    case 'approve':
      return { action: 'approve', ...(flag ? { unit: of(agencies, pick) } : {}) };
    case 'deny':
      return { action: 'deny', reason: text };
    case 'rule':
      return {
        action: 'rule',
        decision: of(['assign', 'elevate', 'final-reply', 'exclude'] as const, pick) ?? 'assign',
        unit: of(units, hours),
        reason: text,
      };
    case 'classify':
      return flag
        ? { action: 'classify', decision: 'assign', category: of(paths, pick) }
        : { action: 'classify', decision: 'out-of-scope', reference: pack.triage.outOfScope[0]?.id };
    case 'answer':
      return { action: 'answer', solved: flag, satisfied: flag };
    default:
      return { action: name };
  }
};

const outside = async (one: CaseRunner, move: Move): Promise<void> => {
  const found = emergency === undefined ? undefined : { line: emergency.line, unit: emergency.unit };
  switch (move.kind) {
    case 'supplement':
      return void (await one.act(supplement({ textId: 's', contentHash: 'h' })));
    case 'emergency':
      return void (await one.act(supplement({ textId: 's', contentHash: 'h', emergency: found })));
    case 'withdraw':
      return void (await one.act(withdraw('w')));
    case 'returnEmergency':
      return void (await one.act(returnEmergency('r')));
    case 'callback':
      return void (await one.act(answerCallback({ solved: move.flag, satisfied: move.flag }, 'hotline', undefined)));
    case 'merge':
      return void (await one.act(merge('parent', one.caseId)));
    case 'unmerge':
      return void (await one.act(unmerge('desk')));
    case 'follow':
      return void (await one.act(followParent({ replied: move.flag, over: true })));
    case 'reopen':
      return void (await one.act(reopen('desk')));
    case 'elevate':
      return void (await one.act(elevate(of(agencies, move.pick) ?? '', 't')));
    case 'override':
      return void (await one.act(override(of(units, move.pick) ?? '', pack.handling.grassrootsOverrideBy, 't')));
    case 'stick':
      await one.carry(stick('SomeError'), 'workflow');
      return one.settle();
    case 'retry':
      return void (await one.act(retry));
    case 'lose':
      await one.carry(loseExecution(one.frame().execution.n, 'FAILED'), 'lost');
      return one.settle();
    default:
      return one.moveTo(new Date(Date.parse(one.now()) + move.hours * 3_600_000).toISOString());
  }
};

const step = async (one: CaseRunner, move: Move): Promise<void> => {
  if (move.kind === 'timer') return void (await one.nextTimer());
  const task = of(one.tasks(), move.pick);
  const action = task === undefined ? undefined : of(actionsOf(task, one.state()), move.hours);
  if (move.kind !== 'act' || task === undefined || action === undefined) return outside(one, move);
  await one.respond(task.kind, actionFor(action, move, one.now()), task.owner);
};

/** What must hold after every move. */
const checkPromises = (one: CaseRunner): void => {
  const state = one.state();
  const frame = one.frame();
  const open = state.stage.name !== 'closed' && state.stage.name !== 'merged';
  // Nothing is forgotten: an open case has a task, and a workflow with a timer unless a person must look at it.
  if (open) {
    expect(one.tasks().length, `${state.stage.name} without a task`).toBeGreaterThan(0);
    expect(
      state.stuck !== undefined || (frame.execution.running && frame.wait !== undefined),
      `${state.stage.name} without a timer`,
    ).toBe(true);
  }
  // A wait never outlasts the earliest clock.
  const earliest = runningClocks(state)[0];
  if (frame.wait !== undefined && earliest !== undefined) expect(frame.wait.until <= earliest.dueAt).toBe(true);
  // Replaying the commits gives the same state.
  const again = fold(one.kind, { kind: 'case', id: one.caseId }, one.commits());
  expect(again.state).toEqual(state);
  expect(again.frame).toEqual(frame);
};

/** Every change of stage is an edge of the published graph; every new deadline stands in an event. */
const checkHistory = (one: CaseRunner): void => {
  let stage: StageName | undefined;
  let state: ReturnType<CaseRunner['state']> | undefined;
  for (const commit of one.commits()) {
    for (const raw of commit.events) {
      const event = one.kind.parse(raw);
      const next = one.kind.evolve(state, event, commit);
      if (stage !== undefined && next.stage.name !== stage) {
        expect(stageGraph[stage], `${stage} → ${next.stage.name} by ${event.type}`).toContain(next.stage.name);
      }
      const said = 'clocks' in event ? event.clocks.map((clock) => clock.dueAt) : [];
      for (const clock of Object.values(next.clocks)) {
        if (state?.clocks[clock.kind]?.dueAt !== clock.dueAt) expect(said).toContain(clock.dueAt);
      }
      state = next;
      stage = next.stage.name;
    }
  }
};

describe('whatever happens to a case', () => {
  it('keeps a task or a timer, moves along the published graph, and replays to the same state', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(moveArbitrary, { minLength: 1, maxLength: 40 }),
        fc.nat(1000),
        fc.boolean(),
        async (moves, first, sure) => {
          const findings = sureOf(of(paths, first) ?? '', sure ? {} : { verdict: 'low-confidence' });
          const one = await aCase({ pack, findings });
          checkPromises(one);
          for (const move of moves) {
            await step(one, move);
            checkPromises(one);
          }
          checkHistory(one);
        },
      ),
      { numRuns: 600 },
    );
  }, 120_000);
});
