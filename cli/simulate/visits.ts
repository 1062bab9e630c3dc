// A message reaches somebody, and somebody opens its link later, or never.
import type { Chance } from './chance.ts';
import type { Traffic } from './traffic-file.ts';

export const roles = ['department', 'desk', 'supervisor', 'emergencyLine', 'citizen'] as const;
export type Role = (typeof roles)[number];

export type Message = {
  id: number;
  at: string;
  channel: 'mail' | 'sms' | 'webhook';
  to: string;
  text: string;
  links: string[];
  tags: Record<string, string>;
};

/** Somebody who is going to open a link. */
export type Visit = {
  role: Role;
  link: string;
  caseId: string;
  at: number;
  /** Late already: whatever is left to do is done now. */
  hurried: boolean;
  /** How often this link has been opened before by this plan. */
  count: number;
};

/** How a question to a citizen is answered. */
export type Answer = { by: 'link' | 'sms' | 'phone'; at: number; solved: boolean; satisfied: boolean };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

export const roleOf = (template: string): Role | undefined => {
  if (template.startsWith('department-') || template === 'supervision') return 'department';
  if (template.startsWith('desk-')) return 'desk';
  if (template === 'supervisor-rule') return 'supervisor';
  if (template === 'emergency-handover') return 'emergencyLine';
  return template.startsWith('citizen-asked') ? 'citizen' : undefined;
};

const nudges = new Set([
  'department-reminder',
  'department-yellow-card',
  'department-red-card',
  'department-progress-due',
  'department-final-reply',
  'supervision',
]);

/** What only tells, and asks for nothing. */
const notices = new Set(['department-case-ended', 'department-supplement']);

/** When the link of a message is opened, as the crow flies: the caller looks when offices are open. */
export const visitFor = (traffic: Traffic, chance: Chance, message: Message): Visit | undefined => {
  const template = message.tags['template'] ?? '';
  const role = roleOf(template);
  const link = message.links.find((one) => new URL(one).pathname.startsWith('/t/'));
  if (role === undefined || role === 'citizen' || link === undefined || notices.has(template)) return undefined;
  const delay = delayOf(traffic, chance, role, template);
  if (delay === undefined) return undefined;
  const at = Date.parse(message.at) + Math.round(delay);
  return { role, link, caseId: message.tags['caseId'] ?? '', at, hurried: nudges.has(template), count: 0 };
};

/** Milliseconds; undefined when the message is overlooked. */
const delayOf = (traffic: Traffic, chance: Chance, role: Role, template: string): number | undefined => {
  const { department, desk, supervisor, emergencyLine } = traffic.people;
  switch (role) {
    case 'department':
      if (nudges.has(template))
        return chance.isWithin(department.overlooks)
          ? undefined
          : chance.between(department.hurriesAfterMinutes) * minuteMs;
      if (chance.isWithin(department.forgets)) return undefined;
      return template === 'department-rework'
        ? chance.between(department.repliesToReworkAfterHours) * hourMs
        : chance.between(department.opensAfterMinutes) * minuteMs;
    case 'desk':
      return chance.isWithin(desk.overlooks) ? undefined : chance.between(desk.opensAfterMinutes) * minuteMs;
    case 'supervisor':
      return chance.isWithin(supervisor.overlooks)
        ? undefined
        : chance.between(supervisor.opensAfterMinutes) * minuteMs;
    case 'emergencyLine':
      return chance.isWithin(emergencyLine.overlooks)
        ? undefined
        : chance.between(emergencyLine.acknowledgesAfterMinutes) * minuteMs;
    case 'citizen':
      return undefined;
    default:
      return role satisfies never;
  }
};

/** Whether, when and how a citizen answers the question that came with a message. */
export const answerFor = ({ people }: Traffic, chance: Chance, message: Message): Answer | undefined => {
  const { byLink, bySms, byPhone, satisfied, solvedOnly, answersAfterMinutes } = people.citizen;
  const drawn = chance.fraction();
  const by =
    drawn < byLink ? 'link' : drawn < byLink + bySms ? 'sms' : drawn < byLink + bySms + byPhone ? 'phone' : undefined;
  if (by === undefined) return undefined;
  const content = chance.fraction();
  return {
    by,
    at: Date.parse(message.at) + Math.round(chance.between(answersAfterMinutes) * minuteMs),
    solved: content < satisfied + solvedOnly,
    satisfied: content < satisfied,
  };
};
