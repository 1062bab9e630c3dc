// Resolves CloudFormation's intrinsic functions. What a reference stands for is asked of the caller.
import { arrayOf, isObject, type JsonObject } from '../json.ts';
import { RefusedError } from '../refusal.ts';

export type References = {
  /** Where we are, for sentences. */
  readonly place: string;
  ref(name: string): unknown;
  attribute(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): unknown;
  importValue(name: string): unknown;
};

/** Stands for AWS::NoValue while a value is being resolved: the member disappears. */
export const NO_VALUE: unique symbol = Symbol('AWS::NoValue');

export function resolveValue(value: unknown, references: References): unknown {
  if (Array.isArray(value)) {
    return value.map((member) => resolveValue(member, references)).filter((member) => member !== NO_VALUE);
  }
  if (!isObject(value)) return value;
  const keys = Object.keys(value);
  const key = keys[0];
  if (keys.length === 1 && key !== undefined && (key === 'Ref' || key.startsWith('Fn::'))) {
    return resolveFunction(key, value[key], references);
  }
  const resolved: JsonObject = {};
  for (const [name, member] of Object.entries(value)) {
    const result = resolveValue(member, references);
    if (result !== NO_VALUE) resolved[name] = result;
  }
  return resolved;
}

function resolveFunction(name: string, argument: unknown, references: References): unknown {
  const refuse = (reason: string): never => {
    throw new RefusedError([`${references.place}: ${name} ${reason}`]);
  };
  const text = (value: unknown, what: string): string => {
    const resolved = resolveValue(value, references);
    return typeof resolved === 'string' || typeof resolved === 'number' || typeof resolved === 'boolean'
      ? String(resolved)
      : refuse(`needs text as ${what}`);
  };
  const list = (value: unknown, what: string): unknown[] => {
    const resolved = resolveValue(value, references);
    return Array.isArray(resolved) ? resolved : refuse(`needs a list as ${what}`);
  };
  const parts = arrayOf(argument);
  switch (name) {
    case 'Ref':
      return references.ref(text(argument, 'its name'));
    case 'Fn::GetAtt': {
      const [logicalId, ...rest] = typeof argument === 'string' ? argument.split('.') : parts;
      return references.attribute(
        text(logicalId, 'the logical id'),
        rest.map((part) => text(part, 'attribute')).join('.'),
      );
    }
    case 'Fn::Join':
      return list(parts[1], 'what it joins')
        .map((part) => text(part, 'each part'))
        .join(text(parts[0], 'the separator'));
    case 'Fn::Split':
      return text(parts[1], 'what it splits').split(text(parts[0], 'the separator'));
    case 'Fn::Select': {
      const chosen = list(parts[1], 'what it selects from')[Number(text(parts[0], 'the index'))];
      return chosen === undefined ? refuse('selects what is not there') : chosen;
    }
    case 'Fn::Sub':
      return substitute(argument, text);
    case 'Fn::If':
      return resolveValue(references.condition(text(parts[0], 'the condition')) ? parts[1] : parts[2], references);
    case 'Fn::ImportValue':
      return references.importValue(text(argument, 'the export'));
    case 'Fn::FindInMap':
      return references.mapping(
        text(parts[0], 'the map'),
        text(parts[1], 'the first key'),
        text(parts[2], 'the second key'),
      );
    case 'Fn::Base64':
      return Buffer.from(text(argument, 'its value')).toString('base64');
    case 'Fn::GetAZs':
      return ['a', 'b', 'c'].map((zone) => `${text({ Ref: 'AWS::Region' }, 'region')}${zone}`);
    case 'Fn::ToJsonString':
      return JSON.stringify(resolveValue(argument, references));
    case 'Fn::Length':
      return list(argument, 'what it counts').length;
    default:
      return refuse('is not supported here');
  }
}

function substitute(argument: unknown, text: (value: unknown, what: string) => string): string {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own: JsonObject = isObject(variables) ? variables : {};
  return text(template, 'the template').replace(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (Object.hasOwn(own, name)) return text(own[name], name);
    if (name.includes('.')) return text({ 'Fn::GetAtt': name }, name);
    return text({ Ref: name }, name);
  });
}

/** Evaluates one entry of a template's Conditions. */
export function resolveCondition(expression: unknown, references: References): boolean {
  if (!isObject(expression)) throw new RefusedError([`${references.place}: a condition must be a function`]);
  const [name = '', argument] = Object.entries(expression)[0] ?? [];
  const parts = arrayOf(argument);
  switch (name) {
    case 'Fn::Equals':
      return String(resolveValue(parts[0], references)) === String(resolveValue(parts[1], references));
    case 'Fn::And':
      return parts.every((part) => resolveCondition(part, references));
    case 'Fn::Or':
      return parts.some((part) => resolveCondition(part, references));
    case 'Fn::Not':
      return !resolveCondition(parts[0], references);
    case 'Condition':
      return references.condition(String(argument));
    case 'Fn::Contains':
      return arrayOf(resolveValue(parts[0], references)).includes(resolveValue(parts[1], references));
    default:
      throw new RefusedError([`${references.place}: condition function ${name} is not supported here`]);
  }
}
