// One pass over all journeys with nothing taken away: which journey uses which grant, and whether anything is refused.
import { openTown } from '#test/journeys/support/town.ts';
import { atDesk } from './at-desk.ts';
import { bySecondHand, everyday } from './everyday.ts';
import { evidence } from './evidence.ts';
import { mishaps } from './mishaps.ts';
import { keyOf } from './template-grants.ts';
import { brokenPromiseOf, type Journey } from './walk.ts';

export type Use = {
  /** The resource as it is called in this deployment. */
  resource: string;
  /** Asked for when the event source is connected: without it there is no town. */
  atStart: boolean;
  /** Journeys that used it, the most telling first. */
  journeys: readonly Journey[];
};

export type Denial = { who: string; action: string; resource: string; message: string };
export type Recording = {
  uses: ReadonlyMap<string, Use>;
  denials: readonly Denial[];
  /** Journeys that did not come to their end although everything is granted, and why. */
  broken: readonly string[];
  milliseconds: number;
};

type Found = { resource: string; atStart: boolean; journeys: { journey: Journey; took: number }[] };

export const record = async (): Promise<Recording> => {
  const begun = performance.now();
  const uses = new Map<string, Found>();
  const denials: Denial[] = [];
  const broken: string[] = [];
  const town = await openTown({ lacking: true });
  const note = async (journey: Journey | undefined, took: number): Promise<void> => {
    const { body } = await town.local('access');
    for (const { place, statement, at, resource, uses: count } of body['grants']) {
      const key = keyOf(place, statement, at);
      const use: Found = uses.get(key) ?? { resource, atStart: false, journeys: [] };
      uses.set(key, use);
      if (count > 0 && journey === undefined) use.atStart = true;
      if (count > 0 && journey !== undefined) use.journeys.push({ journey, took });
    }
    denials.push(...body['denials']);
    await town.local('access', { method: 'DELETE' });
  };
  try {
    await note(undefined, 0);
    for (const journey of [...everyday, ...atDesk, ...evidence, ...mishaps, ...bySecondHand]) {
      const start = performance.now();
      const reason = await brokenPromiseOf(town, journey);
      if (reason !== undefined) broken.push(`${journey.name}: ${reason}`);
      await note(journey, performance.now() - start);
    }
  } finally {
    await town.close();
  }
  const sorted = [...uses].map(([key, { journeys: used, ...rest }]): [string, Use] => {
    const [first] = used;
    const [shortest, ...others] = used.toSorted((one, other) => one.took - other.took);
    // One that moves time may have used it for the cases of those before: the first to use it has done so by itself.
    const order = [shortest, first, ...others].flatMap((one) => (one === undefined ? [] : [one.journey]));
    return [key, { ...rest, journeys: [...new Set(order)] }];
  });
  return { uses: new Map(sorted), denials, broken, milliseconds: performance.now() - begun };
};
