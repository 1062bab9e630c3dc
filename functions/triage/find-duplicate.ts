// Fourth step of triage: is the same trouble already being handled? Candidates are found by keyed hashes, then read and
// compared; only a case that is still open and not yet answered can become a parent (DOMAIN: merge).

import type { CaseDesk } from '#functions/case/case-desk.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import { subtractDuration } from '#functions/case/working-time.ts';
import type { Found } from '#kernel/find-store.ts';
import type { Area } from '#schemas/city/pack.ts';
import type { Find } from '#schemas/matter.ts';
import type { PersonalRequest } from '#schemas/people.ts';
import { judgeDuplicate, similarity } from './fingerprint.ts';
import { normalise } from './plain-text.ts';

export type Duplicate = {
  parentId: string;
  verdict: 'merge' | 'propose';
  similarity: number;
  /** What ties the two beyond their words: why the machine may merge. */
  because?: 'same-caller' | 'same-place' | undefined;
};

export type DuplicateLookup = {
  find(facet: string, hash: string, since: string): Promise<Found[]>;
  request(caseId: string): Promise<PersonalRequest | undefined>;
  load: CaseDesk['load'];
};

export type Asked = {
  caseId: string;
  request: PersonalRequest;
  finds: readonly Find[];
  at: string;
  area?: string | undefined;
  category?: string | undefined;
};

/** Facets that say "perhaps the same": the caller and the text, not the number. */
const telling = (find: Find): boolean => find.facet !== 'number';
const mostCandidates = 8;
const open = new Set<CaseState['stage']['name']>([
  'received',
  'with-duty-desk',
  'to-assign',
  'assigned',
  'in-progress',
  'return-in-review',
  'reply-in-review',
  'awaiting-ruling',
]);

/** The best candidate, or none. Policy says how far back to look. */
export const findDuplicate = async (
  lookup: DuplicateLookup,
  asked: Asked,
  policy: CaseDesk['policy'],
): Promise<Duplicate | undefined> => {
  const since = subtractDuration(asked.at, policy.pack.handling.duplicates.within, policy.calendar).at;
  const found = await Promise.all(
    asked.finds
      .filter(telling)
      .map(async ({ facet, hash }) => ({ facet, matters: await lookup.find(facet, hash, since) })),
  );
  const idsOf = (some: typeof found): string[] => some.flatMap(({ matters }) => matters.map(({ ref }) => ref.id));
  const callers = new Set(idsOf(found.filter(({ facet }) => facet === 'phone')));
  const ids = [...new Set(idsOf(found))].filter((id) => id !== asked.caseId);
  const judged = await Promise.all(
    ids.slice(0, mostCandidates).map((id) => judge(lookup, asked, id, { sameCaller: callers.has(id), since }, policy)),
  );
  return judged.filter((one) => one !== undefined).sort((one, other) => rank(other) - rank(one))[0];
};

const rank = (duplicate: Duplicate): number => (duplicate.verdict === 'merge' ? 2 : 1) + duplicate.similarity;

const judge = async (
  lookup: DuplicateLookup,
  asked: Asked,
  id: string,
  { sameCaller, since }: { sameCaller: boolean; since: string },
  policy: CaseDesk['policy'],
): Promise<Duplicate | undefined> => {
  const [other, { state }] = await Promise.all([lookup.request(id), lookup.load(id)]);
  if (other === undefined || state === undefined || !open.has(state.stage.name)) return undefined;
  // Two that wait for triage together never become each other's child: the earlier one is the parent.
  if (state.stage.name === 'received' && !isEarlier(state.intake.receivedAt, id, asked)) return undefined;
  const alike = similarity(whole(asked.request), whole(other));
  const place = comparePlaces(asked, state, other, policy.pack.departments.areas);
  const verdict = judgeDuplicate(
    {
      sameCaller,
      samePlace: place === 'same',
      otherPlace: place === 'other',
      sameCategory: asked.category !== undefined && asked.category === state.category,
      similarity: alike,
      isRecent: Date.parse(state.intake.receivedAt) >= Date.parse(since),
    },
    policy.pack.handling.duplicates,
  );
  if (verdict === 'distinct') return undefined;
  const because = sameCaller ? 'same-caller' : place === 'same' ? 'same-place' : undefined;
  return { parentId: id, verdict, similarity: Math.round(alike * 1000) / 1000, because };
};

const isEarlier = (receivedAt: string, id: string, asked: Asked): boolean =>
  receivedAt < asked.at || (receivedAt === asked.at && id < asked.caseId);

const whole = ({ title, text }: PersonalRequest): string => `${title ?? ''}\n${text}`;

// Addresses that differ only in how fully they are written are not two places; other house numbers or other areas are.
const comparePlaces = (
  asked: Asked,
  state: CaseState,
  other: PersonalRequest,
  areas: readonly Area[],
): 'same' | 'other' | 'unknown' => {
  const apart = areApart(asked.area, state.area, areas);
  if (asked.request.address !== undefined && other.address !== undefined) {
    const [one, another] = [normalise(asked.request.address), normalise(other.address)];
    if (one === another) return 'same';
    return apart || numbersOf(one) !== numbersOf(another) ? 'other' : 'unknown';
  }
  if (apart) return 'other';
  return asked.area !== undefined && asked.area === state.area ? 'same' : 'unknown';
};

const numbersOf = (address: string): string => (address.match(/\d+/g) ?? []).join(' ');

// A township and its own district are not two places.
const areApart = (one: string | undefined, other: string | undefined, areas: readonly Area[]): boolean => {
  if (one === undefined || other === undefined || one === other) return false;
  return !areas.some(({ id, within }) => (id === one && within === other) || (id === other && within === one));
};
