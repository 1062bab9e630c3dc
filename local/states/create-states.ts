// The embedded Step Functions: AWS's own API over the engine.
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
import { type JsonObject, objectOf, parseJson, textOf } from '../json.ts';
import { readDefinition } from './definition.ts';
import { createEngine } from './engine.ts';
import { type Execution, executionStore, type Machine } from './execution-store.ts';

type Options = {
  storage: Storage;
  clock: Clock;
  wake: Wake;
  invokeLambda: InvokeLambda;
  callService: CallService;
  accountId: string;
  region: string;
  partition: string;
};
export type StatusChange = { detail: JsonObject; executionArn: string; at: number };
export type States = Service & {
  api(action: string, input: unknown, caller: Caller): Promise<unknown>;
  onStatusChange(listener: (change: StatusChange) => void): void;
};

const invalid = (name: string, message: string): AwsError => new AwsError(name, message);
const pageSize = 100;

export const createStates = ({
  storage,
  clock,
  wake,
  invokeLambda,
  callService,
  accountId,
  region,
  partition,
}: Options): States => {
  const store = executionStore(storage.db);
  const listeners: ((change: StatusChange) => void)[] = [];
  const tell = (execution: Execution): void => {
    const change = {
      executionArn: execution.arn,
      at: execution.stoppedAt ?? execution.startedAt,
      detail: describe(execution, 1000),
    };
    for (const listener of listeners) listener(change);
  };
  const engine = createEngine({ storage, store, clock, wake, invokeLambda, callService, onStatus: tell });
  const arnOf = (kind: string, name: string): string =>
    `arn:${partition}:states:${region}:${accountId}:${kind}:${name}`;

  const machineAt = (arn: unknown): Machine => {
    const machine = store.machine(String(arn));
    if (machine === undefined)
      throw invalid('StateMachineDoesNotExist', `State Machine Does Not Exist: '${String(arn)}'`);
    return machine;
  };
  const executionAt = (arn: unknown): Execution => {
    const execution = store.byArn(String(arn));
    if (execution === undefined) throw invalid('ExecutionDoesNotExist', `Execution Does Not Exist: '${String(arn)}'`);
    return execution;
  };

  const putMachine = async (machine: Machine): Promise<void> => {
    readDefinition(machine.definition);
    await storage.write(() => store.putMachine(machine));
  };

  const start = async (request: JsonObject): Promise<unknown> => {
    const machine = machineAt(request['stateMachineArn']);
    const input = textOf(request['input']) ?? '{}';
    const parsed = parseJson(input);
    if (parsed === undefined)
      throw invalid('InvalidExecutionInput', "Invalid State Machine Execution Input: 'the input is not JSON'");
    const name = textOf(request['name']) ?? crypto.randomUUID();
    if (!/^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f]{1,80}$/u.test(name))
      throw invalid('InvalidName', `Invalid Name: '${name}'`);
    const arn = arnOf('execution', `${machine.name}:${name}`);
    const now = clock.now();
    const { id, startedAt } = await storage.write(() => {
      const known = store.byArn(arn);
      if (known !== undefined) {
        if (known.status === 'RUNNING' && known.input === input) return { id: undefined, startedAt: known.startedAt };
        throw invalid('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
      }
      const execution = newExecution(machine, arn, name, input, parsed, now);
      const newId = store.insert(execution);
      const details = {
        executionStartedEventDetails: { input, inputDetails: { truncated: false }, roleArn: machine.roleArn },
      };
      const seconds = readDefinition(machine.definition).timeoutSeconds;
      const timers = [{ kind: 'execution', due: now + Math.min(seconds ?? yearSeconds, yearSeconds) * 1000 }];
      store.save(
        { ...execution, id: newId },
        [{ id: 1, previousEventId: 0, timestamp: now / 1000, type: 'ExecutionStarted', ...details }],
        timers,
      );
      return { id: newId, startedAt: now };
    });
    if (id !== undefined) {
      const execution = store.byId(id);
      if (execution !== undefined) tell(execution);
      engine.resume(id);
    }
    return { executionArn: arn, startDate: startedAt / 1000 };
  };

  const history = (request: JsonObject): unknown => {
    const execution = executionAt(request['executionArn']);
    const limit = Math.min(Number(request['maxResults'] ?? pageSize), 1000);
    const reverse = request['reverseOrder'] === true;
    const token =
      request['nextToken'] === undefined ? (reverse ? Number.MAX_SAFE_INTEGER : 0) : Number(request['nextToken']);
    const events = reverse ? store.eventsBack(execution.id, token, limit) : store.events(execution.id, token, limit);
    const last = events.at(-1);
    return { events, ...(events.length === limit && last !== undefined ? { nextToken: String(last.id) } : {}) };
  };

  const actions: Record<string, (request: JsonObject) => unknown> = {
    CreateStateMachine: async (request) => {
      const name = textOf(request['name']) ?? '';
      const arn = arnOf('stateMachine', name);
      const createdAt = clock.now();
      const known = store.machine(arn);
      const definition = textOf(request['definition']) ?? '';
      if (known !== undefined && known.definition !== definition)
        throw invalid('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
      await putMachine({
        arn,
        name,
        roleArn: textOf(request['roleArn']) ?? '',
        definition,
        type: textOf(request['type']) ?? 'STANDARD',
        createdAt,
      });
      return { stateMachineArn: arn, creationDate: createdAt / 1000 };
    },
    UpdateStateMachine: async (request) => {
      const machine = machineAt(request['stateMachineArn']);
      await putMachine({
        ...machine,
        definition: textOf(request['definition']) ?? machine.definition,
        roleArn: textOf(request['roleArn']) ?? machine.roleArn,
      });
      return { updateDate: clock.now() / 1000 };
    },
    DeleteStateMachine: (request) =>
      storage.write(() => void store.dropMachine(String(request['stateMachineArn']))).then(() => ({})),
    DescribeStateMachine: (request) => {
      const machine = machineAt(request['stateMachineArn']);
      return {
        stateMachineArn: machine.arn,
        name: machine.name,
        status: 'ACTIVE',
        definition: machine.definition,
        roleArn: machine.roleArn,
        type: machine.type,
        creationDate: machine.createdAt / 1000,
      };
    },
    ListStateMachines: () => ({
      stateMachines: store
        .machines()
        .map(({ arn, name, type, createdAt }) => ({
          stateMachineArn: arn,
          name,
          type,
          creationDate: createdAt / 1000,
        })),
    }),
    StartExecution: start,
    StopExecution: async (request) => {
      const execution = executionAt(request['executionArn']);
      await engine.stop(execution.id, textOf(request['error']), textOf(request['cause']));
      return { stopDate: clock.now() / 1000 };
    },
    DescribeExecution: (request) => describe(executionAt(request['executionArn'])),
    DescribeStateMachineForExecution: (request) => {
      const execution = executionAt(request['executionArn']);
      return {
        stateMachineArn: execution.machineArn,
        name: execution.machineArn.split(':').at(-1),
        definition: execution.definition,
        roleArn: execution.roleArn,
        updateDate: execution.startedAt / 1000,
      };
    },
    ListExecutions: (request) => {
      const limit = Math.min(Number(request['maxResults'] ?? pageSize), 1000);
      const before = request['nextToken'] === undefined ? Number.MAX_SAFE_INTEGER : Number(request['nextToken']);
      const machine = machineAt(request['stateMachineArn']);
      const found = store.list(machine.arn, textOf(request['statusFilter']) ?? null, before, limit);
      const last = found.at(-1);
      return {
        executions: found.map((one) => ({
          executionArn: one.arn,
          stateMachineArn: one.machineArn,
          name: one.name,
          status: one.status,
          startDate: one.startedAt / 1000,
          ...(one.stoppedAt === undefined ? {} : { stopDate: one.stoppedAt / 1000 }),
        })),
        ...(found.length === limit && last !== undefined ? { nextToken: String(last.id) } : {}),
      };
    },
    GetExecutionHistory: history,
    SendTaskSuccess: async (request) => {
      const output = parseJson(textOf(request['output']) ?? '');
      if (output === undefined) throw invalid('InvalidOutput', "Invalid Output: 'the output is not JSON'");
      await engine.settleToken(String(request['taskToken']), { ok: true, output });
      return {};
    },
    SendTaskFailure: async (request) => {
      await engine.settleToken(String(request['taskToken']), {
        ok: false,
        error: textOf(request['error']) ?? '',
        cause: textOf(request['cause']) ?? '',
      });
      return {};
    },
    SendTaskHeartbeat: async (request) => {
      await engine.heartbeat(String(request['taskToken']));
      return {};
    },
  };

  // What was under way when the process ended goes on.
  for (const { id } of store.busy()) engine.resume(id);

  return {
    name: 'states',
    async api(action, input) {
      const run = actions[action];
      if (run === undefined)
        throw invalid('UnknownOperationException', `${action} is not supported by the embedded Step Functions`);
      return run(objectOf(input));
    },
    onStatusChange: (listener) => void listeners.push(listener),
    nextDueAt: () => store.nextDue(),
    runDue() {
      for (const { execution, kind, due } of store.timersDue(clock.now())) engine.fireTimer(execution, kind, due);
    },
    inFlight: () => engine.inFlight(),
    close: async () => {},
  };
};

const yearSeconds = 365 * 24 * 3600;

const newExecution = (
  machine: Machine,
  arn: string,
  name: string,
  input: string,
  parsed: unknown,
  now: number,
): Omit<Execution, 'id'> => ({
  arn,
  machineArn: machine.arn,
  name,
  status: 'RUNNING',
  input,
  definition: machine.definition,
  roleArn: machine.roleArn,
  startedAt: now,
  redriveCount: 0,
  position: {
    state: readDefinition(machine.definition).startAt,
    input: parsed,
    variables: {},
    phase: 'ready',
    enteredAt: now,
    enteredEvent: 0,
    lastEvent: 1,
    attempts: [],
    retryCount: 0,
  },
});

/** DescribeExecution's answer; EventBridge's detail gives times in milliseconds. */
const describe = (execution: Execution, perSecond = 1): JsonObject => ({
  executionArn: execution.arn,
  stateMachineArn: execution.machineArn,
  name: execution.name,
  status: execution.status,
  startDate: (execution.startedAt / 1000) * perSecond,
  ...(execution.stoppedAt === undefined ? {} : { stopDate: (execution.stoppedAt / 1000) * perSecond }),
  input: execution.input,
  ...(execution.output === undefined ? {} : { output: execution.output }),
  ...(execution.error === undefined ? {} : { error: execution.error }),
  ...(execution.cause === undefined ? {} : { cause: execution.cause }),
});
