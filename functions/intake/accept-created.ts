// `request.created`: the person's data first, then one conditional commit (DESIGN §2). The happy path reads nothing: a
// new id is simply written, and only a lost race looks at what is there.

import { caseRef } from '#functions/case/case-desk.ts';
import { caseIdOf, caseNumberOf } from '#functions/case/case-id.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import { receive } from '#functions/case/decide-intake.ts';
import { barePhone } from '#functions/people/bare-phone.ts';
import { maskRequest } from '#functions/people/mask-request.ts';
import { fingerprintsOf } from '#functions/triage/fingerprint.ts';
import { type Carried, carryOut, tryOnce } from '#kernel/carry-out.ts';
import type { FindHash } from '#kernel/keyed-hash.ts';
import { emptyFrame } from '#kernel/matter.ts';
import { ProblemError, problem } from '#kernel/problems.ts';
import type { CaseEventOf } from '#schemas/case-events.ts';
import type { Find } from '#schemas/matter.ts';
import type { PersonalRequest } from '#schemas/people.ts';
import type { Accepted, RequestCreated } from '#schemas/webhooks.ts';
import { adviseOperator } from './advise-operator.ts';
import { acceptedAs, type Door, refused } from './door.ts';

type Facts = Omit<CaseEventOf<'Received'>, 'type'>;

export const acceptCreated = async (door: Door, created: RequestCreated): Promise<Accepted> => {
  const { desk, people, occurredAt } = door;
  const caseId = caseIdOf(door.source.id, created.externalId);
  const facts = factsOf(door, caseId, created);
  const personal = personalOf(created);
  const kept = await people.keepRequest(caseId, personal, facts.contentHash, occurredAt);
  if (kept === 'conflict') await replaceOrRefuse(door, caseId, personal, facts.contentHash);

  const command = {
    ref: caseRef(caseId),
    cause: door.cause,
    actor: { role: 'source', id: door.source.id },
    occurredAt,
    caller: 'outside',
    decide: receive(facts),
  } as const;
  const unread = { ref: command.ref, state: undefined, frame: emptyFrame, answers: new Map() };
  const first = await tryOnce(desk.desk, desk.kind, command, unread);
  const carried = first === 'lost' ? await carryOut(desk.desk, desk.kind, command) : first;
  const state = stateOf(carried);
  const advice = await adviseOperator(door, caseId, personal, facts);
  return acceptedAs(door, caseId, state, advice, carried.outcome !== 'saved');
};

const stateOf = (carried: Carried<CaseState>): CaseState => {
  if (carried.outcome === 'rejected') throw refused(carried.rejection);
  if (carried.state === undefined) throw new TypeError('a received case has a state');
  return carried.state;
};

/** Other content under the same id: a conflict if its case exists, else the rest of an attempt that was never answered. */
const replaceOrRefuse = async (
  door: Door,
  caseId: string,
  personal: PersonalRequest,
  contentHash: string,
): Promise<void> => {
  const { state } = await door.desk.load(caseId);
  if (state !== undefined) {
    throw new ProblemError(
      problem(
        'content-conflict',
        'this externalId already carries another request; send what is new as request.supplemented',
        {
          possible: ['request.supplemented'],
        },
      ),
    );
  }
  await door.people.replaceRequest(caseId, personal, contentHash, door.occurredAt);
};

const factsOf = (door: Door, caseId: string, created: RequestCreated): Facts => {
  const { desk, source } = door;
  const number = caseNumberOf(desk.policy.pack.city.caseNumberPrefix, caseId);
  const { requester } = created;
  return {
    number,
    source: source.id,
    externalId: created.externalId,
    contentHash: desk.findHash('content', canonical(created)),
    channel: created.channel,
    trusted: source.trusted,
    anonymous: requester.anonymous ?? false,
    confidential: requester.confidential ?? false,
    reachable: requester.phone !== undefined,
    ...(created.category === undefined ? {} : { claimedCategory: created.category }),
    ...(created.urgency === undefined ? {} : { claimedUrgency: created.urgency }),
    ...(created.handled === undefined ? {} : { handledAt: created.handled.at }),
    ...(created.receivedAt === undefined ? {} : { heardAt: created.receivedAt }),
    finds: findsOf(desk.findHash, { number, source: source.id }, created, desk.policy.pack.handling),
  };
};

/** The same content gives the same text, whatever the order of its keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, one: unknown) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );

/** Hashes by which the case is found again: its number for as long as it is kept, caller and text for the merge window. */
const findsOf = (
  hash: FindHash,
  { number, source }: { number: string; source: string },
  created: RequestCreated,
  policy: Door['desk']['policy']['pack']['handling'],
): Find[] => {
  const { within } = policy.duplicates;
  const counted = Math.max(1, Math.ceil((within.days ?? 0) + (within.hours ?? 0) / 24));
  // Twice as long and a long holiday more: what is kept too long is judged by the calendar, what is gone is not found.
  const days = within.kind === 'working' ? 2 * counted + 9 : counted;
  const { phone } = created.requester;
  // Equal texts meet in every band: the facet of the whole text would be one write more and find nothing more.
  const bands = fingerprintsOf(created)
    .map((facet) => ({ facet: facet.slice(0, facet.indexOf(':')), value: facet.slice(facet.indexOf(':') + 1) }))
    .filter(({ facet }) => facet.startsWith('near'));
  return [
    { facet: 'number', hash: hash('number', number), days: policy.retentionDays },
    ...(phone === undefined
      ? []
      : [{ facet: 'phone', hash: hash('phone', barePhone(phone)), days: policy.retentionDays }]),
    ...bands.map(({ facet, value }) => ({ facet, hash: hash(facet, value), days })),
    // Open311 lists a source's requests by time; nothing else asks for that, so nobody else pays for it.
    ...(created.channel === 'open311'
      ? [{ facet: 'open311', hash: hash('open311', source), days: policy.retentionDays }]
      : []),
  ];
};

/** Anonymous means that the name is not even kept, wherever in the words it stands. */
const personalOf = (created: RequestCreated): PersonalRequest => {
  const { requester, location, handled, attachments } = created;
  const named = requester.anonymous !== true;
  const unnamed = named ? (words: string) => words : maskRequest(requester);
  return {
    ...(created.title === undefined ? {} : { title: unnamed(created.title) }),
    text: unnamed(created.text),
    ...(named && requester.name !== undefined ? { name: requester.name } : {}),
    ...(named && requester.idNumber !== undefined ? { idNumber: requester.idNumber } : {}),
    ...(requester.phone === undefined ? {} : { phone: requester.phone }),
    ...(requester.locale === undefined ? {} : { locale: requester.locale }),
    ...(named && requester.email !== undefined ? { email: requester.email } : {}),
    ...(location?.address === undefined ? {} : { address: location.address }),
    ...(location?.district === undefined ? {} : { district: location.district }),
    ...(location?.lat === undefined ? {} : { lat: location.lat }),
    ...(location?.lon === undefined ? {} : { lon: location.lon }),
    ...(attachments === undefined ? {} : { attachments: attachments.map((one) => one.url ?? one.ref ?? '') }),
    ...(handled === undefined ? {} : { answer: handled.answer }),
  };
};
