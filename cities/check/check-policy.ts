// city, triage, clocks, supervision, handling, evaluation: numbers that fit together, and roles that exist.
import type { CityPack, Unit } from '#schemas/city/pack.ts';
import type { Duration } from '#schemas/city/policy.ts';
import { unfitToLead } from './check-departments.ts';
import { type Finding, findRepeats } from './finding.ts';

/** Findings on city.yaml alone. */
export function checkCity(city: CityPack['city']): Finding[] {
  const part = 'city';
  const findings: Finding[] = [
    ...findRepeats(
      city.sources,
      ({ id }) => id,
      (index) => ({ part, path: ['sources', index, 'id'] }),
    ),
    ...findRepeats(city.calendars, Number, (index) => ({ part, path: ['calendars', index] })),
  ];
  const say = (path: Finding['path'], sentence: string) => findings.push({ part, path, sentence });
  if (!isTimeZone(city.timeZone)) say(['timeZone'], `there is no time zone ${city.timeZone}`);
  city.workingHours.forEach(([from, to], index) => {
    if (from >= to) say(['workingHours', index], `closes at ${to}, not after it opens at ${from}`);
    const before = city.workingHours[index - 1]?.[1];
    if (before !== undefined && from < before)
      say(['workingHours', index], `opens before ${before}, when the one above closes`);
  });
  const years = [...city.calendars].sort((a, b) => a - b);
  years.forEach((year, index) => {
    const before = years[index - 1];
    if (before !== undefined && year - before > 1) say(['calendars'], `leaves a gap between ${before} and ${year}`);
  });
  return findings;
}

/** Units that act for the whole city: they exist, and none is a contractor. */
export function checkRoles(city: CityPack['city'], units: readonly Unit[]): Finding[] {
  return Object.entries(city.roles).flatMap(([role, id]) => {
    const sentence = unfitToLead(id, units);
    return sentence === undefined ? [] : [{ part: 'city', path: ['roles', role], sentence }];
  });
}

export function checkTriage(triage: CityPack['triage'], units: readonly Unit[]): Finding[] {
  const part = 'triage';
  return [
    ...findRepeats(
      triage.emergency,
      ({ line }) => line,
      (index) => ({ part, path: ['emergency', index, 'line'] }),
    ),
    ...findRepeats(
      triage.outOfScope,
      ({ id }) => id,
      (index) => ({ part, path: ['outOfScope', index, 'id'] }),
    ),
    ...triage.emergency.flatMap(({ unit }, index): Finding[] => {
      const known = units.find(({ id }) => id === unit);
      if (known?.kind === 'emergency-line') return [];
      const sentence = known ? `${unit} is no emergency line` : `there is no unit ${unit}`;
      return [{ part, path: ['emergency', index, 'unit'], sentence }];
    }),
  ];
}

/** A clock that is up as soon as it starts would make every case late. */
export function checkClocks(clocks: CityPack['clocks']): Finding[] {
  const { levels, reminderJitterMinutes, ...desk } = clocks;
  const say = (path: Finding['path']): Finding => ({ part: 'clocks', path, sentence: 'runs for no time at all' });
  const ofLevels = Object.entries(levels).flatMap(([level, { name, phoneWhenUnsigned, ...durations }]) =>
    Object.entries(durations).flatMap(([clock, duration]) =>
      isNothing(duration) ? [say(['levels', level, clock])] : [],
    ),
  );
  return [
    ...ofLevels,
    ...Object.entries(desk).flatMap(([clock, duration]) => (isNothing(duration) ? [say([clock])] : [])),
  ];
}

export function checkSupervision({ ladder }: CityPack['supervision']): Finding[] {
  return ladder.flatMap(({ level, after }, index): Finding[] => {
    const at = (field: string, sentence: string): Finding => ({
      part: 'supervision',
      path: ['ladder', index, field],
      sentence,
    });
    const below = ladder[index - 1];
    return [
      ...(level === index + 1 ? [] : [at('level', `is ${level}, and ${index + 1} is due here`)]),
      ...(below && isShorter(after, below.after) ? [at('after', `comes before level ${below.level}`)] : []),
    ];
  });
}

