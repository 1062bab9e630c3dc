import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { can, type On, unitsOf, type Verb } from '#functions/desk/can.ts';
import { DeskActSchema } from '#schemas/desk-acts.ts';
import { type Person, RoleSchema } from '#schemas/session.ts';
import { TaskActionSchema } from '#schemas/tasks.ts';

const offices = { dutyDesk: 'hotline-centre', supervisingOffice: 'supervising-office' };
const unit = fc.constantFrom('housing', 'transport', 'water', 'hotline-centre', 'supervising-office');
const person: fc.Arbitrary<Person> = fc.record({
  sub: fc.constant('somebody'),
  name: fc.constant('某某'),
  roles: fc.uniqueArray(fc.constantFrom(...RoleSchema.options), { minLength: 1 }),
  units: fc.uniqueArray(unit, { maxLength: 2 }),
});
const actions = TaskActionSchema.options.map((one) => one.shape.action.value);
const acts = DeskActSchema.options.map((one) => one.shape.act.value);
const verb: fc.Arbitrary<Verb> = fc.constantFrom<Verb>(...actions, ...acts);
const on: fc.Arbitrary<On> = fc.oneof(
  fc.record({ what: fc.constant('case' as const), parties: fc.uniqueArray(unit) }),
  fc.record({
    what: fc.constant('task' as const),
    parties: fc.uniqueArray(unit),
    owner: unit,
    asking: fc.option(unit, { nil: undefined }),
  }),
);
const holds = (rule: (who: Person, what: Verb, to: On) => boolean): void =>
  fc.assert(fc.property(person, verb, on, rule), { numRuns: 2000 });
const only = (who: Person, ...roles: Person['roles']): boolean => who.roles.every((role) => roles.includes(role));

describe('can', () => {
  it('lets nobody act on what they may not see', () => {
    holds((who, what, to) => !can(who, what, to, offices) || can(who, 'see', to, offices));
  });

  it('lets an auditor look, and never act', () => {
    holds((who, what, to) => !only(who, 'auditor') || (!can(who, what, to, offices) && can(who, 'see', to, offices)));
  });

  it('shows a unit officer nothing of a case that is not the unit’s', () => {
    holds((who, what, to) => {
      const isParty = to.what !== 'board' && to.what !== 'city' && to.parties.some((one) => who.units.includes(one));
      return !only(who, 'unit-officer') || isParty || (!can(who, 'see', to, offices) && !can(who, what, to, offices));
    });
  });

  it('gives a task to nobody but its owner, whoever else may see it', () => {
    holds(
      (who, what, to) => to.what !== 'task' || !can(who, what, to, offices) || unitsOf(who, offices).includes(to.owner),
    );
  });

  it('lets nobody decide on what their own unit asks for, in whatever other role', () => {
    holds((who, what, to) => {
      const asksItself =
        to.what === 'task' &&
        to.asking !== undefined &&
        who.roles.includes('unit-officer') &&
        who.units.includes(to.asking);
      return !asksItself || !(what === 'approve' || what === 'deny' || what === 'rule') || !can(who, what, to, offices);
    });
  });

  it('keeps acts without a task for the offices: a unit officer has none', () => {
    holds(
      (who, what, to) => !only(who, 'unit-officer', 'auditor') || to.what !== 'case' || !can(who, what, to, offices),
    );
  });

  it('says who elevates, overrides and merges', () => {
    const on = { what: 'case', parties: [] } as const;
    const allowed = (role: Person['roles'][number]) =>
      acts.filter((act) => can({ sub: 'a', name: 'a', roles: [role], units: [] }, act, on, offices)).sort();
    expect(allowed('duty-desk')).toEqual(['merge', 'reopen', 'retry', 'revoke-links', 'unmerge']);
    expect(allowed('supervisor')).toEqual(['elevate', 'override', 'reopen']);
    expect(allowed('unit-officer')).toEqual([]);
  });

  it('shows a board of one unit to that unit, and all boards to the offices', () => {
    const board = (who: Partial<Person>, owner: string) =>
      can(
        { sub: 'a', name: 'a', roles: ['unit-officer'], units: ['housing'], ...who },
        'see-board',
        { what: 'board', owner },
        offices,
      );
    expect([board({}, 'housing'), board({}, 'transport'), board({}, 'CITIZEN')]).toEqual([true, false, false]);
    expect([board({ roles: ['auditor'] }, 'transport'), board({ roles: ['supervisor'] }, 'CITIZEN')]).toEqual([
      true,
      true,
    ]);
  });

  it('shows what the whole city speaks of to the offices and auditors, and to no department', () => {
    const sees = (role: Person['roles'][number], on: On) =>
      can({ sub: 'a', name: 'a', roles: [role], units: ['housing'] }, 'see-topics', on, offices);
    expect(RoleSchema.options.filter((role) => sees(role, { what: 'city' })).sort()).toEqual([
      'auditor',
      'duty-desk',
      'supervisor',
    ]);
    expect(RoleSchema.options.filter((role) => sees(role, { what: 'case', parties: ['housing'] }))).toEqual([]);
  });
});
