// The states of a machine, branch or iteration.
import { isObject, objectOf } from '../../json.ts';
import { parseInstant } from '../instant.ts';
import { type Fields, fieldsOf, type Reading } from './fields.ts';
import type { Flow, MapState, ParallelState, Rule, State, TaskState } from './model.ts';
import { readCatch, readLeave, readRetry } from './recovery.ts';
import { targetOf } from './resources.ts';

const longest = 99_999_999;
const longestName = 80;

/** Reads StartAt and States; every other field is the caller's to read. */
export function readFlow(fields: Fields, reading: Reading): Flow {
  fields.required('StartAt', 'States');
  const startAt = fields.text('StartAt') ?? '';
  const states = new Map<string, State>();
  for (const [name, value] of Object.entries(fields.object('States') ?? {})) {
    const at = `${fields.at === '/' ? '' : fields.at}/States/${name}`;
    const state = readState(name, value, at, reading);
    if (state !== undefined) states.set(name, state);
  }
  return { startAt, states };
}

function readState(name: string, value: unknown, at: string, reading: Reading): State | undefined {
  const fields = fieldsOf(value, at, reading);
  if (!isObject(value)) return undefined;
  if (name.length > longestName) fields.problem(`State name is longer than ${longestName} characters`);
  fields.required('Type');
  const language = fields.text('QueryLanguage');
  if (language === 'JSONPath') {
    fields.problem("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine");
    return undefined;
  }
  if (language !== undefined && language !== 'JSONata')
    fields.problem("Expected one of: ['JSONata', 'JSONPath']", 'QueryLanguage');
  const type = fields.text('Type');
  const state = readByType(name, type, fields, reading);
  if (state === undefined) {
    if (type !== undefined) fields.problem(`'${type}' is not a type of state`, 'Type');
    return undefined;
  }
  fields.done();
  return state;
}

function readByType(name: string, type: string | undefined, fields: Fields, reading: Reading): State | undefined {
  switch (type) {
    case 'Pass':
      return { type, name, ...readLeave(fields), next: readNext(fields) };
    case 'Succeed':
      return { type, name, output: fields.template('Output'), assign: undefined, next: undefined };
    case 'Fail':
      return { type, name, error: fields.template('Error'), cause: fields.template('Cause') };
    case 'Wait':
      return readWait(name, fields);
    case 'Choice':
      return readChoice(name, fields, reading);
    case 'Task':
      return readTask(name, fields, reading);
    case 'Parallel':
      return readParallel(name, fields, reading);
    case 'Map':
      return readMap(name, fields, reading);
    default:
      return undefined;
  }
}

function readNext(fields: Fields): string | undefined {
  const next = fields.text('Next');
  const end = fields.flag('End');
  if (next === undefined && !end) fields.problem("Missing 'Next' or 'End' field");
  if (next !== undefined && end) fields.problem("'Next' and 'End' must not both be set");
  return end ? undefined : next;
}

function readWait(name: string, fields: Fields): State {
  const timestamp = fields.raw('Timestamp');
  if (typeof timestamp === 'string' && !timestamp.startsWith('{%') && parseInstant(timestamp) === undefined)
    fields.problem('String does not match RFC3339 timestamp', 'Timestamp');
  if (fields.has('Seconds') === fields.has('Timestamp'))
    fields.problem("A Wait state must have exactly one of 'Seconds' and 'Timestamp'");
  return {
    type: 'Wait',
    name,
    seconds: fields.numberTemplate('Seconds', { least: 0, most: longest }),
    timestamp: fields.template('Timestamp'),
    ...readLeave(fields),
    next: readNext(fields),
  };
}

function readChoice(name: string, fields: Fields, reading: Reading): State {
  fields.required('Choices');
  const list = fields.list('Choices');
  if (fields.has('Choices') && list.length === 0) fields.problem('Choices must not be empty', 'Choices');
  const choices = list.flatMap((item, index): Rule[] => {
    const one = fieldsOf(item, `${fields.at}/Choices[${index}]`, reading, `Choices[${index}]/`);
    one.required('Condition', 'Next');
    const condition = one.template('Condition');
    const given = one.raw('Condition');
    if (given !== undefined && typeof given !== 'boolean' && !(typeof given === 'string' && given.startsWith('{%')))
      one.problem('Expected value of type Boolean or a JSONata expression', 'Condition');
    const next = one.text('Next') ?? '';
    const leave = readLeave(one);
    one.done();
    return condition === undefined ? [] : [{ condition, next, ...leave }];
  });
  return { type: 'Choice', name, choices, otherwise: fields.text('Default'), ...readLeave(fields), next: undefined };
}

