// What a rule's target receives of an event: all of it, a part, a constant, or a template filled from it.
import { objectOf } from '../json.ts';

export type InputShape = {
  Input?: string | undefined;
  InputPath?: string | undefined;
  InputTransformer?: { InputPathsMap: Record<string, string>; InputTemplate: string } | undefined;
};

export function inputOf(shape: InputShape, event: Record<string, unknown>): string {
  if (shape.Input !== undefined) return shape.Input;
  if (shape.InputPath !== undefined) return JSON.stringify(at(event, shape.InputPath) ?? {});
  if (shape.InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap, InputTemplate } = shape.InputTransformer;
  return InputTemplate.replace(/"?<([^>]+)>"?/g, (whole, name: string) => {
    const value = name === 'aws.events.event' ? event : at(event, InputPathsMap[name] ?? '$.');
    const quoted = whole.startsWith('"') && whole.endsWith('"');
    if (typeof value === 'string') return quoted ? JSON.stringify(value) : whole.replace(`<${name}>`, value);
    return whole.replace(`<${name}>`, JSON.stringify(value ?? ''));
  });
}

/** Follows a plain path such as `$.detail.status`. */
function at(event: unknown, path: string): unknown {
  if (path === '$') return event;
  let value: unknown = event;
  for (const name of path.replace(/^\$\./, '').split('.')) value = objectOf(value)[name];
  return value;
}