export function checkMessaging({ morningList }: CityPack['messaging'], units: readonly Unit[]): Finding[] {
  return morningList.units.flatMap((id, index) =>
    units.some((unit) => unit.id === id)
      ? []
      : [{ part: 'messaging', path: ['morningList', 'units', index], sentence: `there is no unit ${id}` }],
  );
}

export function checkHandling(handling: CityPack['handling'], units: readonly Unit[]): Finding[] {
  const part = 'handling';
  const findings: Finding[] = findRepeats(
    handling.returns.grounds,
    ({ id }) => id,
    (index) => ({
      part,
      path: ['returns', 'grounds', index, 'id'],
    }),
  );
  const override = unfitToLead(handling.grassrootsOverrideBy, units);
  if (override !== undefined) findings.push({ part, path: ['grassrootsOverrideBy'], sentence: override });
  const { mergeAt, mergeCallerAt, proposeAt } = handling.duplicates;
  if (proposeAt > mergeAt) {
    findings.push({ part, path: ['duplicates', 'proposeAt'], sentence: `is above mergeAt, ${mergeAt}` });
  }
  if (mergeAt > mergeCallerAt) {
    findings.push({ part, path: ['duplicates', 'mergeCallerAt'], sentence: `is below mergeAt, ${mergeAt}` });
  }
  handling.callback.attemptsAfter.forEach((after, index, all) => {
    const before = all[index - 1];
    if (before && isShorter(after, before)) {
      findings.push({
        part,
        path: ['callback', 'attemptsAfter', index],
        sentence: 'comes before the attempt above it',
      });
    }
  });
  return findings;
}

/** Fewer days of reference than the window has would say nothing of what is usual. */
export function checkProactive({ windowDays, referenceWeeks }: CityPack['proactive']): Finding[] {
  if (7 * referenceWeeks >= windowDays) return [];
  const sentence = `${referenceWeeks} weeks are shorter than the window of ${windowDays} days`;
  return [{ part: 'proactive', path: ['referenceWeeks'], sentence }];
}

export function checkEvaluation({ weights, exclusionGrounds, tiers }: CityPack['evaluation']): Finding[] {
  const part = 'evaluation';
  const sum = weights.response + weights.resolution + weights.satisfaction;
  return [
    ...(sum === 100 ? [] : [{ part, path: ['weights'], sentence: `add up to ${sum}, not to 100` }]),
    ...findRepeats(
      exclusionGrounds,
      ({ id }) => id,
      (index) => ({ part, path: ['exclusionGrounds', index, 'id'] }),
    ),
    ...findRepeats(
      tiers,
      ({ id }) => id,
      (index) => ({ part, path: ['tiers', index, 'id'] }),
    ),
    ...tiers.flatMap(({ from }, index): Finding[] => {
      const above = tiers[index - 1]?.from;
      if (above === undefined || from < above) return [];
      return [{ part, path: ['tiers', index, 'from'], sentence: `is not below ${above}, where the tier above begins` }];
    }),
    ...(tiers.at(-1)?.from === 0
      ? []
      : [
          {
            part,
            path: ['tiers', tiers.length - 1, 'from'],
            sentence: 'the last tier begins at 0, or some unit has none',
          },
        ]),
  ];
}

const isTimeZone = (name: string) => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
};

const minutesOf = ({ days = 0, hours = 0, minutes = 0 }: Duration) => days * 1440 + hours * 60 + minutes;
const isNothing = (duration: Duration) => minutesOf(duration) === 0;

// Natural and working time cannot be compared without a calendar; within one kind they can, as far as days go.
const isShorter = (one: Duration, other: Duration) => one.kind === other.kind && minutesOf(one) < minutesOf(other);