function readTask(name: string, fields: Fields, reading: Reading): TaskState {
  fields.required('Resource');
  const resource = fields.text('Resource') ?? '';
  const target = targetOf(resource, reading.services);
  if (typeof target === 'string' && fields.has('Resource')) fields.problem(target, 'Resource');
  if (typeof target !== 'string' && target.kind === 'invoke') checkInvoke(fields);
  const timeout = fields.raw('TimeoutSeconds');
  const heartbeat = fields.raw('HeartbeatSeconds');
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout)
    fields.problem('HeartbeatSeconds must be smaller than TimeoutSeconds', 'HeartbeatSeconds');
  return {
    type: 'Task',
    name,
    resource,
    target: typeof target === 'string' ? { kind: 'function', functionArn: resource, pattern: 'answer' } : target,
    arguments: fields.template('Arguments'),
    roleArn: readCredentials(fields, reading),
    timeoutSeconds: fields.numberTemplate('TimeoutSeconds', { least: 1, most: longest }),
    heartbeatSeconds: fields.numberTemplate('HeartbeatSeconds', { least: 1, most: longest }),
    retry: readRetry(fields, reading),
    catch: readCatch(fields, reading),
    ...readLeave(fields),
    next: readNext(fields),
  };
}

const invokeArguments = new Set(['FunctionName', 'InvocationType', 'Payload', 'Qualifier']);

/** Its arguments are known, so that one misspelt is found now and none is passed over later. */
function checkInvoke(fields: Fields): void {
  for (const name of Object.keys(objectOf(fields.raw('Arguments'))))
    if (!invokeArguments.has(name))
      fields.problem(`The field '${name}' is not supported by lambda:invoke here`, 'Arguments');
}

function readCredentials(fields: Fields, reading: Reading): TaskState['roleArn'] {
  const given = fields.raw('Credentials');
  if (given === undefined) return undefined;
  const credentials = fieldsOf(given, `${fields.at}/Credentials`, reading, 'Credentials/');
  if (!credentials.has('RoleArn')) {
    credentials.problem("The field 'RoleArn' is required but was missing");
    return undefined;
  }
  const roleArn = credentials.template('RoleArn');
  credentials.done();
  return roleArn;
}

function readParallel(name: string, fields: Fields, reading: Reading): ParallelState {
  fields.required('Branches');
  const list = fields.list('Branches');
  if (fields.has('Branches') && list.length === 0) fields.problem('Branches must not be empty', 'Branches');
  const branches = list.map((item, index) => {
    const branch = fieldsOf(item, `${fields.at}/Branches[${index}]`, reading);
    const flow = readFlow(branch, reading);
    branch.done();
    return flow;
  });
  return {
    type: 'Parallel',
    name,
    branches,
    arguments: fields.template('Arguments'),
    retry: readRetry(fields, reading),
    catch: readCatch(fields, reading),
    ...readLeave(fields),
    next: readNext(fields),
  };
}

function readMap(name: string, fields: Fields, reading: Reading): MapState {
  fields.required('ItemProcessor');
  const processor = fieldsOf(fields.raw('ItemProcessor') ?? {}, `${fields.at}/ItemProcessor`, reading);
  const flow = fields.has('ItemProcessor') ? readFlow(processor, reading) : { startAt: '', states: new Map() };
  readMode(processor, reading);
  processor.done();
  const items = fields.raw('Items');
  if (items !== undefined && !Array.isArray(items) && !(typeof items === 'string' && items.startsWith('{%')))
    fields.problem('Expected value of type Array or a JSONata expression', 'Items');
  const tolerated = [
    fields.numberTemplate('ToleratedFailurePercentage', { least: 0, most: 100 }),
    fields.numberTemplate('ToleratedFailureCount', { least: 0 }),
  ].filter((template) => template !== undefined);
  return {
    type: 'Map',
    name,
    processor: flow,
    items: fields.template('Items'),
    itemSelector: fields.template('ItemSelector'),
    maxConcurrency: fields.numberTemplate('MaxConcurrency', { least: 0 }),
    tolerated,
    retry: readRetry(fields, reading),
    catch: readCatch(fields, reading),
    ...readLeave(fields),
    next: readNext(fields),
  };
}

function readMode(processor: Fields, reading: Reading): void {
  const given = processor.raw('ProcessorConfig');
  if (given === undefined) return;
  const config = fieldsOf(given, `${processor.at}/ProcessorConfig`, reading);
  const mode = config.text('Mode');
  if (mode === 'DISTRIBUTED') {
    config.problem('Distributed maps are not supported here', 'Mode');
    return;
  }
  if (mode !== undefined && mode !== 'INLINE') config.problem("Expected one of: ['INLINE', 'DISTRIBUTED']", 'Mode');
  config.done();
}
