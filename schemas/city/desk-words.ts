// Words of the pages for duty desk and supervisor, part of `messages/<locale>.yaml`. Each list of keys is closed: a pack
// that lacks one, or has one too many, does not parse.
import * as z from 'zod';
import {
  actorRoles,
  caseWords,
  clockKinds,
  eventTypes,
  factNames,
  factValues,
  stations,
  taskKinds,
} from './case-words.ts';

const label = z.string().min(1).max(80);
const sentence = z.string().min(1).max(300);

const labels = <Key extends string>(keys: readonly Key[]) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, label])) as Record<Key, typeof label>);
const sentences = <Key extends string>(keys: readonly Key[]) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, sentence])) as Record<Key, typeof sentence>);

const boardWords = [
  'title',
  'mine',
  'everyone',
  'late',
  'today',
  'later',
  'when',
  'anyTime',
  'waitingOn',
  'anyone',
  'task',
  'anyTask',
  'case',
  'category',
  'urgency',
  'dueAt',
  'left',
  'find',
  'apply',
  'clear',
  'next',
  'first',
  'download',
  'keys',
  'keysOff',
  'keysOn',
  'filters',
  'unclassified',
  'provisional',
  'citizen',
] as const;

const evaluationWords = [
  'title',
  'month',
  'earlier',
  'following',
  'chart',
  'table',
  'unit',
  'closed',
  'excluded',
  'exclusionsAsked',
  'exclusionsGranted',
  'exclusionsRefused',
  'response',
  'resolution',
  'satisfaction',
  'count',
  'of',
  'score',
  'tier',
  'late',
  'reworked',
  'formula',
] as const;

const burdenWords = [
  'title',
  'chart',
  'table',
  'show',
  'unit',
  'week',
  'tasks',
  'fields',
  'messages',
  'returns',
  'hopsIn',
  'hours',
  'spared',
  'sparedMerges',
  'sparedAnswers',
  'sparedAssignments',
  'sparedFields',
] as const;

const topicsWords = [
  'title',
  'hot',
  'counts',
  'table',
  'place',
  'category',
  'area',
  'people',
  'usual',
  'first',
  'last',
  'requests',
  'days',
  'times',
  'unusual',
  'more',
  'noArea',
  'anyCategory',
  'anyArea',
] as const;
/** With figures in braces: {time}, {days}, {n} … */
const topicsSentences = [
  'explanation',
  'asOf',
  'notYet',
  'notKnown',
  'counted',
  'rule',
  'read',
  'noTopics',
  'noCounts',
  'topic',
  'bars',
  'leftOut',
] as const;

const told = z.strictObject({ title: label, text: sentence });
const counted = z.strictObject({ one: label, other: label });

export const DeskWordsSchema = z.strictObject({
  title: label,
  skip: label,
  signOut: label,
  otherLanguage: label,
  done: sentence,
  signIn: z.strictObject({
    again: told,
    declined: told,
    'no-role': told,
    unavailable: told,
    'signed-out': told,
    action: label,
  }),
  roles: labels(['duty-desk', 'supervisor', 'unit-officer', 'auditor']),
  /** {time} is one of the amounts below. */
  left: label,
  late: label,
  amounts: z.strictObject({ day: counted, hour: counted, minute: counted, moment: label }),
  durations: labels(['working', 'natural']),
  board: labels(boardWords),
  boardSentences: sentences(['empty', 'nothingFits', 'unitHint']),
  evaluation: labels(evaluationWords),
  evaluationSentences: sentences(['explanation', 'empty']),
  burden: labels(burdenWords),
  burdenSentences: sentences(['explanation', 'empty']),
  topics: labels(topicsWords),
  topicsSentences: sentences(topicsSentences),
  tasks: labels(taskKinds),
  stations: labels(stations),
  clocks: labels(clockKinds),
  actors: labels(actorRoles),
  facts: labels(factNames),
  values: labels(factValues),
  /** {unit} is the unit of the event. */
  events: sentences(eventTypes),
  case: labels(caseWords),
  acts: labels(['merge', 'unmerge', 'reopen', 'elevate', 'override', 'retry', 'revoke-links', 'ask-exclusion']),
  problems: sentences([
    'not-signed-in',
    'not-permitted',
    'unknown-case',
    'task-already-done',
    'invalid-fields',
    'other',
  ]),
});
