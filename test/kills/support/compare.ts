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
): string[] => {
  const moved = movedKeys(expected, found, followers);
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((key) => {
    const [one, other] = [expected.get(key), found.get(key)];
    if (one === other || moved.has(key)) return [];
    if (other === undefined) return [`missing: ${key} ${one}`];
    if (one === undefined) return [`only after kills: ${key} ${other}`];
    const isFollower = followers.some((id) => `${key} ${one}`.includes(id));
    return isFollower && isOnlyLater(one, other) ? [] : [`other: ${key}\n  ${one}\n  ${other}`];
  });
};

/** Items of followers that are filed by time: what is missing is there, only later. */
const movedKeys = (
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
  followers: readonly string[],
): Set<string> => {
  const ofFollower = (one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): [string, string][] =>
    [...one].filter(([key, text]) => !other.has(key) && followers.some((id) => `${key} ${text}`.includes(id)));
  const extra = ofFollower(found, expected);
  return new Set(
    ofFollower(expected, found).flatMap(([key, text]) => {
      const later = extra.find(([name, said]) => isOnlyLater(`${key} ${text}`, `${name} ${said}`));
      return later === undefined ? [] : [key, later[0]];
    }),
  );
};

const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z|\d{4}-\d\d-\d\d \d\d:\d\d|\b\d{4,10}\b/g;
const secondsOf = (text: string): number =>
  text.includes('-') ? Date.parse(text.replace(/ (.*)/, 'T$1Z')) / 1000 : Number(text);
/** Hours in a unit's hands, to the hundredth: a task that opens later is shorter in them. */
const hours = /(?<=hours\\*":)[\d.]+/g;

/** The same but for instants, epochs and lengths that a redelivery has moved. */
export const isOnlyLater = (first: string, second: string): boolean => {
  const [held, heldLater] = [first, second].map((text) => [...text.matchAll(hours)].map(([found]) => Number(found)));
  const mostHours = (mostRedeliveries * hiddenSeconds) / 3600 + 0.01;
  if ((held ?? []).some((count, index) => Math.abs((heldLater?.[index] ?? 0) - count) > mostHours)) return false;
  const [one, other] = [first.replaceAll(hours, '@'), second.replaceAll(hours, '@')];
  if (one.replaceAll(time, '@') !== other.replaceAll(time, '@')) return false;
  const [before, after] = [one, other].map((text) => [...text.matchAll(time)].map(([found]) => secondsOf(found)));
  return (before ?? []).every((seconds, index) => {
    const moved = Math.abs((after?.[index] ?? 0) - seconds);
    return moved % hiddenSeconds === 0 && moved <= mostRedeliveries * hiddenSeconds;
  });
};
