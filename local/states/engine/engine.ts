// Keeps executions going: one turn at a time each, every turn one transaction, calls and answers only after it is on disk.
// An execution is in memory while something of it is under way, and no longer.
import { AwsError, type Clock, type Storage, type Wake } from '../../contracts.ts';
import { failpoint } from '../../failpoints.ts';
import type { Performer } from '../calls/perform.ts';
import type { Run } from '../model.ts';
import { close, driveReady, rootOf } from '../run/drive.ts';
import { type Call, type Environment, type HistoryEvent, type Look, newTurn, type Turn } from '../run/turn.ts';
import type { ExecutionStore } from '../store/execution-store.ts';
import { begin, goOn, takeAnswer, takeLook, type Work } from './messages.ts';

type Message = { work: Work; resolve(): void; reject(fault: unknown): void };
type Actor = { run: Run | undefined; queue: Message[]; working: boolean; calls: number };

export type Engine = {
  start(run: Run): Promise<void>;
  /** Resolves when the work's turn is on disk. @throws AwsError when the work is refused */
  send(execution: number, work: Work): Promise<void>;
  /** Looks how the execution stands that a `.sync` task waits for. */
  lookFor(execution: number, frame: number): void;
  eventOf(execution: number, event: number): HistoryEvent | undefined;
  inFlight(): number;
};

export type EngineOptions = {
  storage: Storage;
  store: ExecutionStore;
  clock: Clock;
  wake: Wake;
  performer: Performer;
  environment: Environment;
  /** After a turn is on disk in which the status has changed. */
  onStatus(turn: Turn, announcement: number): void;
  /** After a turn is on disk in which timers have changed. */
  onTimers(): void;
  onFault(fault: unknown): void;
};

const pollSeconds = 60;
/** Executions that have just come to rest and are likely to go on soon: an answer then needs no reading. */
const mostAtRest = 200;

