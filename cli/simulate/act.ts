// What somebody does who has opened a link: reads what is asked and what can be done, and does one thing - or nothing.
import type { CityPack } from '#schemas/city/pack.ts';
import type { TaskAction, TaskDescription } from '#schemas/tasks.ts';
import type { Chance } from './chance.ts';
import type { Call } from './plan-calls.ts';
import type { Traffic } from './traffic-file.ts';
import type { Visit } from './visits.ts';

export type Act = {
  body: TaskAction;
  /** Comes back after so many milliseconds for what remains. */
  againAfter?: number;
};

type Opened = { visit: Visit; seen: TaskDescription; call: Call; traffic: Traffic; pack: CityPack; chance: Chance };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const actOn = (opened: Opened): Act | undefined => {
  const { seen, traffic, chance } = opened;
  switch (seen.task.kind) {
    case 'lead':
      return lead(opened);
    case 'assist':
      return can(seen, 'sign')
        ? {
            body: { action: 'sign' },
            againAfter: chance.between(traffic.people.department.repliesAfterHours) * hourMs * 0.4,
          }
        : reply(opened);
    case 'emergency':
    case 'emergency-desk':
      return { body: { action: 'acknowledge' } };
    case 'classify':
      return { body: classification(opened) };
    case 'return':
      return decision(opened, chance.isWithin(traffic.people.desk.grantsReturn));
    case 'time':
      return decision(opened, chance.isWithin(traffic.people.desk.grantsTime));
    case 'review':
      return decision(opened, isSound(seen));
    case 'duplicate':
      return decision(opened, opened.call.truth.sameAs !== undefined);
    case 'phone':
      return { body: { action: 'phoned', note: chance.pick(traffic.texts.desk) } };
    case 'rule':
      return { body: ruling(opened) };
    case 'stuck':
      return { body: { action: 'retry' } };
    default:
      return undefined;
  }
};

const can = (seen: TaskDescription, action: string): boolean => seen.actions.some((one) => one.action === action);

const lead = (opened: Opened): Act | undefined => {
  const { visit, seen, traffic, chance } = opened;
  const { department } = traffic.people;
  const later = chance.between(department.repliesAfterHours) * hourMs;
  if (can(seen, 'sign')) {
    if (can(seen, 'return') && !visit.hurried && chance.isWithin(department.returns)) return giveBack(opened);
    return { body: { action: 'sign' }, againAfter: chance.between(department.contactsAfterHours) * hourMs };
  }
  if (can(seen, 'contacted') && chance.isWithin(department.contacts))
    return { body: { action: 'contacted' }, againAfter: later };
  if (seen.case.status === 'long-term') return longTerm(opened);
  if (can(seen, 'extend') && !visit.hurried && chance.isWithin(department.asksForTime)) return moreTime(opened, later);
  return can(seen, 'reply') ? reply(opened) : undefined;
};

const giveBack = ({ seen, traffic, pack, chance }: Opened): Act => ({
  body: {
    action: 'return',
    grounds: chance.pick(pack.handling.returns.grounds).id,
    explanation: chance.pick(traffic.texts.returning),
    proposedUnit: chance.pick(agencies(pack).filter((unit) => unit !== seen.task.role)),
  },
});

const agencies = (pack: CityPack): string[] =>
  pack.departments.units.filter(({ kind }) => kind === 'agency').map(({ id }) => id);

const moreTime = ({ visit, traffic, pack, chance }: Opened, later: number): Act => {
  if (!chance.isWithin(traffic.people.department.asksForLongTerm)) {
    const workingDays = 1 + Math.floor(chance.fraction() * (pack.handling.extensions.longest.days ?? 2));
    return { body: { action: 'extend', reason: chance.pick(traffic.texts.asking), workingDays }, againAfter: later };
  }
  const days = chance.between({ from: 40, to: pack.handling.longTerm.longestDays - 5 });
  const until = new Date(visit.at + Math.round(days) * dayMs).toISOString();
  return { body: { action: 'extend', reason: chance.pick(traffic.texts['long-term']), until }, againAfter: later };
};

/** Reports from time to time, and replies at last. */
const longTerm = (opened: Opened): Act => {
  const { visit, traffic, chance } = opened;
  if (visit.hurried && chance.isWithin(0.2)) return reply(opened);
  return {
    body: { action: 'progress', text: chance.pick(traffic.texts.progress) },
    againAfter: chance.between({ from: 8, to: 20 }) * dayMs,
  };
};

const reply = ({ seen, call, traffic, chance }: Opened): Act => {
  const { repliesEmptily, forgetsLegalBasis } = traffic.people.department;
  if (chance.isWithin(repliesEmptily))
    return { body: { action: 'reply', text: chance.pick(traffic.texts['empty-reply']) } };
  const text = chance.pick(traffic.texts.reply);
  const legalBasis = call.truth.leaf.legalBasis[0];
  const isForgotten = legalBasis === undefined || (seen.task.kind === 'lead' && chance.isWithin(forgetsLegalBasis));
  return { body: { action: 'reply', text, ...(isForgotten ? {} : { legalBasis }) } };
};

/** The desk reads what the automatic check found: a short reply goes back, one that was drawn by lot passes. */
const isSound = ({ reply }: TaskDescription): boolean =>
  reply !== undefined && reply.text.length >= 20 && reply.legalBasis !== undefined;

const decision = ({ traffic, chance }: Opened, granted: boolean): Act => ({
  body: granted ? { action: 'approve' } : { action: 'deny', reason: chance.pick(traffic.texts.desk) },
});

/** The desk knows what the caller meant. */
const classification = ({ call, pack, chance }: Opened): TaskAction => {
  const classify = { action: 'classify' } as const;
  const { itemId, leaf } = call.truth;
  const rule = pack.triage.outOfScope[0];
  const line = pack.triage.emergency[0];
  if (call.kind === 'question' && itemId !== undefined) return { ...classify, decision: 'answered', reference: itemId };
  if (call.kind === 'out-of-scope' && rule !== undefined)
    return { ...classify, decision: 'out-of-scope', reference: rule.id };
  if (call.kind === 'emergency' && line !== undefined)
    return { ...classify, decision: 'emergency', reference: line.line };
  const { path } = call.kind === 'trouble' ? leaf : chance.pick(pack.catalogue.leaves);
  return { ...classify, decision: 'assign', category: path };
};

const ruling = ({ seen, call, traffic, chance }: Opened): TaskAction => {
  const reason = chance.pick(traffic.texts.ruling);
  if (seen.case.round > 1 && chance.isWithin(traffic.people.supervisor.finalReply))
    return { action: 'rule', decision: 'final-reply', reason };
  const { lead: rightful } = call.truth.leaf;
  return {
    action: 'rule',
    decision: 'assign',
    unit: rightful.by === 'unit' ? rightful.unit : rightful.otherwise,
    reason,
  };
};
