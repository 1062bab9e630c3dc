// CreateStateMachine and its kin.
import { AwsError, type Clock, type Storage } from '../../contracts.ts';
import { type JsonObject, objectOf, textOf } from '../../json.ts';
import {
  inspectDefinition,
  type MachineType,
  type ReadingOptions,
  readDefinition,
} from '../definition/read-definition.ts';
import type { Machine, MachineStore } from '../store/machine-store.ts';
import { checkName, type Names } from './names.ts';
import { pageSize, placeOf, tokenOf } from './paging.ts';

export type Actions = Readonly<Record<string, (request: JsonObject) => unknown>>;

export type MachineOptions = {
  machines: MachineStore;
  storage: Storage;
  clock: Clock;
  names: Names;
  reading: ReadingOptions;
  uuid(): string;
};

const usualLogging = { level: 'OFF', includeExecutionData: false };
const usualTracing = { enabled: false };

export function findMachine(machines: MachineStore, names: Names, arn: unknown): Machine {
  const machine = machines.get(names.machineOf(arn));
  if (machine === undefined)
    throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${String(arn)}'`);
  return machine;
}

export function machineActions({ machines, storage, clock, names, reading, uuid }: MachineOptions): Actions {
  return {
    async CreateStateMachine(request) {
      const name = textOf(request['name']) ?? '';
      checkName(name);
      refuseVersions(request);
      const type = typeOf(request);
      const definition = textOf(request['definition']) ?? '';
      readDefinition(definition, type, reading);
      const machine = {
        name,
        arn: names.machineArn(name),
        roleArn: textOf(request['roleArn']) ?? '',
        type,
        definition,
        createdAt: clock.now(),
        revision: uuid(),
        logging: request['loggingConfiguration'] ?? usualLogging,
        tracing: request['tracingConfiguration'] ?? usualTracing,
      };
      const known = await storage.write(() => {
        const there = machines.get(name);
        if (there === undefined) machines.put(machine);
        return there;
      });
      if (known !== undefined && !isSame(known, machine))
        throw new AwsError('StateMachineAlreadyExists', `State Machine Already Exists: '${machine.arn}'`);
      return { stateMachineArn: machine.arn, creationDate: (known ?? machine).createdAt / 1000 };
    },

    async UpdateStateMachine(request) {
      refuseVersions(request);
      const machine = findMachine(machines, names, request['stateMachineArn']);
      const definition = textOf(request['definition']) ?? machine.definition;
      readDefinition(definition, machine.type, reading);
      const revision = uuid();
      await storage.write(() =>
        machines.put({
          ...machine,
          definition,
          revision,
          roleArn: textOf(request['roleArn']) ?? machine.roleArn,
          logging: request['loggingConfiguration'] ?? machine.logging,
          tracing: request['tracingConfiguration'] ?? machine.tracing,
        }),
      );
      return { updateDate: clock.now() / 1000, revisionId: revision };
    },

    async DeleteStateMachine(request) {
      const name = names.machineOf(request['stateMachineArn']);
      await storage.write(() => machines.drop(name));
      return {};
    },

    DescribeStateMachine(request) {
      const machine = findMachine(machines, names, request['stateMachineArn']);
      return { ...described(machine), status: 'ACTIVE', type: machine.type, creationDate: machine.createdAt / 1000 };
    },

    ListStateMachines(request) {
      const size = pageSize(request);
      const found = machines.list(String(placeOf(request) ?? ''), size);
      const last = found.at(-1);
      return {
        stateMachines: found.map(({ arn, name, type, createdAt }) => ({
          stateMachineArn: arn,
          name,
          type,
          creationDate: createdAt / 1000,
        })),
        ...(found.length === size && last !== undefined ? { nextToken: tokenOf(last.name) } : {}),
      };
    },

    // There are none here, and who asks is told so.
    ListStateMachineVersions(request) {
      findMachine(machines, names, request['stateMachineArn']);
      return { stateMachineVersions: [] };
    },
    ListStateMachineAliases(request) {
      findMachine(machines, names, request['stateMachineArn']);
      return { stateMachineAliases: [] };
    },
    ListActivities: () => ({ activities: [] }),

    ValidateStateMachineDefinition(request) {
      const { problems } = inspectDefinition(textOf(request['definition']) ?? '', typeOf(request), reading);
      return {
        result: problems.length === 0 ? 'OK' : 'FAIL',
        diagnostics: problems.map(({ code, location, message }) => ({ severity: 'ERROR', code, message, location })),
        truncated: false,
      };
    },
  };
}

/** What DescribeStateMachine and DescribeStateMachineForExecution share. */
export function described(machine: Machine): object {
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    definition: machine.definition,
    roleArn: machine.roleArn,
    loggingConfiguration: machine.logging,
    tracingConfiguration: machine.tracing,
    revisionId: machine.revision,
  };
}

function refuseVersions(request: JsonObject): void {
  if (request['publish'] === true)
    throw new AwsError(
      'ValidationException',
      'Versions of state machines are not supported here: publish must be false',
    );
}

function typeOf(request: JsonObject): MachineType {
  const type = request['type'] ?? 'STANDARD';
  if (type === 'STANDARD' || type === 'EXPRESS') return type;
  throw new AwsError(
    'ValidationException',
    `1 validation error detected: Value '${String(type)}' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]`,
  );
}

function isSame(one: Machine, other: Omit<Machine, 'definitionId'>): boolean {
  const settings = ({ definition, type, roleArn, logging, tracing }: Omit<Machine, 'definitionId'>): string =>
    JSON.stringify([definition, type, roleArn, objectOf(logging), objectOf(tracing)]);
  return settings(one) === settings(other);
}
