// What a run with kills owes an undisturbed one: the same facts, nothing in a queue, every acknowledged deed on record.
// Times too are the same, to the second: time stands still while a process is dead. One thing is not: what a queue had
// handed out when its receiver died comes back when its visibility ends. A message is then delivered later, which is not
// compared; a child that hears of its parent by queue then acts later, by just that long.
import type { Played } from './killed-run.ts';

/** How long the queue for followers hides what it has handed out (infra/constructs/queues.ts). */
const hiddenSeconds = 120;
/** A redelivery may be cut off again. */
const mostRedeliveries = 3;

/**
 * @param followers ids of cases that hear of their parents by queue
 * @returns a sentence for everything that is not as it should be
 */
export const mismatches = (undisturbed: Played, killed: Played, followers: readonly string[]): string[] => [
  ...differing(undisturbed.state.facts, killed.state.facts, followers),
  ...Object.entries(killed.state.queued).flatMap(([name, count]) =>
    count === 0 ? [] : [`${count} messages lie in ${name}`],
  ),
  ...killed.acknowledged.flatMap(({ caseId, key }) =>
    [...(killed.state.causes.get(caseId) ?? [])].some((cause) => cause.endsWith(`/${key}`))
      ? []
      : [`${key} of ${caseId} was acknowledged and is not on record`],
  ),
  ...killed.complaints.map((line) => `standard error: ${line}`),
];

const differing = (
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
  followers: readonly string[],
): string[] =>
  [...new Set([...expected.keys(), ...found.keys()])].flatMap((key) => {
    const [one, other] = [expected.get(key), found.get(key)];
    if (one === other) return [];
    if (other === undefined) return [`missing: ${key} ${one}`];
    if (one === undefined) return [`only after kills: ${key} ${other}`];
    const isFollower = followers.some((id) => `${key} ${one}`.includes(id));
    return isFollower && isOnlyLater(one, other) ? [] : [`other: ${key}\n  ${one}\n  ${other}`];
  });

const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|\b\d{4,10}\b/g;
const secondsOf = (text: string): number => (text.includes('T') ? Date.parse(text) / 1000 : Number(text));

/** The same but for instants, epochs and lengths that a redelivery has moved. */
export const isOnlyLater = (one: string, other: string): boolean => {
  if (one.replaceAll(time, '@') !== other.replaceAll(time, '@')) return false;
  const [before, after] = [one, other].map((text) => [...text.matchAll(time)].map(([found]) => secondsOf(found)));
  return (before ?? []).every((seconds, index) => {
    const moved = Math.abs((after?.[index] ?? 0) - seconds);
    return moved % hiddenSeconds === 0 && moved <= mostRedeliveries * hiddenSeconds;
  });
};
