// Reads a city pack (DESIGN §5): every file of the folder, parsed with the line each value stands on, then checked
// against each other. A wrong pack fails at synth with file, line, path and a sentence for every problem at once.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as z from 'zod';
import { MessagesSchema } from '#schemas/city/messages.ts';
import {
  CalendarYearSchema,
  CatalogueSchema,
  CitySchema,
  type CityPack,
  DepartmentsSchema,
  DutyListsSchema,
  ServiceListSchema,
  TriageSchema,
} from '#schemas/city/pack.ts';
import { ClocksSchema, EvaluationSchema, HandlingSchema, SupervisionSchema } from '#schemas/city/policy.ts';
import { checkReferences } from './check-references.ts';
import { type PackFile, readPackFile } from './pack-file.ts';

export type PackProblem = { file: string; line: number; path: string; sentence: string };

export class CityPackError extends Error {
  override readonly name = 'CityPackError';
  readonly problems: readonly PackProblem[];
  constructor(folder: string, problems: readonly PackProblem[]) {
    const lines = problems.map(({ file, line, path, sentence }) => `${file}:${line} ${path} - ${sentence}`);
    super(`the city pack ${folder} has ${problems.length} problem${problems.length === 1 ? '' : 's'}:\n${lines.join('\n')}`);
    this.problems = problems;
  }
}

/** The parts of a pack as they stand in files, each with the file it came from. */
export type PackParts = Omit<CityPack, 'hash'>;

/**
 * Loads and checks the pack in `folder`.
 * @throws CityPackError with every problem that was found.
 */
export const loadPack = (folder: string): CityPack => {
  const problems: PackProblem[] = [];
  const files: PackFile[] = [];
  const part = <T>(name: string, schema: z.ZodType<T>, merge?: readonly string[]): T | undefined => {
    const parts = filesOf(folder, name).map((path) => readPackFile(folder, path, problems));
    if (parts.length === 0) {
      problems.push({ file: `${name}.yaml`, line: 1, path: '', sentence: 'this file is missing from the pack' });
      return undefined;
    }
    files.push(...parts);
    return parse(mergeParts(parts, merge), schema, parts, problems);
  };

  const city = part('city', CitySchema);
  const departments = part('departments', DepartmentsSchema, ['units', 'areas']);
  const catalogue = part('catalogue', CatalogueSchema, ['branches', 'leaves']);
  const dutyLists = part('duty-lists', DutyListsSchema, ['lines']);
  const serviceList = part('service-list', ServiceListSchema, ['items']);
  const triage = part('triage', TriageSchema);
  const clocks = part('clocks', ClocksSchema);
  const supervision = part('supervision', SupervisionSchema);
  const handling = part('handling', HandlingSchema);
  const evaluation = part('evaluation', EvaluationSchema);
  const chinese = part('messages/zh-CN', MessagesSchema);
  const english = part('messages/en', MessagesSchema);
  const calendars = (city?.calendars ?? []).flatMap((year) => readCalendar(folder, year, files, problems) ?? []);

  if (
    city === undefined || departments === undefined || catalogue === undefined || dutyLists === undefined || serviceList === undefined ||
    triage === undefined || clocks === undefined || supervision === undefined || handling === undefined || evaluation === undefined ||
    chinese === undefined || english === undefined
  ) {
    throw new CityPackError(folder, problems);
  }
  const parts: PackParts = {
    city, departments, catalogue, dutyLists, serviceList, triage, clocks, supervision, handling, evaluation, calendars,
    messages: { 'zh-CN': chinese, en: english },
  };
  if (problems.length === 0) problems.push(...checkReferences(parts).map((found) => locate(found, files)));
  if (problems.length > 0) throw new CityPackError(folder, problems);
  return { hash: createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16), ...parts };
};

/** `catalogue.yaml`, or every file of `catalogue/`: large parts may be split. */
const filesOf = (folder: string, name: string): string[] => {
  const single = join(folder, `${name}.yaml`);
  if (existsSync(single)) return [single];
  const split = join(folder, name);
  if (!existsSync(split)) return [];
  return readdirSync(split)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => join(split, file));
};

const mergeParts = (parts: readonly PackFile[], lists: readonly string[] = []): unknown => {
  if (parts.length === 1) return parts[0]?.content;
  return Object.fromEntries(lists.map((list) => [list, parts.flatMap(({ content }) => listOf(content, list))]));
};

const listOf = (content: unknown, list: string): unknown[] => {
  const value = typeof content === 'object' && content !== null ? Reflect.get(content, list) : undefined;
  return Array.isArray(value) ? value : [];
};

const parse = <T>(content: unknown, schema: z.ZodType<T>, parts: readonly PackFile[], problems: PackProblem[]): T | undefined => {
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) problems.push(placeOf(issue.path, parts, sentenceOf(issue)));
  return undefined;
};

const sentenceOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'unrecognized_keys' ? `${issue.keys.join(', ')} is not a known field` : issue.message;

/** Finds the file and line of a path; in a split part the index counts through its files. */
const placeOf = (path: readonly PropertyKey[], parts: readonly PackFile[], sentence: string): PackProblem => {
  const [list, index, ...rest] = path;
  let at = typeof index === 'number' ? index : 0;
  for (const part of parts) {
    const own = listOf(part.content, String(list)).length;
    if (parts.length === 1 || at < own) {
      const inside = parts.length === 1 ? path : [String(list), at, ...rest];
      return { file: part.name, line: part.lineOf(inside), path: path.map(String).join('.'), sentence };
    }
    at -= own;
  }
  return { file: parts[0]?.name ?? '', line: 1, path: path.map(String).join('.'), sentence };
};

/** A reference problem names a value: the line is where it stands. */
const locate = (found: { file: string; path: string; sentence: string; value: string }, files: readonly PackFile[]): PackProblem => {
  const own = files.filter(({ name }) => name === `${found.file}.yaml` || name.startsWith(`${found.file}/`) || name === found.file);
  for (const file of own) {
    const line = file.lineWith(found.value);
    if (line !== undefined) return { file: file.name, line, path: found.path, sentence: found.sentence };
  }
  return { file: own[0]?.name ?? `${found.file}.yaml`, line: 1, path: found.path, sentence: found.sentence };
};

const readCalendar = (folder: string, year: number, files: PackFile[], problems: PackProblem[]): z.infer<typeof CalendarYearSchema> | undefined => {
  const path = join(folder, 'calendar', `${year}.json`);
  if (!existsSync(path)) {
    const cityFile = files.find(({ name }) => name === 'city.yaml');
    const line = cityFile?.lineWith(String(year)) ?? 1;
    problems.push({ file: 'city.yaml', line, path: 'calendars', sentence: `the calendar of ${year} is listed, but ${relative(folder, path)} is not there` });
    return undefined;
  }
  const file = readPackFile(folder, path, problems);
  files.push(file);
  const calendar = parse(file.content, CalendarYearSchema, [file], problems);
  if (calendar !== undefined && calendar.year !== year) {
    problems.push({ file: file.name, line: file.lineOf(['year']), path: 'year', sentence: `this is the calendar of ${calendar.year}, not of ${year}` });
  }
  return calendar;
};
