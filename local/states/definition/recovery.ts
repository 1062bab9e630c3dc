// Retry and Catch of a state.
import { type Fields, fieldsOf, type Reading } from './fields.ts';
import type { Catcher, Leave, Retrier } from './model.ts';

const longest = 99_999_999;
const yearSeconds = 31_622_400;

export function readLeave(fields: Fields): Leave {
  checkAssign(fields);
  return { output: fields.template('Output'), assign: fields.template('Assign') };
}

function checkAssign(fields: Fields): void {
  for (const name of Object.keys(fields.object('Assign') ?? {})) {
    if (name === 'states') fields.problem("The variable name 'states' is reserved", 'Assign');
    if (!/^[\p{ID_Start}_][\p{ID_Continue}]{0,79}$/u.test(name))
      fields.problem(`'${name}' is not a valid variable name`, 'Assign');
  }
}

export function readRetry(fields: Fields, reading: Reading): Retrier[] {
  const list = fields.list('Retry');
  return list.map((item, index) => {
    const one = fieldsOf(item, `${fields.at}/Retry[${index}]`, reading, `Retry[${index}]/`);
    one.required('ErrorEquals');
    const jitter = one.text('JitterStrategy');
    if (jitter !== undefined && jitter !== 'FULL' && jitter !== 'NONE')
      one.problem("Expected one of: ['FULL', 'NONE']", 'JitterStrategy');
    const retrier = {
      errors: readErrors(one, index === list.length - 1),
      intervalSeconds: one.number('IntervalSeconds', { least: 1, most: longest }) ?? 1,
      maxAttempts: one.number('MaxAttempts', { least: 0, most: longest }) ?? 3,
      backoffRate: one.number('BackoffRate', { least: 1, whole: false }) ?? 2,
      maxDelaySeconds: one.number('MaxDelaySeconds', { least: 1, most: yearSeconds }) ?? Number.POSITIVE_INFINITY,
      jitter: jitter === 'FULL',
    };
    if (one.has('MaxDelaySeconds') && retrier.maxDelaySeconds <= retrier.intervalSeconds)
      one.problem('MaxDelaySeconds must be greater than IntervalSeconds', 'MaxDelaySeconds');
    one.done();
    return retrier;
  });
}

export function readCatch(fields: Fields, reading: Reading): Catcher[] {
  const list = fields.list('Catch');
  return list.map((item, index) => {
    const one = fieldsOf(item, `${fields.at}/Catch[${index}]`, reading, `Catch[${index}]/`);
    one.required('ErrorEquals', 'Next');
    const catcher = {
      errors: readErrors(one, index === list.length - 1),
      next: one.text('Next') ?? '',
      ...readLeave(one),
    };
    one.done();
    return catcher;
  });
}

function readErrors(fields: Fields, isLast: boolean): string[] {
  const errors = fields.texts('ErrorEquals');
  if (errors.length === 0 && fields.has('ErrorEquals')) fields.problem('ErrorEquals must name an error', 'ErrorEquals');
  if (errors.includes('States.ALL') && (errors.length > 1 || !isLast))
    fields.problem('States.ALL must appear alone, and in the last Retrier or Catcher', 'ErrorEquals');
  return errors;
}
