// A state machine as loaded: checked once, so that whatever runs here runs on AWS, and whatever is not supported is
// refused with the state's name and the reason.
import { AwsError } from '../contracts.ts';
import { arrayOf, isObject, type JsonObject, objectOf, parseJson, textOf } from '../json.ts';

export type Retrier = {
  errors: string[];
  intervalSeconds: number;
  backoffRate: number;
  maxAttempts: number;
  maxDelaySeconds: number;
  jitter: boolean;
};
export type Catcher = { errors: string[]; next: string; output: unknown; assign: unknown };
export type Target =
  | { kind: 'lambda'; functionArn: string }
  | { kind: 'call'; service: string; action: string; errorPrefix: string; token: boolean; resource: string };

type Common = { name: string; next: string | undefined; output: unknown; assign: unknown };
export type TaskState = Common & {
  type: 'Task';
  target: Target;
  arguments: unknown;
  timeoutSeconds: unknown;
  heartbeatSeconds: unknown;
  retry: Retrier[];
  catch: Catcher[];
};
export type State =
  | TaskState
  | (Common & { type: 'Pass' })
  | (Common & { type: 'Succeed' })
  | (Common & { type: 'Fail'; error: unknown; cause: unknown })
  | (Common & { type: 'Wait'; seconds: unknown; timestamp: unknown })
  | (Common & {
      type: 'Choice';
      choices: { condition: unknown; next: string; output: unknown; assign: unknown }[];
      otherwise: string | undefined;
    });

export type Definition = { startAt: string; states: ReadonlyMap<string, State>; timeoutSeconds: number | undefined };

const jsonPathFields = [
  'InputPath',
  'OutputPath',
  'ResultPath',
  'Parameters',
  'ResultSelector',
  'ItemsPath',
  'TimeoutSecondsPath',
  'HeartbeatSecondsPath',
  'SecondsPath',
  'TimestampPath',
  'ErrorPath',
  'CausePath',
];

/** @throws AwsError InvalidDefinition with every reason. */
export const readDefinition = (text: string): Definition => {
  const raw = parseJson(text);
  if (!isObject(raw)) throw invalidDefinition(['the definition is not a JSON object']);
  const problems: string[] = [];
  if (raw['QueryLanguage'] !== 'JSONata')
    problems.push('only machines with "QueryLanguage": "JSONata" at the top run here');
  const states = new Map<string, State>();
  for (const [name, state] of Object.entries(objectOf(raw['States']))) {
    const read = readState(name, objectOf(state), problems);
    if (read !== undefined) states.set(name, read);
  }
  const startAt = textOf(raw['StartAt']) ?? '';
  for (const { from, to } of targetsOf(startAt, states))
    if (!states.has(to)) problems.push(`${from}: there is no state "${to}"`);
  if (problems.length > 0) throw invalidDefinition(problems);
  const timeout = raw['TimeoutSeconds'];
  return { startAt, states, timeoutSeconds: typeof timeout === 'number' ? timeout : undefined };
};

const invalidDefinition = (problems: readonly string[]): AwsError =>
  new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${problems.join('; ')}'`);

const targetsOf = (startAt: string, states: ReadonlyMap<string, State>): { from: string; to: string }[] => {
  const targets = [{ from: 'StartAt', to: startAt }];
  const add = (from: string, to: string | undefined) => to !== undefined && targets.push({ from, to });
  for (const [name, state] of states) {
    add(name, state.next);
    if (state.type === 'Task') for (const one of state.catch) add(name, one.next);
    if (state.type === 'Choice') {
      for (const one of state.choices) add(name, one.next);
      add(name, state.otherwise);
    }
  }
  return targets;
};

