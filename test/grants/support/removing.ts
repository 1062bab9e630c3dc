// Takes grants away and makes a journey that needs them: what then goes wrong is the proof that they are needed.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { like } from '#local/iam/match.ts';
import { RefusedError } from '#local/refusal.ts';
import { openTown, type Town } from '#test/journeys/support/town.ts';
import type { Removal } from './exempt.ts';
import type { Denial, Recording, Use } from './recording.ts';
import { without } from './template-grants.ts';
import { brokenPromiseOf, type Journey } from './walk.ts';

/** How the want of a grant shows. */
export type Shown = {
  /** The journey that fails, or undefined when the stack does not even start. */
  journey: string | undefined;
  /** The sentence with which the call was refused, or the stack. */
  refusal: string;
  /** The promise that was not kept; undefined when the journey reached its end all the same. */
  broken: string | undefined;
};

/** Journeys that are tried, shortest first, until one breaks. */
const mostTried = 3;

export const show = async (
  cdkOut: string,
  removal: Removal,
  { uses }: Recording,
): Promise<{ shown: Shown | undefined; milliseconds: number }> => {
  const begun = performance.now();
  const used = removal.grants.flatMap(({ key }) => uses.get(key) ?? []);
  const isBest = (journey: Journey): boolean => journey.shows !== undefined && removal.name.startsWith(journey.shows);
  const journeys = used.flatMap((use) => use.journeys);
  const best = [...journeys.filter(isBest), ...journeys.filter((journey) => !isBest(journey))];
  const tried = used.some(({ atStart }) => atStart) ? [undefined] : best;
  const folder = mkdtempSync(join(tmpdir(), 'jiesu-grants-'));
  let shown: Shown | undefined;
  try {
    const lacking = without(cdkOut, removal.grants, join(folder, 'cdk.out'));
    for (const journey of tried.slice(0, mostTried)) {
      const now = await make(lacking, removal, used, journey);
      shown = now ?? shown;
      if (now?.broken !== undefined) break;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { shown, milliseconds: performance.now() - begun };
};

const make = async (
  cdkOut: string,
  { grants }: Removal,
  used: readonly Use[],
  journey: Journey | undefined,
): Promise<Shown | undefined> => {
  let town: Town;
  try {
    town = await openTown({ cdkOut, lacking: true });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const names = grants.every(({ action }) => error.message.includes(action));
    const refusal = names && used.some(({ resource }) => error.message.includes(resource)) ? error.message : undefined;
    return refusal === undefined ? undefined : { journey: undefined, refusal, broken: 'the stack does not start' };
  }
  try {
    const broken = journey === undefined ? undefined : await brokenPromiseOf(town, journey);
    const denials: Denial[] = (await town.local('access')).body['denials'];
    const refusal = denials.find((denial) => isOf(denial, grants, used))?.message;
    return refusal === undefined ? undefined : { journey: journey?.name, refusal, broken };
  } finally {
    await town.close();
  }
};

const isOf = (denial: Denial, grants: Removal['grants'], used: readonly Use[]): boolean =>
  grants.some(({ logicalId, action }) => denial.who.includes(logicalId) && denial.action === action) &&
  // Executions are granted by a pattern: their names are made at run time.
  used.some(({ resource }) => like(resource, denial.resource));
