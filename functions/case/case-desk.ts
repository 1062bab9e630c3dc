// The case as this deployment handles it: store, policy and kind, put together once for every handler.

import { type Carried, type Command, carryOut, type Desk, fold } from '#kernel/carry-out.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { MatterNotFoundError } from '#kernel/errors.ts';
import { type FindHash, findHasher, productKeys } from '#kernel/keyed-hash.ts';
import type { Loaded } from '#kernel/matter.ts';
import { matterStore } from '#kernel/matter-store.ts';
import type { CaseEvent } from '#schemas/case-events.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { MatterRef, Routing, StepInput } from '#schemas/matter.ts';
import { type CaseKind, caseKind } from './case-kind.ts';
import type { CaseState } from './case-state.ts';
import { cityPolicy } from './city-policy.ts';
import type { CasePolicy } from './clocks.ts';
import type { Decide } from './deciding.ts';

export type CaseDesk = {
  policy: CasePolicy;
  kind: CaseKind;
  findHash: FindHash;
  desk: Desk<CasePolicy>;
  load(caseId: string): Promise<Loaded<CaseState>>;
  carry(
    command: Omit<Command<CaseState, CaseEvent, CasePolicy>, 'ref'> & { caseId: string },
    already?: Loaded<CaseState>,
  ): Promise<Carried<CaseState>>;
};

export const caseRef = (caseId: string): MatterRef => ({ kind: 'case', id: caseId });

/** Needs MATTERS_TABLE and KEYS_SECRET. */
export const caseDesk = async (): Promise<CaseDesk> => {
  const { MATTERS_TABLE, KEYS_SECRET } = readEnvironment(['MATTERS_TABLE', 'KEYS_SECRET']);
  const keys = await productKeys(KEYS_SECRET);
  const policy = cityPolicy();
  const kind = caseKind(policy);
  const findHash = findHasher(keys.find);
  const desk: Desk<CasePolicy> = { store: matterStore(dynamo(), MATTERS_TABLE), policy, packHash: policy.pack.hash };
  return {
    policy,
    kind,
    findHash,
    desk,
    load: async (caseId) => fold(kind, caseRef(caseId), await desk.store.loadCommits(caseRef(caseId))),
    carry: ({ caseId, ...command }, already) => carryOut(desk, kind, { ...command, ref: caseRef(caseId) }, already),
  };
};

/**
 * Carries out a workflow step's decision and answers where the case stands.
 * @throws MatterNotFoundError when the execution names a case that is not there.
 */
export const carryStep = async (
  { carry }: CaseDesk,
  input: StepInput,
  times: { occurredAt: string; cause: string },
  decide: Decide,
  already?: Loaded<CaseState>,
): Promise<Routing> => {
  const command = {
    caseId: input.matter.id,
    cause: times.cause,
    occurredAt: times.occurredAt,
    actor: { role: 'workflow', id: input.state },
    caller: 'workflow',
    decide,
  } as const;
  const carried = await carry(command, already);
  if (carried.outcome === 'rejected' || carried.answer === undefined) {
    throw new MatterNotFoundError(`${input.matter.id}: the step ${input.state} has no case to work on`);
  }
  return carried.answer;
};
