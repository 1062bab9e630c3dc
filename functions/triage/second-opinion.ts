// A second opinion on requests that the machine is unsure of (docs/second-opinion.md). Pure: when one is wanted, what is
// asked, and what an answer may change. The machine stays the judge: an opinion decides only among its own first three.
import * as z from 'zod';
import type { CityPack } from '#schemas/city/pack.ts';
import type { PersonalRequest } from '#schemas/people.ts';
import { maskPersonalData } from './mask-personal-data.ts';
import { hasDepartment, type Triaged } from './triage-request.ts';

export type Question = {
  version: 1;
  title?: string;
  text: string;
  /** What the machine thinks, the likeliest first. */
  candidates: Triaged['candidates'];
  options: { path: string; name: string; description: string }[];
};

/** What may come back. Anything else is no opinion. */
export const OpinionSchema = z.strictObject({
  /** Null: it does not know either. */
  path: z.string().max(200).nullable(),
  confidence: z.number().min(0).max(1),
});
export type Opinion = z.infer<typeof OpinionSchema>;

/** All findings on a request, the search for duplicates among them. */
export type Findings = Triaged & { duplicate?: { verdict: 'merge' | 'propose' } | undefined };

/** The findings, with a second opinion heard where one is wanted. */
export type HearSecondOpinion = <Found extends Findings>(
  found: Found,
  request: PersonalRequest,
  about: { pack: CityPack; caseId: string; confidential: boolean; occurredAt: string },
) => Promise<Found>;

/** A model needs no more to tell what a request is about, and every character costs. */
const longestText = 2000;

/** Only what would otherwise go to the duty desk unread: not what is dangerous, answered, somebody else's or a repeat. */
export const wantsOpinion = (found: Findings): boolean =>
  found.verdict === 'low-confidence' &&
  found.alarmed === undefined &&
  found.emergency === undefined &&
  found.outOfScope === undefined &&
  found.answer === undefined &&
  found.duplicate?.verdict !== 'merge';

/** The question leaves the system: numbers and addresses are masked, and so is the requester wherever the text names them. */
export const questionOn = (request: PersonalRequest, found: Triaged, pack: CityPack): Question => {
  const known = [request.name, request.phone, request.idNumber, request.address].flatMap((one) => one?.trim() || []);
  const masked = (text: string): string =>
    known.reduce((without, one) => without.replaceAll(one, '＊＊'), maskPersonalData(text));
  return {
    version: 1,
    ...(request.title === undefined ? {} : { title: masked(request.title) }),
    text: masked(request.text).slice(0, longestText),
    candidates: found.candidates,
    options: pack.catalogue.leaves.map(({ path, name, description }) => ({
      path,
      name: name['zh-CN'],
      description: description['zh-CN'],
    })),
  };
};

/**
 * The findings with an opinion heard. One of the machine's first three, said with enough confidence, is taken; any other
 * leaf of the catalogue is shown to the duty desk first; nothing else changes anything.
 */
export const weighOpinion = <Found extends Triaged>(
  found: Found,
  { path, confidence }: Opinion,
  pack: CityPack,
): Found => {
  const { secondOpinion } = pack.triage;
  if (path === null || secondOpinion === undefined || !pack.catalogue.leaves.some((leaf) => leaf.path === path)) {
    return found;
  }
  const others = found.candidates.filter((one) => one.path !== path);
  const candidates = [{ path, probability: Math.round(confidence * 1000) / 1000 }, ...others].slice(0, 3);
  const taken = others.length < found.candidates.length && confidence >= secondOpinion.sure;
  if (!taken) return { ...found, candidates };
  return {
    ...found,
    candidates,
    seconded: true,
    verdict: hasDepartment(path, found.area, pack) ? 'sure' : 'no-department',
  };
};
