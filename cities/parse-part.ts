// One part of a pack against its schema: what zod finds becomes a place and a sentence.
import type * as z from 'zod';
import type { PackProblem } from './city-pack-error.ts';
import { type PackPath, type PackSource, spell } from './pack-source.ts';

export type ParsedPart<T> = { value?: T; problems: PackProblem[] };

/** The value, or every problem with the line it stands on. */
export function parsePart<T>(source: PackSource, schema: z.ZodType<T>): ParsedPart<T> {
  const parsed = schema.safeParse(source.value);
  if (parsed.success) return { value: parsed.data, problems: [] };
  return {
    problems: parsed.error.issues.flatMap((issue) =>
      sentencesOf(issue, source.value).map(({ path, sentence }) => problemAt(source, path, sentence)),
    ),
  };
}

/** A problem at a path of a part, with its file and line. */
export function problemAt(source: PackSource, path: PackPath, sentence: string): PackProblem {
  const place = source.placeOf(path);
  return { file: place.file, line: place.line, path: spell(place.path), sentence };
}

function sentencesOf(issue: z.core.$ZodIssue, value: unknown): { path: PackPath; sentence: string }[] {
  const { path } = issue;
  const say = (sentence: string) => [{ path, sentence }];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], sentence: `${key} is not known here` }));
  }
  if (valueAt(value, path) === undefined) return say(`${String(path.at(-1) ?? 'the whole file')} is missing`);
  switch (issue.code) {
    case 'invalid_type':
      return say(`must be ${articled(issue.expected)}`);
    case 'invalid_value':
      return say(`must be ${issue.values.map(String).join(', ')}`.replace(/, ([^,]*)$/, ' or $1'));
    case 'too_small':
      return say(`must ${measured(issue.origin, 'at least', issue.minimum)}`);
    case 'too_big':
      return say(`must ${measured(issue.origin, 'at most', issue.maximum)}`);
    default:
      return say(issue.message);
  }
}

const articled = (type: string) =>
  `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type === 'object' ? 'group of fields' : type}`;

function measured(origin: string, bound: string, limit: number | bigint): string {
  if (origin === 'string') return `have ${bound} ${limit} characters`;
  return origin === 'array' ? `have ${bound} ${limit} entries` : `be ${bound} ${limit}`;
}

function valueAt(value: unknown, path: PackPath): unknown {
  let found = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = Reflect.get(found, part);
  }
  return found;
}
