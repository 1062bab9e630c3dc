// A form as people fill it in, turned into the fields of an act: a unit by its name, a date as a day, points one by one.
import type { CasePolicy } from '#functions/case/clocks.ts';
import { mostPoints } from '#functions/pages/task-form.ts';

type Fields = Readonly<Record<string, string>>;

const unitFields = ['proposedUnit', 'unit'];

/** What a machine would have sent. A name that fits no unit, or several, is left as it is and refused with its field. */
export const fieldsOfForm = (typed: Fields, { pack, calendar }: CasePolicy): Record<string, unknown> => {
  const fields: Record<string, unknown> = {};
  const points: { asked: string; answered: string }[] = [];
  for (const [name, value] of Object.entries(typed)) {
    if (/^(asked|answered)\d$/.test(name)) continue;
    if (unitFields.includes(name)) fields[name] = unitOf(value, pack.departments.units);
    else if (name === 'until' && /^\d{4}-\d{2}-\d{2}$/.test(value)) fields[name] = endOfDay(value, calendar);
    else fields[name] = value;
  }
  for (let index = 1; index <= mostPoints; index += 1) {
    const answered = typed[`answered${index}`];
    if (answered !== undefined) points.push({ asked: typed[`asked${index}`] ?? String(index), answered });
  }
  return points.length === 0 ? fields : { ...fields, points };
};

/** By id, by whole name in any language, or by a part that only one name has. */
const unitOf = (typed: string, units: CasePolicy['pack']['departments']['units']): string => {
  const wanted = typed.trim().toLowerCase();
  const named = units.map(({ id, name }) => ({ id, names: Object.values(name).map((one) => one.toLowerCase()) }));
  const whole = named.find(({ id, names }) => id === wanted || names.includes(wanted));
  if (whole !== undefined) return whole.id;
  const partly = named.filter(({ names }) => names.some((one) => one.includes(wanted)));
  return partly.length === 1 ? (partly[0]?.id ?? typed) : `? ${typed}`;
};

const endOfDay = (day: string, calendar: CasePolicy['calendar']): string => {
  const local = Date.parse(`${day}T23:59:00Z`);
  return Number.isNaN(local) ? day : new Date(calendar.toInstant(local)).toISOString();
};
