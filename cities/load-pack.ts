// A city pack, read and checked (DESIGN §5). Runs at synth and in the CLI, never in a function: those read the result
// as JSON beside their bundle. A wrong pack stops the deployment, with every problem on its line.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { MessagesSchema } from '#schemas/city/messages.ts';
import { MessagingSchema } from '#schemas/city/messaging.ts';
import {
  CalendarYearSchema,
  CatalogueSchema,
  type CityPack,
  CityPackSchema,
  CitySchema,
  DepartmentsSchema,
  DutyListsSchema,
  ServiceListSchema,
  TriageSchema,
} from '#schemas/city/pack.ts';
import { ClocksSchema, EvaluationSchema, HandlingSchema, SupervisionSchema } from '#schemas/city/policy.ts';
import { ProactiveSchema } from '#schemas/city/proactive.ts';
import { hashOf } from './canonical-json.ts';
import { checkCalendar } from './check/check-calendar.ts';
import { checkCatalogue, checkDutyLists, checkServiceList } from './check/check-catalogue.ts';
import { checkDepartments } from './check/check-departments.ts';
import {
  checkCity,
  checkClocks,
  checkEvaluation,
  checkHandling,
  checkMessaging,
  checkProactive,
  checkRoles,
  checkSupervision,
  checkTriage,
} from './check/check-policy.ts';
import type { Finding } from './check/finding.ts';
import { CityPackError, type PackProblem } from './city-pack-error.ts';
import { type PackSource, type ReadSource, readPackFile, readPackPart } from './pack-source.ts';
import { parsePart, problemAt } from './parse-part.ts';

/** The pack of `cities/<name>/`. @throws CityPackError that lists every problem as `file:line path - sentence`. */
export function loadPack(folder: string): CityPack {
  const reading = startReading(folder);
  const parts = readParts(reading, folder);
  const problems = [
    ...reading.problems,
    ...findingsIn(parts).flatMap((finding) => {
      const source = reading.sources.get(finding.part);
      return source ? [problemAt(source, finding.path, finding.sentence)] : [];
    }),
    ...calendarsNotListed(folder, parts.city),
    ...modelProblems(reading, parts.triage),
  ];
  if (problems.length > 0) throw new CityPackError(folder, problems.sort(byPlace));
  const content = { ...parts, calendars: parts.calendars.flatMap(({ calendar }) => calendar ?? []) };
  return CityPackSchema.parse({ ...content, hash: hashOf(content) });
}

type Reading = { folder: string; sources: Map<string, PackSource>; problems: PackProblem[] };
type Parts = ReturnType<typeof readParts>;

const startReading = (folder: string): Reading => ({ folder, sources: new Map(), problems: [] });

function readParts(reading: Reading, folder: string) {
  const file = <T>(name: string, schema: z.ZodType<T>) =>
    parse(reading, name, readPackFile(folder, `${name}.yaml`), schema);
  const part = <T>(name: string, schema: z.ZodType<T>) => parse(reading, name, readPackPart(folder, name), schema);
  const city = file('city', CitySchema);
  return {
    city,
    departments: part('departments', DepartmentsSchema),
    catalogue: part('catalogue', CatalogueSchema),
    dutyLists: file('duty-lists', DutyListsSchema),
    serviceList: part('service-list', ServiceListSchema),
    triage: part('triage', TriageSchema),
    clocks: file('clocks', ClocksSchema),
    supervision: file('supervision', SupervisionSchema),
    handling: file('handling', HandlingSchema),
    messaging: file('messaging', MessagingSchema),
    evaluation: file('evaluation', EvaluationSchema),
    proactive: file('proactive', ProactiveSchema),
    calendars: (city?.calendars ?? []).map((year) => ({ year, calendar: readCalendar(reading, year) })),
    messages: { 'zh-CN': file('messages/zh-CN', MessagesSchema), en: file('messages/en', MessagesSchema) },
  };
}

function parse<T>(reading: Reading, name: string, read: ReadSource, schema: z.ZodType<T>): T | undefined {
  reading.problems.push(...read.problems);
  if (!read.source) return undefined;
  reading.sources.set(name, read.source);
  const { value, problems } = parsePart(read.source, schema);
  reading.problems.push(...problems);
  return value;
}

// A listed calendar that is missing is the fault of the list as much as of the folder: both places are named.
function readCalendar(reading: Reading, year: number) {
  const name = `calendar/${year}`;
  if (existsSync(join(reading.folder, `${name}.json`))) {
    return parse(reading, name, readPackFile(reading.folder, `${name}.json`), CalendarYearSchema);
  }
  const city = reading.sources.get('city');
  const index = Reflect.get(Object(city?.value), 'calendars').indexOf(year);
  const sentence = `the calendar of ${year} is listed and ${name}.json is not there`;
  if (city) reading.problems.push(problemAt(city, ['calendars', index], sentence));
  return undefined;
}

// Checks run on the parts that parsed: one broken file does not hide what is wrong in another.
function findingsIn(parts: Parts): Finding[] {
  const { city, departments, catalogue, dutyLists, serviceList, triage, handling } = parts;
  const units = departments?.units;
  return [
    ...(city ? checkCity(city) : []),
    ...(departments ? checkDepartments(departments) : []),
    ...(city && units ? checkRoles(city, units) : []),
    ...(catalogue && units ? checkCatalogue(catalogue, units) : []),
    ...(dutyLists && catalogue && units ? checkDutyLists(dutyLists, catalogue.leaves, units) : []),
    ...(serviceList && units ? checkServiceList(serviceList, units) : []),
    ...(triage && units ? checkTriage(triage, units) : []),
    ...(parts.clocks ? checkClocks(parts.clocks) : []),
    ...(parts.supervision ? checkSupervision(parts.supervision) : []),
    ...(handling && units ? checkHandling(handling, units) : []),
    ...(parts.messaging && units ? checkMessaging(parts.messaging, units) : []),
    ...(parts.evaluation ? checkEvaluation(parts.evaluation) : []),
    ...(parts.proactive ? checkProactive(parts.proactive) : []),
    ...parts.calendars.flatMap(({ year, calendar }) => (calendar ? checkCalendar(calendar, year) : [])),
  ];
}

function calendarsNotListed(folder: string, city: CityPack['city'] | undefined): PackProblem[] {
  const calendars = join(folder, 'calendar');
  if (!city || !existsSync(calendars)) return [];
  return readdirSync(calendars)
    .filter((name) => name.endsWith('.json') && !city.calendars.includes(Number(name.replace('.json', ''))))
    .map((name) => ({
      file: join(calendars, name),
      line: 1,
      path: '(file)',
      sentence: 'city.yaml does not list this year, so nobody would count by it',
    }));
}

function modelProblems({ folder, sources }: Reading, triage: CityPack['triage'] | undefined): PackProblem[] {
  const source = sources.get('triage');
  if (source === undefined || triage?.model === undefined) return [];
  const { file, sha256 } = triage.model;
  const place = join(folder, file);
  if (!existsSync(place)) return [problemAt(source, ['model', 'file'], `${file} is not there`)];
  const digest = createHash('sha256').update(readFileSync(place)).digest('hex');
  return digest === sha256 ? [] : [problemAt(source, ['model', 'sha256'], `${file} has the SHA-256 ${digest}`)];
}

const byPlace = (a: PackProblem, b: PackProblem) =>
  a.file === b.file ? a.line - b.line || (a.path < b.path ? -1 : 1) : a.file < b.file ? -1 : 1;
