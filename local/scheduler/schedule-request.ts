// A schedule as a call asks for it: what is not followed here is refused by name.
import { AwsError } from '../contracts.ts';
import { type Expression, parseExpression } from '../events/schedule-expression.ts';
import { targetKind } from '../events/targets.ts';
import { isObject, type JsonObject, objectOf, textOf } from '../json.ts';

const FOLLOWED = new Set([
  'ActionAfterCompletion',
  'ClientToken',
  'Description',
  'FlexibleTimeWindow',
  'GroupName',
  'Name',
  'ScheduleExpression',
  'ScheduleExpressionTimezone',
  'State',
  'Target',
]);
const TARGET_FOLLOWED = new Set(['Arn', 'DeadLetterConfig', 'Input', 'RetryPolicy', 'RoleArn', 'SqsParameters']);

/** @throws AwsError ValidationException with the reason. */
export function checkSchedule(fields: JsonObject): Expression {
  const name = textOf(fields.Name) ?? '';
  if (!/^[\w.-]{1,64}$/.test(name)) throw invalid(`Schedule name ${name} must match [0-9a-zA-Z-_.]+, 64 at most.`);
  checkGroup(fields);
  refuseOthers(fields, FOLLOWED, '');
  const target = objectOf(fields.Target);
  refuseOthers(target, TARGET_FOLLOWED, 'Target.');
  if (textOf(target.RoleArn) === undefined) throw invalid('Target.RoleArn must be given.');
  const arn = textOf(target.Arn) ?? '';
  if (targetKind(arn) === undefined) throw invalid(`Target.Arn ${arn} is not a function, queue or state machine.`);
  if (objectOf(fields.FlexibleTimeWindow).Mode !== 'OFF')
    throw invalid('FlexibleTimeWindow.Mode must be OFF: a schedule is due at its instant here.');
  oneOf(fields, 'State', ['ENABLED', 'DISABLED']);
  oneOf(fields, 'ActionAfterCompletion', ['NONE', 'DELETE']);
  return expressionOf(fields);
}

/** @throws AwsError when a group other than the only one is meant. */
export function checkGroup(fields: JsonObject): void {
  const group = textOf(fields.GroupName) ?? 'default';
  if (group !== 'default')
    throw new AwsError('ResourceNotFoundException', `Schedule group ${group} does not exist.`, 404);
}

function expressionOf(fields: JsonObject): Expression {
  const zone = textOf(fields.ScheduleExpressionTimezone) ?? 'UTC';
  if (!isZone(zone)) throw invalid(`Invalid ScheduleExpressionTimezone ${zone}.`);
  const expression = parseExpression(textOf(fields.ScheduleExpression) ?? '', zone);
  if (typeof expression === 'string') throw invalid(`Invalid Schedule Expression: ${expression}.`);
  return expression;
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function refuseOthers(fields: JsonObject, followed: ReadonlySet<string>, before: string): void {
  const other = Object.entries(fields).find(([name, value]) => isGiven(value) && !followed.has(name));
  if (other !== undefined) throw invalid(`${before}${other[0]} is not supported here.`);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(isObject(value) && Object.keys(value).length === 0);
}

function oneOf(fields: JsonObject, name: string, values: readonly unknown[]): void {
  if (fields[name] !== undefined && !values.includes(fields[name]))
    throw invalid(`${name} must be one of ${values.join(', ')}.`);
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
