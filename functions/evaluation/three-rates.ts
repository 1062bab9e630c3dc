// Response, resolution and satisfaction rate (DOMAIN §4). There is no national formula: weights and tiers are the city's,
// with a version; every rate is shown with what it was divided by, and units stand in tiers, never in ranks.
import type { CityPack } from '#schemas/city/pack.ts';
import type { LedgerFacts } from '#schemas/ledger.ts';

type Policy = CityPack['evaluation'];

/** `of` cases of which `count` count; no rate without a case. */
export type Rate = { count: number; of: number; rate: number | undefined };

export type Evaluation = {
  closed: number;
  /** Left out of every rate: somebody other than the unit ruled so. */
  excluded: number;
  /** How often the unit asked that a closed case be left out, and what was decided; the rest is not decided yet. */
  exclusions: { asked: number; granted: number; refused: number };
  response: Rate;
  resolution: Rate;
  satisfaction: Rate;
  /** 0 to 100, weighted over the rates there are; undefined without any. */
  score: number | undefined;
  tier: string | undefined;
  /** The formula by which it was counted. */
  version: string;
  late: number;
  reworked: number;
};

const rateOf = (counted: readonly LedgerFacts[], holds: (facts: LedgerFacts) => boolean): Rate => {
  const count = counted.filter(holds).length;
  return { count, of: counted.length, rate: counted.length === 0 ? undefined : count / counted.length };
};

/** The rates over the closed cases of one unit and period, or of all. */
export const evaluate = (lines: readonly LedgerFacts[], policy: Policy): Evaluation => {
  const counted = lines.filter(({ outcome, exclusion }) => outcome !== 'excluded' && exclusion !== 'granted');
  const judged = counted.filter(({ asked }) => asked);
  const rates = {
    response: rateOf(counted, ({ responded }) => responded),
    resolution: rateOf(judged, ({ solved }) => solved),
    satisfaction: rateOf(judged, ({ satisfied }) => satisfied),
  };
  const score = scoreOf(rates, policy.weights);
  return {
    closed: lines.length,
    excluded: lines.length - counted.length,
    exclusions: {
      asked: lines.filter(({ exclusion }) => exclusion !== undefined).length,
      granted: lines.filter(({ exclusion }) => exclusion === 'granted').length,
      refused: lines.filter(({ exclusion }) => exclusion === 'refused').length,
    },
    ...rates,
    score,
    tier: score === undefined ? undefined : tierOf(score, policy),
    version: policy.version,
    late: counted.filter(({ late }) => late).length,
    reworked: counted.filter(({ rounds }) => rounds > 1).length,
  };
};

/** To one decimal, so that a tier does not turn on the arithmetic of fractions. */
const scoreOf = (rates: Record<keyof Policy['weights'], Rate>, weights: Policy['weights']): number | undefined => {
  const known = (['response', 'resolution', 'satisfaction'] as const).flatMap((name) => {
    const { rate } = rates[name];
    return rate === undefined ? [] : [{ rate, weight: weights[name] }];
  });
  const whole = known.reduce((sum, { weight }) => sum + weight, 0);
  if (whole === 0) return undefined;
  return Math.round((known.reduce((sum, { rate, weight }) => sum + rate * weight, 0) / whole) * 1000) / 10;
};

/** The highest tier that the score reaches. */
const tierOf = (score: number, { tiers }: Policy): string | undefined =>
  [...tiers].sort((one, other) => other.from - one.from).find(({ from }) => score >= from)?.id;
