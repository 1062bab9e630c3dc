// Who may do what (DOMAIN §1): the one rule that every page and every form of the desk asks. Pure: the person, a verb, and
// what it is done to. What is not allowed here is not allowed anywhere.
import type { DeskAct } from '#schemas/desk-acts.ts';
import type { Person } from '#schemas/session.ts';
import type { TaskActionName } from '#schemas/tasks.ts';

/** Looking, acting on a task, and what the desk does without a task. */
export type Verb = 'see-board' | 'see-topics' | 'see' | TaskActionName | DeskAct['act'];

/** What `can` is asked about: the board of a unit, what the whole city speaks of, a case, or one open task of a case. */
export type On =
  | { what: 'board'; owner: string }
  | { what: 'city' }
  | { what: 'case'; parties: readonly string[]; lead?: string | undefined }
  | {
      what: 'task';
      parties: readonly string[];
      owner: string;
      /** The unit whose wish the task decides on, for returns, extensions and replies. */
      asking?: string | undefined;
    };

/** Units that act in a role of their own in this city. */
export type OfficeRoles = { dutyDesk: string; supervisingOffice: string };

const deskActs: readonly Verb[] = ['merge', 'unmerge', 'reopen', 'retry', 'revoke-links'] satisfies DeskAct['act'][];
const supervisorActs: readonly Verb[] = ['elevate', 'override', 'reopen'] satisfies DeskAct['act'][];
const decisions: readonly Verb[] = ['approve', 'deny', 'rule'] satisfies TaskActionName[];
/** What the unit that led a case may do with it when its task is over. */
const leadActs: readonly Verb[] = ['ask-exclusion'] satisfies DeskAct['act'][];
const noTask: readonly Verb[] = [...deskActs, ...supervisorActs, ...leadActs];

const seesEverything = ({ roles }: Person): boolean =>
  roles.includes('duty-desk') || roles.includes('supervisor') || roles.includes('auditor');

/** The units in whose name a person acts. */
export const unitsOf = (person: Person, offices: OfficeRoles): string[] => [
  ...new Set([
    ...(person.roles.includes('duty-desk') ? [offices.dutyDesk] : []),
    ...(person.roles.includes('supervisor') ? [offices.supervisingOffice] : []),
    ...(person.roles.includes('unit-officer') ? person.units : []),
  ]),
];

/**
 * Whether `person` may do `verb` on `on`. An auditor only looks. A unit sees its own cases and acts on its own tasks;
 * the desk acts on the desk's, supervisors on the supervising office's. Nobody decides on what their own unit asks for.
 */
export const can = (person: Person, verb: Verb, on: On, offices: OfficeRoles): boolean => {
  const own = unitsOf(person, offices);
  if (verb === 'see-board') return on.what === 'board' && (seesEverything(person) || own.includes(on.owner));
  if (verb === 'see-topics') return on.what === 'city' && seesEverything(person);
  if (on.what === 'board' || on.what === 'city') return false;
  const sees = seesEverything(person) || on.parties.some((unit) => own.includes(unit));
  if (verb === 'see' || !sees) return verb === 'see' && sees;
  if (on.what === 'case') {
    return (
      (person.roles.includes('duty-desk') && deskActs.includes(verb)) ||
      (person.roles.includes('supervisor') && supervisorActs.includes(verb)) ||
      (on.lead !== undefined && isOwnUnit(person, on.lead) && leadActs.includes(verb))
    );
  }
  if (noTask.includes(verb) && verb !== 'retry') return false;
  const decidesForItself = decisions.includes(verb) && on.asking !== undefined && isOwnUnit(person, on.asking);
  return own.includes(on.owner) && !decidesForItself;
};

const isOwnUnit = (person: Person, unit: string): boolean =>
  person.roles.includes('unit-officer') && person.units.includes(unit);