export function createEngine(options: EngineOptions): Engine {
  const { storage, store, clock, performer, environment } = options;
  const actors = new Map<number, Actor>();
  const atRest = new Map<number, Run>();
  let calls = 0;

  function send(id: number, work: Work, run?: Run): Promise<void> {
    return new Promise((resolve, reject) => {
      const actor = actors.get(id) ?? { run: run ?? atRest.get(id), queue: [], working: false, calls: 0 };
      actors.set(id, actor);
      atRest.delete(id);
      actor.queue.push({ work, resolve, reject });
      if (!actor.working) void workOff(id, actor);
    });
  }

  async function workOff(id: number, actor: Actor): Promise<void> {
    actor.working = true;
    while (actor.queue.length > 0) await takeTurn(id, actor, actor.queue.splice(0));
    actor.working = false;
    rest(id, actor);
    options.wake();
  }

  function rest(id: number, actor: Actor): void {
    if (actor.working || actor.calls > 0 || actor.queue.length > 0) return;
    actors.delete(id);
    if (actor.run === undefined || actor.run.status !== 'RUNNING') return;
    atRest.set(id, actor.run);
    const [oldest] = atRest.keys();
    if (atRest.size > mostAtRest && oldest !== undefined) atRest.delete(oldest);
  }

  async function takeTurn(id: number, actor: Actor, batch: readonly Message[]): Promise<void> {
    try {
      actor.run ??= store.load(id);
      if (actor.run === undefined) throw new AwsError('ExecutionDoesNotExist', 'Execution Does Not Exist');
      const turn = newTurn(actor.run, clock.now());
      const accepted = await applyAll(turn, batch);
      const isRested = await driveReady(turn, environment);
      const announcement = await write(turn);
      failpoint('turn-stored');
      for (const { resolve } of accepted) resolve();
      afterwards(id, actor, turn, announcement);
      if (!isRested) actor.queue.unshift(silent(goOn((event) => eventOf(id, event), environment)));
    } catch (fault) {
      const isNew = actor.run?.stored === false;
      actor.run = undefined;
      for (const { reject } of batch) reject(fault);
      if (fault instanceof AwsError) return;
      options.onFault(fault);
      if (!isNew) await giveUp(id, fault);
    }
  }

  async function applyAll(turn: Turn, batch: readonly Message[]): Promise<Message[]> {
    const accepted: Message[] = [];
    for (const message of batch) {
      try {
        await message.work(turn);
        accepted.push(message);
      } catch (fault) {
        if (!(fault instanceof AwsError)) throw fault;
        message.reject(fault);
      }
    }
    return accepted;
  }

  async function write(turn: Turn): Promise<number | undefined> {
    const changes =
      turn.events.length + turn.dirty.size + turn.gone.length + turn.timersOn.length + turn.timersOff.length;
    if (changes === 0 && turn.looks.length === 0) return undefined;
    return storage.write(() => store.write(turn));
  }

  /** An execution that this program cannot go on with, by a fault of its own, ends like one that AWS cannot go on with. */
  async function giveUp(id: number, fault: unknown): Promise<void> {
    try {
      const run = store.load(id);
      if (run === undefined || run.status !== 'RUNNING') return;
      const turn = newTurn(run, clock.now());
      const cause = fault instanceof Error ? fault.message : String(fault);
      close(turn, 'FAILED', rootOf(run).lastEvent, { error: 'States.Runtime', cause });
      const announcement = await write(turn);
      if (announcement !== undefined) options.onStatus(turn, announcement);
    } catch (second) {
      options.onFault(second);
    }
  }

  function afterwards(id: number, actor: Actor, turn: Turn, announcement: number | undefined): void {
    if (turn.timersOn.length + turn.timersOff.length > 0) options.onTimers();
    for (const call of turn.calls) makeCall(id, actor, call);
    for (const one of turn.looks) look(id, one);
    for (const { child, roleArn } of turn.strays) background(performer.stopExecution(child, turn.run.arn, roleArn));
    if (announcement !== undefined) options.onStatus(turn, announcement);
    if (turn.closed === undefined) return;
    for (const { execution, frame } of store.awaitedBy(turn.run.arn)) lookFor(execution, frame);
  }

  function makeCall(id: number, actor: Actor, call: Call): void {
    actor.calls += 1;
    const made = performer.perform(call).then(
      (settlement) => {
        failpoint(call.target.pattern === 'token' ? 'token-stored' : 'task-answered');
        actor.calls -= 1;
        return send(id, takeAnswer(call, settlement, environment));
      },
      (fault: unknown) => {
        actor.calls -= 1;
        rest(id, actor);
        throw fault;
      },
    );
    background(made);
  }

  function look(id: number, { frame, child, pattern, roleArn }: Look): void {
    const looked = performer.look(child, pattern, roleArn).then((settlement) => {
      // One of ours says when it ends; another's must be asked again.
      const pollAt = isOurs(child) ? undefined : clock.now() + pollSeconds * 1000;
      return send(id, takeLook({ frame, child }, settlement, pollAt, environment));
    });
    background(looked);
  }

  function lookFor(execution: number, frame: number): void {
    background(
      send(execution, async (turn) => {
        const waiting = turn.run.frames.get(frame);
        const state = waiting?.flow.states.get(waiting.state);
        if (waiting?.child === undefined || state?.type !== 'Task') return;
        const { scheduledEvent, child } = waiting;
        const { pattern } = state.target;
        turn.looks.push({ frame, scheduledEvent, child, pattern, roleArn: turn.run.roleArn });
      }),
    );
  }

  function isOurs(arn: string): boolean {
    const [machine = '', name = ''] = arn.split(':').slice(6);
    return store.rowByName(machine, name) !== undefined;
  }

  function background(work: Promise<unknown>): void {
    calls += 1;
    work.catch(options.onFault).finally(() => {
      calls -= 1;
      options.wake();
    });
  }

  function silent(work: Work): Message {
    return { work, resolve: () => undefined, reject: options.onFault };
  }

  function eventOf(id: number, event: number): HistoryEvent | undefined {
    return store.chunkFrom(id, event).find((one) => one.id === event);
  }

  return {
    start: (run) => send(run.id, begin(), run),
    send: (id, work) => send(id, work),
    lookFor,
    eventOf,
    inFlight: () => actors.size + calls,
  };
}
