// The burden ledger (DOMAIN §4): what the hotline asked of each unit in each week, and what it was spared. Counted from the
// commits alone, so that anybody can count again.
import { type WorkingCalendar, workingCalendar, workingMinutesBetween } from '#functions/case/working-time.ts';
import { type CaseEvent, CaseEventSchema } from '#schemas/case-events.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Commit } from '#schemas/matter.ts';
import { weekOf } from './iso-week.ts';

export type Burden = {
  /** Tasks put before the unit. */
  tasks: number;
  /** Fields it filled in. */
  fields: number;
  messages: number;
  /** Cases it returned, and cases that came to it after another unit had them. */
  returns: number;
  hops: number;
  /** Working hours for which tasks lay with it. */
  hours: number;
  /** Not asked of it: repeats that were merged, and assignments that the duty lists refused. */
  sparedMerges: number;
  sparedAssignments: number;
};
export type BurdenLine = Burden & { unit: string; week: string };

const nothing: Burden = {
  tasks: 0,
  fields: 0,
  messages: 0,
  returns: 0,
  hops: 0,
  hours: 0,
  sparedMerges: 0,
  sparedAssignments: 0,
};

/** Fields of the form behind each act of a unit; signing and telling of a first contact are one tap. */
const fieldsOf: Partial<Record<CaseEvent['type'], number>> = {
  Returned: 3,
  TimeAsked: 2,
  ProgressReported: 1,
  AssistantReplied: 1,
  Replied: 2,
};

type Matter = { commits: readonly Commit[] };

/** Lines in the order of unit and week. Cases that were merged are spared to the unit that has the case they joined. */
export const burdenOf = (cases: readonly Matter[], { city, calendars }: CityPack): BurdenLine[] => {
  const calendar = workingCalendar({ timeZone: city.timeZone, workingHours: city.workingHours, calendars });
  const lines = new Map<string, BurdenLine>();
  const add = (unit: string, at: string, more: Partial<Burden>): void => {
    const week = weekOf(at);
    const key = `${unit} ${week}`;
    const line = lines.get(key) ?? { unit, week, ...nothing };
    lines.set(key, line);
    for (const [name, count] of Object.entries(more) as [keyof Burden, number][]) line[name] += count;
  };
  const leads = new Map(cases.map(({ commits }) => [commits[0]?.matter.id ?? '', lastLead(commits)]));
  for (const { commits } of cases) {
    for (const commit of commits) countCommit(commit, leads, add);
    countHours(commits, calendar, add);
  }
  return [...lines.values()]
    .map((line) => ({ ...line, hours: Math.round(line.hours * 100) / 100 }))
    .sort((one, other) => (`${one.unit} ${one.week}` < `${other.unit} ${other.week}` ? -1 : 1));
};

type Add = (unit: string, at: string, more: Partial<Burden>) => void;

const eventsOf = ({ events }: Commit): CaseEvent[] => events.map((event) => CaseEventSchema.parse(event));

const lastLead = (commits: readonly Commit[]): string | undefined =>
  commits
    .flatMap(eventsOf)
    .flatMap((event) => (event.type === 'DepartmentsAssigned' ? [event.lead] : []))
    .at(-1);

/** Nobody's burden: the citizen's answer, and what waits for time only. */
const isUnit = (owner: string): boolean => owner !== 'CITIZEN' && owner !== 'SYSTEM';

const countCommit = (commit: Commit, leads: ReadonlyMap<string, string | undefined>, add: Add): void => {
  for (const consequence of commit.consequences) {
    if (consequence.type === 'TaskOpened' && isUnit(consequence.task.owner))
      add(consequence.task.owner, commit.at, { tasks: 1 });
    if (consequence.type === 'MessageRequested') {
      const { to } = consequence.message;
      if (to.kind === 'unit' || to.kind === 'head') add(to.unit, commit.at, { messages: 1 });
    }
  }
  for (const event of eventsOf(commit)) countEvent(event, commit.at, leads, add);
};

const countEvent = (event: CaseEvent, at: string, leads: ReadonlyMap<string, string | undefined>, add: Add): void => {
  if ('unit' in event) add(event.unit, at, { fields: fieldsOf[event.type] ?? 0 });
  if (event.type === 'Returned') add(event.unit, at, { returns: 1 });
  if (event.type === 'DepartmentsAssigned' && event.hop > 1) add(event.lead, at, { hops: 1 });
  if (event.type === 'GrassrootsGuarded') add(event.unit, at, { sparedAssignments: 1 });
  if (event.type !== 'Merged') return;
  const spared = leads.get(event.parentId);
  if (spared !== undefined) add(spared, at, { sparedMerges: 1 });
};

/** Working time from when a task is put before a unit until it is taken away; an open one does not count yet. */
const countHours = (commits: readonly Commit[], calendar: WorkingCalendar, add: Add): void => {
  const open = new Map<string, { owner: string; since: string }>();
  for (const { consequences, at } of commits) {
    for (const consequence of consequences) {
      if (consequence.type === 'TaskOpened' && isUnit(consequence.task.owner))
        open.set(consequence.task.id, { owner: consequence.task.owner, since: at });
      if (consequence.type !== 'TaskClosed') continue;
      const task = open.get(consequence.taskId);
      if (task === undefined) continue;
      open.delete(consequence.taskId);
      add(task.owner, at, { hours: workingMinutesBetween(task.since, at, calendar) / 60 });
    }
  }
};
