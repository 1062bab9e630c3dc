// Which units a case concerns now, and who asks for what a task decides: what `can` needs to know of a case.
import type { CaseState } from '#functions/case/case-state.ts';
import { tasksOf } from '#functions/case/standing.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Task } from '#schemas/matter.ts';
import type { On } from './can.ts';

/** Owners of open tasks, and the units that have the case in hand. One whose return was granted is no party any more. */
export const partiesOf = (state: CaseState, pack: CityPack): string[] => {
  const { handling } = state;
  const hand = handling === undefined ? [] : [handling.lead, ...handling.assisting.map((one) => one.unit)];
  const gone = handling?.returned.includes(handling.lead) === true ? handling.lead : undefined;
  const owners = tasksOf(pack)(state).map((task) => task.owner);
  return [...new Set([...hand.filter((unit) => unit !== gone), ...owners])];
};

export const onCase = (state: CaseState, pack: CityPack): On => ({
  what: 'case',
  parties: partiesOf(state, pack),
  lead: state.handling?.lead,
});

export const onTask = (task: Pick<Task, 'owner' | 'kind'>, state: CaseState, pack: CityPack): On => ({
  what: 'task',
  parties: partiesOf(state, pack),
  owner: task.owner,
  asking: askingUnit(task.kind, state),
});

const askingUnit = (kind: string, state: CaseState): string | undefined => {
  if (kind === 'return' && state.stage.name === 'return-in-review') return state.stage.unit;
  if (kind === 'exclusion') return state.exclusion?.unit;
  if (kind === 'time' || kind === 'review' || kind === 'rule') return state.handling?.lead;
  return undefined;
};