const readState = (name: string, raw: JsonObject, problems: string[]): State | undefined => {
  const refuse = (reason: string): undefined => {
    problems.push(`${name}: ${reason}`);
    return undefined;
  };
  for (const field of jsonPathFields)
    if (raw[field] !== undefined) refuse(`${field} is a field of JSONPath, which does not run here`);
  if (raw['QueryLanguage'] === 'JSONPath') refuse('JSONPath does not run here');
  const ends = raw['End'] === true || raw['Type'] === 'Succeed' || raw['Type'] === 'Fail' || raw['Type'] === 'Choice';
  const next = textOf(raw['Next']);
  if (!ends && next === undefined) refuse('neither Next nor End');
  const common = { name, next, output: raw['Output'], assign: raw['Assign'] };
  switch (raw['Type']) {
    case 'Task':
      return readTask(common, raw, refuse);
    case 'Pass':
    case 'Succeed':
      return { ...common, type: raw['Type'] };
    case 'Fail':
      return { ...common, type: 'Fail', error: raw['Error'], cause: raw['Cause'] };
    case 'Wait':
      if (raw['Seconds'] === undefined && raw['Timestamp'] === undefined)
        return refuse('Wait needs Seconds or Timestamp');
      return { ...common, type: 'Wait', seconds: raw['Seconds'], timestamp: raw['Timestamp'] };
    case 'Choice':
      return {
        ...common,
        type: 'Choice',
        otherwise: textOf(raw['Default']),
        choices: arrayOf(raw['Choices'])
          .map(objectOf)
          .map((one) => ({
            condition: one['Condition'],
            next: textOf(one['Next']) ?? '',
            output: one['Output'],
            assign: one['Assign'],
          })),
      };
    default:
      return refuse(`states of type ${String(raw['Type'])} do not run here`);
  }
};

const readTask = (common: Common, raw: JsonObject, refuse: (reason: string) => undefined): TaskState | undefined => {
  const target = readTarget(textOf(raw['Resource']) ?? '');
  if (typeof target === 'string') return refuse(target);
  return {
    ...common,
    type: 'Task',
    target,
    arguments: raw['Arguments'],
    timeoutSeconds: raw['TimeoutSeconds'],
    heartbeatSeconds: raw['HeartbeatSeconds'],
    retry: arrayOf(raw['Retry'])
      .map(objectOf)
      .map((one) => ({
        errors: arrayOf(one['ErrorEquals']).map(String),
        intervalSeconds: Number(one['IntervalSeconds'] ?? 1),
        backoffRate: Number(one['BackoffRate'] ?? 2),
        maxAttempts: Number(one['MaxAttempts'] ?? 3),
        maxDelaySeconds: Number(one['MaxDelaySeconds'] ?? Number.MAX_SAFE_INTEGER),
        jitter: one['JitterStrategy'] === 'FULL',
      })),
    catch: arrayOf(raw['Catch'])
      .map(objectOf)
      .map((one) => ({
        errors: arrayOf(one['ErrorEquals']).map(String),
        next: textOf(one['Next']) ?? '',
        output: one['Output'],
        assign: one['Assign'],
      })),
  };
};

/** What a Resource calls, or why it is not supported. */
const readTarget = (resource: string): Target | string => {
  if (/^arn:[^:]+:lambda:[^:]*:[^:]*:function:/.test(resource)) return { kind: 'lambda', functionArn: resource };
  const match = /^arn:[^:]+:states:::(?:aws-sdk:)?([a-z0-9]+):([a-zA-Z]+)(\.waitForTaskToken)?$/.exec(resource);
  if (match === null) return `the resource ${resource} is not supported`;
  const [, service = '', action = '', token] = match;
  const prefix = errorPrefixes[service];
  if (prefix === undefined) return `the service ${service} of ${resource} is not supported`;
  return {
    kind: 'call',
    service,
    action: action.charAt(0).toUpperCase() + action.slice(1),
    errorPrefix: prefix,
    token: token !== undefined,
    resource,
  };
};

const errorPrefixes: Readonly<Record<string, string>> = {
  dynamodb: 'DynamoDb',
  sqs: 'Sqs',
  sfn: 'Sfn',
  secretsmanager: 'SecretsManager',
  sesv2: 'SesV2',
  lambda: 'Lambda',
  events: 'EventBridge',
};
