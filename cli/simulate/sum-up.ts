// What came of it: a run in figures, and the same in words.
import type { Played } from './play.ts';
import type { Machinery } from './read-machinery.ts';
import type { CaseRecord, Commit, TownRecord } from './read-record.ts';

export type Summary = {
  city: string;
  seed: number;
  days: number;
  from: string;
  to: string;
  cases: number;
  /** Closed by outcome, `merged` and `open`. */
  outcomes: Record<string, number>;
  replies: { onTime: number; late: number };
  signedFor: { onTime: number; missed: number };
  returns: number;
  rework: number;
  moreTime: number;
  reminders: number;
  supervision: number;
  reopened: number;
  commits: number;
  messages: number;
  messagesPerCase: number;
  acts: number;
  refused: Record<string, number>;
  /** What should be 0. */
  wrong: {
    sweepMoved: number;
    executionsLost: number;
    stuck: number;
    openWithoutTask: number;
    deadLetters: number;
    functionErrors: number;
    doorsFailed: number;
  };
  faults: Played['faults'];
  functions: Machinery['functions'];
  records: number;
  hash: string;
  wallSeconds: number;
  casesPerSecond: number;
};

type Run = { city: string; seed: number; days: number; from: number; to: number; wallMs: number };

export const sumUp = (run: Run, played: Played, record: TownRecord, machinery: Machinery): Summary => {
  const { cases } = record;
  const facts = new Map<string, number>();
  for (const { type } of cases.flatMap(factsOf)) facts.set(type, (facts.get(type) ?? 0) + 1);
  const times = (type: string): number => facts.get(type) ?? 0;
  const outcomes = countBy(cases.map(outcomeOf));
  const messages = sum(cases.map((one) => one.messages));
  const wallSeconds = run.wallMs / 1000;
  return {
    ...{ city: run.city, seed: run.seed, days: run.days },
    from: new Date(run.from).toISOString(),
    to: new Date(run.to).toISOString(),
    cases: cases.length,
    outcomes,
    replies: countReplies(cases),
    signedFor: { onTime: times('SignedFor'), missed: times('SignForMissed') },
    returns: times('Returned'),
    rework: times('ReworkOrdered'),
    moreTime: times('TimeAsked'),
    reminders: times('ReminderSent'),
    supervision: times('SupervisionRaised'),
    reopened: times('Reopened'),
    commits: sum(cases.map((one) => one.commits.length)),
    messages,
    messagesPerCase: rounded(messages / Math.max(1, cases.length), 2),
    acts: played.acts,
    refused: played.refused,
    wrong: {
      sweepMoved: cases.flatMap(({ commits }) => commits).filter(({ cause }) => cause.startsWith('sweep/')).length,
      executionsLost: times('ExecutionLost') + machinery.failedExecutions,
      stuck: times('WorkflowStuck'),
      openWithoutTask: cases.filter((one) => outcomeOf(one) === 'open' && one.openTasks.length === 0).length,
      deadLetters: machinery.deadLetters,
      functionErrors: machinery.functionErrors,
      doorsFailed: played.faults.length,
    },
    faults: played.faults,
    functions: machinery.functions,
    records: record.items,
    hash: record.hash,
    wallSeconds: rounded(wallSeconds, 1),
    casesPerSecond: rounded(cases.length / wallSeconds, 2),
  };
};

type Fact = Commit['events'][number] & { occurredAt: string };

const factsOf = ({ commits }: CaseRecord): Fact[] =>
  commits.flatMap(({ events, occurredAt }) => events.map((event) => ({ ...event, occurredAt })));

const outcomeOf = (one: CaseRecord): string => {
  let outcome = 'open';
  for (const fact of factsOf(one)) {
    if (fact.type === 'Closed') outcome = String(fact['outcome']);
    if (fact.type === 'Merged') outcome = 'merged';
    if (fact.type === 'Reopened' || fact.type === 'Unmerged' || fact.type === 'EmergencyReturned') outcome = 'open';
  }
  return outcome;
};

/** Every reply of a department against the deadline that stood when it came. */
const countReplies = (cases: readonly CaseRecord[]): Summary['replies'] => {
  const replies = { onTime: 0, late: 0 };
  for (const one of cases) {
    let dueAt: string | undefined;
    for (const { type, clocks = [], occurredAt } of factsOf(one)) {
      if (type === 'Replied' && dueAt !== undefined) replies[occurredAt <= dueAt ? 'onTime' : 'late'] += 1;
      dueAt = clocks.find(({ kind }) => kind === 'reply')?.dueAt ?? dueAt;
    }
  }
  return replies;
};

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

const countBy = (names: readonly string[]): Record<string, number> => {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));
};

/** True when nothing went wrong that must not. */
export const isWell = ({ wrong }: Summary): boolean => Object.values(wrong).every((count) => count === 0);

export const summaryText = (one: Summary): string => {
  const { replies, signedFor, wrong } = one;
  const list = (counts: Record<string, number>): string =>
    Object.entries(counts)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
  return [
    `${one.city}, ${one.days} days from ${one.from.slice(0, 10)}, seed ${one.seed}`,
    `  cases          ${one.cases}: ${list(one.outcomes)}`,
    `  replies        ${replies.onTime} on time, ${replies.late} late`,
    `  signed for     ${signedFor.onTime}; the term was missed ${signedFor.missed} times`,
    `  beside that    ${one.returns} returns, ${one.rework} reworks, ${one.moreTime} requests for time, ${one.reopened} reopened`,
    `  chased by      ${one.reminders} reminders, ${one.supervision} times supervision`,
    `  messages       ${one.messages}, ${one.messagesPerCase} a case`,
    `  acts           ${one.acts}${Object.keys(one.refused).length === 0 ? '' : `; refused: ${list(one.refused)}`}`,
    `  should be 0    ${list(wrong)}`,
    ...one.faults
      .slice(0, 10)
      .map((fault) => `                 ${fault.at} ${fault.status} ${fault.did} ${fault.caseId}`),
    `  took           ${one.wallSeconds} s, ${one.casesPerSecond} cases a second`,
    `  hash           ${one.hash} over ${one.records} records`,
  ].join('\n');
};
