// Starting, stopping, listing and describing executions.
import { AwsError, type Clock } from '../../contracts.ts';
import { type JsonObject, parseJson, textOf } from '../../json.ts';
import type { Engine } from '../engine/engine.ts';
import { redrive, stop } from '../engine/messages.ts';
import { newFrame, type Run, type Status } from '../model.ts';
import { isTooLarge, longestCause, longestError } from '../payload.ts';
import type { Environment } from '../run/turn.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import type { ExecutionStore } from '../store/execution-store.ts';
import type { Machine, MachineStore } from '../store/machine-store.ts';
import { boundedText } from './bounded-text.ts';
import { describeExecution, summarizeExecution, whyNotRedrivable } from './descriptions.ts';
import { type Actions, described, findMachine } from './machine-actions.ts';
import { checkName, type Names } from './names.ts';
import { numberPlace, pageSize, tokenOf } from './paging.ts';

export type ExecutionOptions = {
  store: ExecutionStore;
  machines: MachineStore;
  engine: Engine;
  clock: Clock;
  names: Names;
  environment: Environment;
  uuid(): string;
  /** Resolves when an execution has ended. */
  whenClosed(arn: string): Promise<void>;
};

/** No execution lives longer. */
const longestSeconds = 365 * 24 * 3600;
const longestExpressSeconds = 300;
const statuses: readonly Status[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

export function findExecution(store: ExecutionStore, names: Names, arn: unknown): ExecutionRow {
  const { machine, name } = names.executionOf(arn);
  const row = store.rowByName(machine, name);
  if (row === undefined) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${String(arn)}'`);
  return row;
}

export function executionActions(options: ExecutionOptions): Actions {
  const { store, machines, engine, clock, names, environment, uuid } = options;
  const starting = new Map<string, Promise<void>>();
  let lastId = store.lastId();

  function dueAt(machine: { type: string }, run: { definition: Run['definition'] }): number {
    const most = machine.type === 'EXPRESS' ? longestExpressSeconds : longestSeconds;
    return clock.now() + Math.min(run.definition.timeoutSeconds ?? most, most) * 1000;
  }

  function newRun(machine: Machine, name: string, inputText: string, input: unknown): Run {
    lastId += 1;
    const definition = machines.compiled(machine.definitionId, machine.definition);
    return {
      id: lastId,
      arn: names.executionArn(machine.name, name),
      machineArn: machine.arn,
      machineName: machine.name,
      name,
      roleArn: machine.roleArn,
      definitionId: machine.definitionId,
      definition,
      inputText,
      input,
      startedAt: clock.now(),
      status: 'RUNNING',
      dueAt: dueAt(machine, { definition }),
      redriveCount: 0,
      redrivenAt: undefined,
      lastEvent: 0,
      nextFrame: 1,
      frames: new Map([[0, newFrame(0, -1, 0, definition, input, 0)]]),
      stored: false,
    };
  }

  async function start(request: JsonObject, machine: Machine): Promise<{ arn: string; startedAt: number }> {
    const inputText = textOf(request['input']) ?? '{}';
    const input = inputOf(inputText);
    const name = textOf(request['name']) ?? uuid();
    checkName(name);
    const arn = names.executionArn(machine.name, name);
    await starting.get(arn);
    const known = store.rowByName(machine.name, name);
    if (known !== undefined) {
      if (known.status === 'RUNNING' && known.input === inputText) return { arn, startedAt: known.started };
      throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    // Another request may have come first while this one waited.
    if (starting.has(arn)) return start({ ...request, name }, machine);
    const run = newRun(machine, name, inputText, input);
    const started = engine.start(run);
    const quiet = started.catch(() => undefined).finally(() => starting.delete(arn));
    starting.set(arn, quiet);
    await started;
    return { arn, startedAt: run.startedAt };
  }

  return {
    async StartExecution(request) {
      const machine = findMachine(machines, names, request['stateMachineArn']);
      const { arn, startedAt } = await start(request, machine);
      return { executionArn: arn, startDate: startedAt / 1000 };
    },

    async StartSyncExecution(request) {
      const machine = findMachine(machines, names, request['stateMachineArn']);
      if (machine.type !== 'EXPRESS')
        throw new AwsError(
          'StateMachineTypeNotSupported',
          'This operation is not supported by this type of state machine',
        );
      const name = textOf(request['name']) ?? uuid();
      const closed = options.whenClosed(names.executionArn(machine.name, name));
      const { arn } = await start({ ...request, name }, machine);
      await closed;
      return describeExecution(findExecution(store, names, arn), names, clock.now(), true);
    },

    async StopExecution(request) {
      const row = findExecution(store, names, request['executionArn']);
      const error = boundedText(request, 'error', longestError);
      await engine.send(row.id, stop(error, boundedText(request, 'cause', longestCause)));
      return { stopDate: (store.row(row.id)?.stopped ?? clock.now()) / 1000 };
    },

    async RedriveExecution(request) {
      const arn = request['executionArn'];
      const row = findExecution(store, names, arn);
      const reason = whyNotRedrivable(row, clock.now());
      if (reason !== undefined) throw new AwsError('ExecutionNotRedrivable', reason);
      const definition = machines.compiled(row.definition);
      await engine.send(row.id, redrive(dueAt({ type: 'STANDARD' }, { definition }), environment));
      return { redriveDate: clock.now() / 1000 };
    },

    DescribeExecution(request) {
      const row = findExecution(store, names, request['executionArn']);
      return describeExecution(row, names, clock.now(), request['includedData'] !== 'METADATA_ONLY');
    },

    DescribeStateMachineForExecution(request) {
      const row = findExecution(store, names, request['executionArn']);
      const now = machines.get(row.machine);
      const own = {
        arn: names.machineArn(row.machine),
        name: row.machine,
        type: 'STANDARD' as const,
        createdAt: row.started,
      };
      const machine = { ...own, revision: '', logging: undefined, tracing: undefined, ...now };
      const asStarted = { definitionId: row.definition, definition: machines.text(row.definition), roleArn: row.role };
      return { ...described({ ...machine, ...asStarted }), updateDate: row.started / 1000 };
    },

    ListMapRuns(request) {
      findExecution(store, names, request['executionArn']);
      return { mapRuns: [] };
    },

    ListExecutions(request) {
      const { name } = findMachine(machines, names, request['stateMachineArn']);
      if (request['redriveFilter'] !== undefined)
        throw new AwsError('ValidationException', 'redriveFilter is not supported here: filter by redriveCount');
      const size = pageSize(request);
      const filter = request['statusFilter'];
      const status = statuses.find((one) => one === filter);
      if (filter !== undefined && status === undefined)
        throw new AwsError(
          'ValidationException',
          `1 validation error detected: Value '${String(filter)}' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [${statuses.join(', ')}]`,
        );
      const rows = store.list(name, status, numberPlace(request) ?? Number.MAX_SAFE_INTEGER, size);
      const last = rows.at(-1);
      return {
        executions: rows.map((row) => summarizeExecution(row, names)),
        ...(rows.length === size && last !== undefined ? { nextToken: tokenOf(last.id) } : {}),
      };
    },
  };
}

function inputOf(text: string): unknown {
  const input = parseJson(text);
  const problem =
    input === undefined
      ? 'The input is not valid JSON'
      : isTooLarge(text)
        ? 'The input is longer than 262144 bytes'
        : undefined;
  if (problem !== undefined)
    throw new AwsError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${problem}'`);
  return input;
}
