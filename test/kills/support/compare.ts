// What a run with kills owes an undisturbed one: the same facts, nothing in a queue, every acknowledged deed on record.
import type { Played } from './killed-run.ts';

/** @returns a sentence for everything that is not as it should be. */
export const mismatches = (undisturbed: Played, killed: Played): string[] => [
  ...differing(undisturbed.state.facts, killed.state.facts),
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

const differing = (expected: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): string[] =>
  [...new Set([...expected.keys(), ...found.keys()])].flatMap((key) => {
    const [one, other] = [expected.get(key), found.get(key)];
    if (one === other) return [];
    if (other === undefined) return [`missing: ${key} ${one}`];
    return [one === undefined ? `only after kills: ${key} ${other}` : `other: ${key}\n  ${one}\n  ${other}`];
  });
