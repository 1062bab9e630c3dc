// Step Functions calls by the Java SDK's shapes: members in PascalCase, objects where the wire wants JSON text, instants as
// numbers or text. The services here speak the wire.
import { isObject, type JsonObject } from '../../json.ts';

/** Members that are text on the wire; given something else, Step Functions writes it as JSON. */
const textMembers: Readonly<Record<string, readonly string[]>> = {
  states: ['Input', 'Output', 'Cause', 'Error', 'Definition'],
  sfn: ['Input', 'Output', 'Cause', 'Error', 'Definition'],
  sqs: ['MessageBody'],
  s3: ['Body'],
  lambda: ['Payload'],
  secretsmanager: ['SecretString'],
};
const camelCase = new Set(['states', 'sfn']);

export function toWire(service: string, parameters: unknown): unknown {
  if (!isObject(parameters)) return parameters;
  const texts = textMembers[service] ?? [];
  const members = Object.entries(parameters)
    .filter(([, value]) => value !== null)
    .map(([name, value]): [string, unknown] => [name, texts.includes(name) ? asText(value) : value]);
  const wire: JsonObject = Object.fromEntries(members);
  if (service === 'events' || service === 'eventbridge') return withEventText(wire);
  return camelCase.has(service) ? renamed(wire, lowerFirst) : wire;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function withEventText(wire: JsonObject): JsonObject {
  const entries = wire['Entries'];
  if (!Array.isArray(entries)) return wire;
  return {
    ...wire,
    Entries: entries.map((entry: unknown) =>
      isObject(entry) && entry['Detail'] !== undefined ? { ...entry, Detail: asText(entry['Detail']) } : entry,
    ),
  };
}

/** @param dates how instants of the answer are written: seconds on the wire, milliseconds or ISO text for a workflow. */
export function fromWire(service: string, answer: unknown, dates: 'milliseconds' | 'text'): unknown {
  return datesOf(camelCase.has(service) ? renamed(answer, upperFirst) : (answer ?? {}), dates);
}

function datesOf(answer: unknown, form: 'milliseconds' | 'text'): unknown {
  if (Array.isArray(answer)) return answer.map((item) => datesOf(item, form));
  if (!isObject(answer)) return answer;
  return Object.fromEntries(
    Object.entries(answer).map(([name, value]) => {
      if (typeof value !== 'number' || !/Date(Time)?$/.test(name)) return [name, datesOf(value, form)];
      const milliseconds = Math.round(value * 1000);
      return [name, form === 'text' ? new Date(milliseconds).toISOString() : milliseconds];
    }),
  );
}

function renamed(value: unknown, rename: (name: string) => string): JsonObject {
  const go = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(go);
    if (!isObject(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([name, member]) => [rename(name), go(member)]));
  };
  const result = go(value);
  return isObject(result) ? result : {};
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
