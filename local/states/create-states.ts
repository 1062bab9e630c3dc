// The embedded Step Functions: AWS's API over the engine.
import { randomBytes, randomUUID } from 'node:crypto';
import {
  AwsError,
  type Caller,
  type CallService,
  type Clock,
  type InvokeLambda,
  type Service,
  type Storage,
  type Wake,
} from '../contracts.ts';
import { failpoint } from '../failpoints.ts';
import { objectOf } from '../json.ts';
import { statusDetail } from './api/descriptions.ts';
import { executionActions } from './api/execution-actions.ts';
import { historyActions } from './api/history-actions.ts';
import { type Actions, machineActions } from './api/machine-actions.ts';
import { createNames } from './api/names.ts';
import { taskActions } from './api/task-actions.ts';
import { createPerformer } from './calls/perform.ts';
import { readDefinition } from './definition/read-definition.ts';
import { sdkActions } from './definition/sdk-actions.ts';
import { createAnnouncements, type StatusListener } from './engine/announcements.ts';
import { createEngine } from './engine/engine.ts';
import { fire, goOn } from './engine/messages.ts';
import { createTimers } from './engine/timers.ts';
import { createExpressions } from './expressions/expressions.ts';
import type { Environment } from './run/turn.ts';
import { createExecutionStore } from './store/execution-store.ts';
import { createMachineStore } from './store/machine-store.ts';
import { prepareTables } from './store/schema.ts';

export type StatesOptions = {
  storage: Storage;
  clock: Clock;
  wake: Wake;
  invokeLambda: InvokeLambda;
  callService: CallService;
  accountId: string;
  region: string;
  partition: string;
  /** The identity under which a role's machines call; an unnamed session of the role when not given. */
  callerOf?: (roleArn: string) => Caller;
  /** Names in `arn:…:states:::aws-sdk:<name>:…` that may be called; `*` for any. */
  services?: readonly string[];
  uuid?: () => string;
  random?: () => number;
  /** What makes task tokens unforgeable. */
  secret?: () => string;
  onFault?: (fault: unknown) => void;
};
export type States = Service & {
  api(action: string, input: unknown, caller: Caller): Promise<unknown>;
  onStatusChange(listener: StatusListener): void;
};

export function createStates(options: StatesOptions): States {
  const { storage, clock, wake, partition, region } = options;
  const uuid = options.uuid ?? randomUUID;
  const random = options.random ?? Math.random;
  const onFault = options.onFault ?? ((fault: unknown): void => console.error('step functions:', fault));
  const callerOf = options.callerOf ?? ((roleArn: string): Caller => ({ accessKeyId: 'step-functions', roleArn }));
  const names = createNames(options);
  const expressions = createExpressions({ now: clock.now, uuid, random });
  const reading = { expressions, partition, services: new Set(options.services ?? Object.keys(sdkActions)) };
  const secret = options.secret ?? ((): string => randomBytes(24).toString('base64url'));
  const environment: Environment = { secret, fraction, region, callerOf };

  prepareTables(storage.db);
  const machines = createMachineStore(storage.db, (text, type) => readDefinition(text, type, reading));
  const store = createExecutionStore(storage.db, { arnOf: names.executionArn, machineArnOf: names.machineArn }, (id) =>
    machines.compiled(id),
  );
  const timers = createTimers(store);
  const announcements = createAnnouncements(storage, store, onFault);
  const closing = new Map<string, () => void>();
  const engine = createEngine({
    storage,
    store,
    clock,
    wake,
    performer: createPerformer({ ...options, uuid, callerOf }),
    environment,
    onFault,
    onTimers: timers.changed,
    onStatus({ run, now, closed }, announcement) {
      announce(announcement, run.id, now);
      if (closed === undefined) return;
      closing.get(run.arn)?.();
      closing.delete(run.arn);
    },
  });

  function announce(announcement: number, execution: number, at: number): void {
    const row = store.row(execution);
    if (row === undefined) return;
    const executionArn = names.executionArn(row.machine, row.name);
    announcements.tell(announcement, { detail: statusDetail(row, names), executionArn, at });
  }

  const common = { storage, clock, names, machines, store, engine, environment, uuid };
  const actions: Actions = {
    ...machineActions({ ...common, reading }),
    ...executionActions({
      ...common,
      whenClosed: (arn) => new Promise((resolve) => closing.set(arn, resolve)),
    }),
    ...historyActions(common),
    ...taskActions(common),
  };

  /** What was under way when the last process ended. Not before the runtime asks: the services that it calls must be there. */
  const interrupted = store.busyExecutions();
  let left: { resume(): void } | undefined = {
    resume() {
      for (const { id, execution, at } of store.unannounced()) announce(id, execution, at);
      for (const execution of interrupted)
        void engine
          .send(
            execution,
            goOn((event) => engine.eventOf(execution, event), environment),
          )
          .catch(onFault);
      failpoint('recovery-begun');
      for (const { execution, frame } of store.allAwaited()) engine.lookFor(execution, frame);
    },
  };

  return {
    name: 'states',
    async api(action, input) {
      const run = actions[action];
      if (run === undefined)
        throw new AwsError('UnknownOperationException', `${action} is not supported by the embedded Step Functions`);
      return run(objectOf(input));
    },
    onStatusChange: announcements.listen,
    nextDueAt: () => (left === undefined ? timers.nextDueAt() : clock.now()),
    runDue() {
      left?.resume();
      left = undefined;
      timers.runDue(clock.now(), (timer) => engine.send(timer.execution, fire(timer, environment)).catch(onFault));
    },
    inFlight: () => engine.inFlight() + announcements.inFlight(),
    close: async () => undefined,
  };
}

/** The same for the same text, so that a run repeated waits as long. */
function fraction(text: string): number {
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x85eb_ca6b);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 4_294_967_296;
}
