// Fourth step of triage: is the same trouble already being handled? Candidates are found by keyed hashes, then read and
// compared; only a case that is still open and not yet answered can become a parent (DOMAIN: merge).

import type { CaseState } from '#functions/case/case.ts';
import type { CaseDesk } from '#functions/case/case-desk.ts';
import type { Found } from '#kernel/find-store.ts';
import type { Find } from '#schemas/matter.ts';
import type { PersonalRequest } from '#schemas/people.ts';
import { judgeDuplicate, similarity } from './fingerprint.ts';

export type Duplicate = { parentId: string; verdict: 'merge' | 'propose'; similarity: number };

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

/** The best candidate, or none. `withinHours` is how far back to look. */
export const findDuplicate = async (
  lookup: DuplicateLookup,
  asked: Asked,
  policy: CaseDesk['policy'],
): Promise<Duplicate | undefined> => {
  const within = policy.pack.handling.duplicates.within;
  const hours = (within.days ?? 0) * 24 + (within.hours ?? 0) + (within.minutes ?? 0) / 60;
  const since = new Date(Date.parse(asked.at) - hours * 3_600_000).toISOString();
  const found = await Promise.all(
    asked.finds
      .filter(telling)
      .map(async ({ facet, hash }) => ({ facet, matters: await lookup.find(facet, hash, since) })),
  );
  const idsOf = (some: typeof found): string[] => some.flatMap(({ matters }) => matters.map(({ ref }) => ref.id));
  const callers = new Set(idsOf(found.filter(({ facet }) => facet === 'phone')));
  const ids = [...new Set(idsOf(found))].filter((id) => id !== asked.caseId);
  const judged = await Promise.all(
    ids.slice(0, mostCandidates).map((id) => judge(lookup, asked, id, callers.has(id), policy)),
  );
  return judged.filter((one) => one !== undefined).sort((one, other) => rank(other) - rank(one))[0];
};

const rank = (duplicate: Duplicate): number => (duplicate.verdict === 'merge' ? 2 : 1) + duplicate.similarity;

const judge = async (
  lookup: DuplicateLookup,
  asked: Asked,
  id: string,
  sameCaller: boolean,
  policy: CaseDesk['policy'],
): Promise<Duplicate | undefined> => {
  const [other, { state }] = await Promise.all([lookup.request(id), lookup.load(id)]);
  if (other === undefined || state === undefined || !open.has(state.stage.name)) return undefined;
  // Two that wait for triage together never become each other's child: the earlier one is the parent.
  if (state.stage.name === 'received' && !isEarlier(state.intake.receivedAt, id, asked)) return undefined;
  const alike = similarity(whole(asked.request), whole(other));
  const verdict = judgeDuplicate(
    {
      sameCaller,
      samePlace: samePlace(asked, state, other),
      sameCategory: asked.category !== undefined && asked.category === state.category,
      similarity: alike,
      ageHours: (Date.parse(asked.at) - Date.parse(state.intake.receivedAt)) / 3_600_000,
    },
    policy.pack.handling.duplicates,
  );
  return verdict === 'distinct' ? undefined : { parentId: id, verdict, similarity: Math.round(alike * 1000) / 1000 };
};

const isEarlier = (receivedAt: string, id: string, asked: Asked): boolean =>
  receivedAt < asked.at || (receivedAt === asked.at && id < asked.caseId);

const whole = ({ title, text }: PersonalRequest): string => `${title ?? ''}\n${text}`;

const samePlace = (asked: Asked, state: CaseState, other: PersonalRequest): boolean => {
  const { address } = asked.request;
  if (address !== undefined && other.address !== undefined) return address.trim() === other.address.trim();
  return asked.area !== undefined && asked.area === state.area;
};
