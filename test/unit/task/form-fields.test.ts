import { describe, expect, it } from 'vitest';
import { workingCalendar } from '#functions/case/working-time.ts';
import { fieldsOfForm } from '#functions/task/form-fields.ts';
import { aCity } from '#test/builders/city.ts';

const pack = aCity();
const { timeZone, workingHours } = pack.city;
const policy = { pack, calendar: workingCalendar({ timeZone, workingHours, calendars: pack.calendars }) };
const unit = pack.departments.units.find((one) => one.kind === 'agency');
if (unit === undefined) throw new Error('the made-up city has an agency');

describe('a form as people fill it in', () => {
  it('names a unit in any language', () => {
    for (const proposedUnit of [unit.id, ...Object.values(unit.name), ` ${unit.name.en.toUpperCase()} `])
      expect(fieldsOfForm({ action: 'return', proposedUnit }, policy)).toEqual({
        action: 'return',
        proposedUnit: unit.id,
      });
  });

  it('leaves a name that fits no unit to be refused, never to be guessed', () => {
    expect(fieldsOfForm({ proposedUnit: '没有这个单位' }, policy)['proposedUnit']).not.toMatch(/^[a-z0-9-]+$/);
    expect(fieldsOfForm({ unit: '' }, policy)['unit']).not.toMatch(/^[a-z0-9-]+$/);
  });

  it('takes a day as its end in the city', () => {
    const { until } = fieldsOfForm({ until: '2026-04-01' }, policy);
    const said = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
      hourCycle: 'h23',
    });
    expect(said.format(new Date(String(until)))).toContain('2026-04-01');
    expect(fieldsOfForm({ until: 'soon' }, policy)).toEqual({ until: 'soon' });
  });

  it('gathers the points that were answered', () => {
    expect(fieldsOfForm({ asked1: '路灯', answered1: '已修好', asked2: '楼道灯' }, policy)).toEqual({
      points: [{ asked: '路灯', answered: '已修好' }],
    });
  });
});
