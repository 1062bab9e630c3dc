// The verdict on one vector.
import { AwsError } from '#local/contracts.ts';
import { type Difference, difference } from './compare.ts';
import { createWorld, definitionText, execute } from './execute.ts';
import { compareExecution, type Levels } from './levels.ts';
import type { Vector } from './vector.ts';

export type Verdict = { id: string; feature: string; passed: boolean; levels: Levels };

const caller = { accessKeyId: 'test', roleArn: 'root' } as const;

export async function judge(vector: Vector): Promise<Verdict> {
  const levels = await compared(vector).catch((fault: unknown): Levels => ({ result: faultOf(fault) }));
  return { id: vector.id, feature: vector.feature, passed: Object.keys(levels).length === 0, levels };
}

function faultOf(fault: unknown): Difference {
  return {
    path: 'run',
    expected: 'an end',
    actual: fault instanceof Error ? `${fault.name}: ${fault.message}` : fault,
  };
}

async function compared(vector: Vector): Promise<Levels> {
  const { status, operation } = vector.expect;
  if (status !== 'CREATE_REFUSED' && status !== 'VALID') return compareExecution(vector, await execute(vector));
  const world = createWorld(vector);
  try {
    const validate = operation === 'ValidateStateMachineDefinition';
    const found = validate ? await validated(vector, world.states) : await refused(vector, world.states);
    return found === undefined ? {} : { result: found };
  } finally {
    await world.close();
  }
}

type World = ReturnType<typeof createWorld>;

async function validated(vector: Vector, states: World['states']): Promise<Difference | undefined> {
  const input = { definition: definitionText(vector), type: vector.stateMachineType ?? 'STANDARD' };
  const answer = (await states.api('ValidateStateMachineDefinition', input, caller)) as Record<string, unknown>;
  const { result, diagnostics = [] } = vector.expect;
  return difference(
    { result, diagnostics },
    { result: answer['result'], diagnostics: answer['diagnostics'] },
    new Map(),
  );
}

async function refused(vector: Vector, states: World['states']): Promise<Difference | undefined> {
  const input = {
    name: 'machine',
    roleArn: 'arn:aws:iam::111111111111:role/states',
    definition: definitionText(vector),
    type: vector.stateMachineType ?? 'STANDARD',
  };
  const { errorCode, message } = vector.expect;
  try {
    await states.api('CreateStateMachine', input, caller);
    return { path: 'status', expected: vector.expect.status, actual: 'created' };
  } catch (fault) {
    if (!(fault instanceof AwsError)) throw fault;
    return difference({ errorCode, message }, { errorCode: fault.name, message: fault.message }, new Map());
  }
}
