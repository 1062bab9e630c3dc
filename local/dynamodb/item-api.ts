// GetItem, PutItem, UpdateItem, DeleteItem.
import type { Storage } from '../contracts.ts';
import type { Item } from './attribute-value.ts';
import { project } from './document-path.ts';
import { invalid } from './errors.ts';
import { capacityMode, consumedCapacity, type Meter } from './meter.ts';
import type { ReadPlans } from './plan-reads.ts';
import type { Refused, WritePlan, WritePlans, Written } from './plan-writes.ts';
import { choiceOf, optionalText, type Request } from './request.ts';
import type { Row } from './row.ts';
import { tableUnits } from './units.ts';

export type Tell = (plans: readonly WritePlan[]) => void;

const returnValues = ['ALL_NEW', 'UPDATED_OLD', 'ALL_OLD', 'NONE', 'UPDATED_NEW'] as const;
type ReturnValues = (typeof returnValues)[number];

/** @param tell called after the commit, with what was written. */
export const itemApi = (storage: Storage, reads: ReadPlans, writes: WritePlans, meter: Meter, tell: Tell) => {
  const carryOut = async (request: Request, plan: WritePlan, mode: ReturnValues) => {
    const capacity = capacityMode(request);
    const outcome = await storage.write(plan.run);
    meter.count(plan.table, 'write', outcome.units);
    if (isRefused(outcome)) throw outcome.refusal;
    tell([plan]);
    const attributes = returned(mode, plan, outcome);
    return {
      ...(attributes === undefined ? {} : { Attributes: attributes }),
      ...consumedCapacity(capacity, plan.table, outcome.units),
    };
  };

  return {
    GetItem(request: Request) {
      const capacity = capacityMode(request);
      const { table, run } = reads.get(request);
      const { item, units } = run();
      meter.count(table, 'read', tableUnits(units));
      return {
        ...(item === undefined ? {} : { Item: item }),
        ...consumedCapacity(capacity, table, tableUnits(units)),
      };
    },
    PutItem: (request: Request) => carryOut(request, writes.put(request), allOldOrNone(request)),
    DeleteItem: (request: Request) => carryOut(request, writes.delete(request), allOldOrNone(request)),
    UpdateItem: (request: Request) =>
      carryOut(request, writes.update(request), choiceOf(request, 'ReturnValues', returnValues, 'NONE')),
  };
};

export const isRefused = (outcome: Written | Refused): outcome is Refused => 'refusal' in outcome;

const allOldOrNone = (request: Request): ReturnValues => {
  if (optionalText(request, 'ReturnValues') === undefined) return 'NONE';
  const mode = choiceOf(request, 'ReturnValues', returnValues, 'NONE');
  if (mode !== 'ALL_OLD' && mode !== 'NONE') throw invalid('ReturnValues can only be ALL_OLD or NONE');
  return mode;
};

const returned = (mode: ReturnValues, { actions }: WritePlan, { before, after }: Written): Item | undefined => {
  const updated = (row: Row | undefined): Item | undefined => {
    const shown = project(
      row?.item ?? {},
      actions.map(({ path }) => path),
    );
    return Object.keys(shown).length === 0 ? undefined : shown;
  };
  switch (mode) {
    case 'NONE':
      return undefined;
    case 'ALL_OLD':
      return before?.item;
    case 'ALL_NEW':
      return after?.item;
    case 'UPDATED_OLD':
      return updated(before);
    case 'UPDATED_NEW':
      return updated(after);
    default:
      return mode satisfies never;
  }
};
