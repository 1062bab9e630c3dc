// When a message leaves: nobody is woken, nobody is told too late.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDuration, isWorkingDay, workingCalendar } from '#functions/case/working-time.ts';
import { paceOf } from '#functions/messages/pace.ts';
import type { Message } from '#schemas/matter.ts';
import { aCity } from '#test/builders/city.ts';

const pack = aCity();
const calendar = workingCalendar({ ...pack.city, calendars: pack.calendars });
const policy = { pack, calendar };
const toCitizen: Message = { template: 'citizen-closed', to: { kind: 'citizen' } };
const toTownship: Message = { template: 'department-sign-for', to: { kind: 'unit', unit: 'pine-town' } };
/** Monday, in the city's own time. */
const monday = (time: string) => new Date(`2026-03-02T${time}:00+08:00`).toISOString();
const local = (instant: string) => new Date(Date.parse(instant) + 8 * 3_600_000).toISOString().slice(0, 16);

const anyInstant = fc
  .integer({ min: Date.parse('2026-01-05T00:00:00Z'), max: Date.parse('2026-12-20T00:00:00Z') })
  .map((ms) => new Date(ms).toISOString());

describe('the quiet hours', () => {
  it('keep a message until the morning, on either side of midnight', () => {
    expect(paceOf(toCitizen, monday('22:00'), policy)).toEqual({
      send: 'later',
      at: new Date('2026-03-03T07:30:00+08:00').toISOString(),
      as: 'message',
    });
    expect(paceOf(toCitizen, monday('03:00'), policy)).toMatchObject({ at: monday('07:30') });
    expect(paceOf(toCitizen, monday('07:30'), policy)).toEqual({ send: 'now' });
    expect(paceOf(toCitizen, monday('21:59'), policy)).toEqual({ send: 'now' });
  });

  it('never keep what is urgent, nor a word to somebody who has just written', () => {
    expect(paceOf({ ...toCitizen, urgent: true }, monday('23:00'), policy)).toEqual({ send: 'now' });
    expect(paceOf({ ...toCitizen, heardAt: monday('22:30') }, monday('23:30'), policy)).toEqual({ send: 'now' });
    expect(paceOf({ ...toCitizen, heardAt: monday('21:30') }, monday('23:30'), policy)).toMatchObject({
      send: 'later',
    });
  });

  it('are never broken by what waited for their end', () => {
    fc.assert(
      fc.property(anyInstant, (now) => {
        const pace = paceOf(toCitizen, now, policy);
        const time = local(pace.send === 'now' ? now : pace.at).slice(11);
        expect(time >= '07:30' && time < '22:00').toBe(true);
        if (pace.send === 'later') expect(pace.at > now).toBe(true);
      }),
    );
  });
});

describe('the morning list', () => {
  it('takes what can wait, on the morning of a day that is worked', () => {
    fc.assert(
      fc.property(anyInstant, (now) => {
        const pace = paceOf(toTownship, now, policy);
        if (pace.send === 'now') throw new Error('it can wait');
        expect(pace.as).toBe('list');
        expect(local(pace.at).slice(11)).toBe('08:30');
        expect(isWorkingDay(local(pace.at).slice(0, 10), calendar)).toBe(true);
        expect(pace.at > now).toBe(true);
      }),
    );
  });

  it('leaves to those whom it does not name what they are used to', () => {
    const other: Message = { ...toTownship, to: { kind: 'unit', unit: 'transport' } };
    expect(paceOf(other, monday('18:00'), policy)).toEqual({ send: 'now' });
    expect(paceOf({ ...toTownship, template: 'department-red-card' }, monday('18:00'), policy)).toEqual({
      send: 'now',
    });
  });
});

it('never leaves less than the promised time before a deadline that was still far enough away', () => {
  fc.assert(
    fc.property(anyInstant, fc.integer({ min: 1, max: 96 }), (now, hours) => {
      const dueAt = new Date(Date.parse(now) + hours * 3_600_000).toISOString();
      const pace = paceOf({ ...toTownship, values: { dueAt } }, now, policy);
      if (pace.send === 'later')
        expect(addDuration(pace.at, pack.messaging.morningList.leave, calendar).at <= dueAt).toBe(true);
    }),
  );
});
