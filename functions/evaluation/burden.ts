// The burden ledger (DOMAIN §4): what the hotline asked of each unit in each week, and what it was spared. Counted from the
// record of a case when it closes, so that anybody can count again.
import { type WorkingCalendar, workingMinutesBetween } from '#functions/case/working-time.ts';
import type { Burden, BurdenLine } from '#schemas/burden.ts';
import { type CaseEvent, CaseEventSchema } from '#schemas/case-events.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Commit } from '#schemas/matter.ts';
import { weekOf } from './iso-week.ts';

/** Fields of the form behind each act of a unit; signing and telling of a first contact are one tap. */
const fieldsOf: Partial<Record<CaseEvent['type'], number>> = {
  Returned: 3,
  TimeAsked: 2,
  ProgressReported: 1,
  AssistantReplied: 1,
  Replied: 2,
};

type Recorded = Pick<Commit, 'events' | 'consequences' | 'at'>;
type Policy = { pack: Pick<CityPack, 'serviceList' | 'catalogue'>; calendar: WorkingCalendar };
type Add = (unit: string, at: string, more: Partial<Burden>) => void;

/** What one case asked of units, by unit and week; from its commits in order. A task that is still open has no hours yet. */
export const burdenOf = (commits: readonly Recorded[], { pack, calendar }: Policy): BurdenLine[] => {
  const lines = new Map<string, BurdenLine>();
  const add: Add = (unit, at, more) => {
    const week = weekOf(at);
    const key = `${unit} ${week}`;
    const line = lines.get(key) ?? { unit, week };
    lines.set(key, line);
    addTo(line, more);
  };
  const known = knownFields(pack);
  for (const { events, consequences, at } of commits) {
    for (const consequence of consequences) countConsequence(consequence, at, add);
    for (const event of events.map((one) => CaseEventSchema.parse(one))) {
      countEvent(event, at, pack, add);
      for (const { unit, fields } of known(event)) add(unit, at, { sparedFields: fields });
    }
  }
  countHours(commits, calendar, add);
  return [...lines.values()].filter((line) => Object.keys(line).length > 2).sort(byUnitAndWeek);
};

/** Figures of several cases together, by unit and week. */
export const sumOfBurden = (lines: readonly BurdenLine[]): BurdenLine[] => {
  const sums = new Map<string, BurdenLine>();
  for (const { unit, week, ...more } of lines) {
    const key = `${unit} ${week}`;
    const sum = sums.get(key) ?? { unit, week };
    sums.set(key, sum);
    addTo(sum, more);
  }
  return [...sums.values()].sort(byUnitAndWeek);
};

/** Hundredths at most: hours are added up. */
const addTo = (line: BurdenLine, more: Partial<Burden>): void => {
  for (const name of figures) {
    const sum = (line[name] ?? 0) + (more[name] ?? 0);
    if (sum !== 0) line[name] = Math.round(sum * 100) / 100;
  }
};

/** In the order of a table. */
export const figures = [
  'tasks',
  'fields',
  'messages',
  'returns',
  'hopsIn',
  'hours',
  'sparedMerges',
  'sparedAnswers',
  'sparedAssignments',
  'sparedFields',
] as const satisfies readonly (keyof Burden)[];

const byUnitAndWeek = (one: BurdenLine, other: BurdenLine): number =>
  `${one.unit} ${one.week}` < `${other.unit} ${other.week}` ? -1 : 1;

/** Nobody's burden: the citizen's answer, and what waits for time only. */
const isUnit = (owner: string): boolean => owner !== 'CITIZEN' && owner !== 'SYSTEM';

const countConsequence = (consequence: Commit['consequences'][number], at: string, add: Add): void => {
  if (consequence.type === 'TaskOpened' && isUnit(consequence.task.owner))
    add(consequence.task.owner, at, { tasks: 1 });
  if (consequence.type !== 'MessageRequested') return;
  const { to } = consequence.message;
  if (to.kind === 'unit' || to.kind === 'head') add(to.unit, at, { messages: 1 });
};

const countEvent = (event: CaseEvent, at: string, { serviceList }: Policy['pack'], add: Add): void => {
  if ('unit' in event) add(event.unit, at, { fields: fieldsOf[event.type] ?? 0 });
  if (event.type === 'Returned') add(event.unit, at, { returns: 1 });
  if (event.type === 'DepartmentsAssigned' && event.hop > 1) add(event.lead, at, { hopsIn: 1 });
  if (event.type === 'GrassrootsGuarded') add(event.unit, at, { sparedAssignments: 1 });
  if (event.type === 'ParentReplied' && event.spared !== undefined) add(event.spared, at, { sparedMerges: 1 });
  if (event.type !== 'AnsweredDirectly') return;
  const answering = serviceList.items.find(({ id }) => id === event.itemId)?.unit;
  if (answering !== undefined) add(answering, at, { sparedAnswers: 1 });
};

/** What stands on a task page already when a department first sees it: who to call, category, urgency, area, legal basis. */
const knownFields = ({ catalogue }: Policy['pack']) => {
  let reachable = false;
  let place = false;
  let basis = false;
  return (event: CaseEvent): { unit: string; fields: number }[] => {
    if (event.type === 'Received') reachable = event.reachable;
    if (event.type === 'Classified') {
      place = event.area !== undefined;
      basis = (catalogue.leaves.find(({ path }) => path === event.category)?.legalBasis ?? []).length > 0;
    }
    if (event.type !== 'DepartmentsAssigned') return [];
    const fields = 2 + [reachable, place, basis].filter(Boolean).length;
    return [event.lead, ...event.assisting].map((unit) => ({ unit, fields }));
  };
};

/** Working time from when a task is put before a unit until it is taken away. */
const countHours = (commits: readonly Recorded[], calendar: WorkingCalendar, add: Add): void => {
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
