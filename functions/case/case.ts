// How each fact changes a hotline case. `evolve` is pure and total: an unknown event does not compile (DESIGN §2, §3).
import type { Meta } from '#kernel/matter.ts';
import type { CaseEvent, CaseEventOf } from '#schemas/case-events.ts';
import { withClocks, withoutClocks } from './case-clocks.ts';
import { type CaseState, ending } from './case-state.ts';
import { evolveHandling } from './evolve-handling.ts';

/** Folds one fact. The first fact of a case is `Received`; any other before it is a broken record. */
export const evolve = (state: CaseState | undefined, event: CaseEvent, meta: Meta): CaseState => {
  if (event.type === 'Received') return received(event, meta);
  if (state === undefined) throw new TypeError(`a case begins with Received, not with ${event.type}`);
  const after = evolveKnown(state, event, meta);
  return after.stage.name === state.stage.name ? after : { ...after, turn: state.turn + 1, lostExecutions: 0 };
};

const received = ({ type: _type, ...intake }: CaseEventOf<'Received'>, meta: Meta): CaseState => ({
  intake: { ...intake, receivedAt: meta.at },
  stage: { name: 'received' },
  clocks: {},
  round: 1,
  turn: 0,
  emergencyRuledOut: false,
  duplicatesDenied: [],
  merges: 0,
  supplements: [],
  reopened: 0,
  lostExecutions: 0,
  linkGeneration: 1,
  reveals: {},
  files: [],
});

type Known = Exclude<CaseEvent, { type: 'Received' }>;

const evolveKnown = (state: CaseState, event: Known, meta: Meta): CaseState => {
  switch (event.type) {
    case 'Supplemented':
      return { ...state, supplements: [...state.supplements, event.textId] };
    case 'Withdrawn':
      return ending(state, 'withdrawn');
    case 'HandedOver':
      return {
        ...state,
        stage: { name: 'handed-over', unit: event.unit, line: event.line, unacknowledged: 0 },
        clocks: withClocks({ ...state, clocks: {} }, event.clocks),
      };
    case 'HandoverAcknowledged':
      return ending(state, 'handed-over');
    case 'HandoverUnacknowledged':
      return {
        ...state,
        stage:
          state.stage.name === 'handed-over'
            ? { ...state.stage, unacknowledged: state.stage.unacknowledged + 1 }
            : state.stage,
        clocks: withClocks(state, event.clocks),
      };
    case 'EmergencyReturned':
      return { ...state, emergencyRuledOut: true, stage: { name: 'received' }, clocks: {} };
    case 'FoundOutOfScope':
      return { ...state, advice: { kind: 'scope-rule', id: event.ruleId } };
    case 'AnsweredDirectly':
      return {
        ...state,
        advice: event.byOperator ? { kind: 'operator' } : { kind: 'service-item', id: event.itemId },
      };
    case 'LeftUnsure':
      return {
        ...state,
        stage: { name: 'with-duty-desk', why: event.why, candidates: event.candidates },
        clocks: withClocks({ ...state, clocks: {} }, event.clocks),
      };
    case 'Classified':
      return {
        ...state,
        category: event.category,
        urgency: event.urgency,
        area: event.area ?? state.area,
        machineSaid: event.machineSaid ?? state.machineSaid,
        stage: { name: 'to-assign', forGood: false },
        clocks: withoutClocks(state.clocks, ['desk-classification']),
      };
    case 'DuplicateProposed':
      return { ...state, duplicateProposed: event.parentId };
    case 'DuplicateDenied':
      return { ...state, duplicateProposed: undefined, duplicatesDenied: [...state.duplicatesDenied, event.parentId] };
    case 'Merged':
      return {
        ...state,
        stage: { name: 'merged', parentId: event.parentId },
        clocks: {},
        handling: undefined,
        duplicateProposed: undefined,
        merges: state.merges + 1,
      };
    case 'Unmerged':
      return {
        ...state,
        stage: state.category === undefined ? { name: 'received' } : { name: 'to-assign', forGood: false },
        clocks: {},
        duplicatesDenied: [...state.duplicatesDenied, event.parentId],
      };
    case 'ParentReplied':
      return {
        ...state,
        stage: { name: 'awaiting-citizen', attempt: 1, replied: true },
        clocks: withClocks({ ...state, clocks: {} }, event.clocks),
      };
    case 'GrassrootsOverridden':
      return {
        ...state,
        stage: { name: 'to-assign', proposedUnit: event.unit, forGood: false, overridden: true },
        clocks: {},
      };
    case 'GrassrootsGuarded':
    case 'DeadlinesRecomputed':
    case 'DeskReminded':
      return 'clocks' in event ? { ...state, clocks: withClocks(state, event.clocks) } : state;
    case 'WorkflowStuck':
      return { ...state, stuck: { error: event.error } };
    case 'Retried':
      return { ...state, stuck: undefined, lostExecutions: 0 };
    case 'ExecutionLost':
      return { ...state, lostExecutions: state.lostExecutions + 1 };
    case 'Resumed':
      return state;
    case 'Ended':
      return ending(state, event.outcome);
    case 'Closed':
      return {
        ...state,
        stage: { name: 'closed', outcome: event.outcome, at: meta.at, burden: event.burden },
        clocks: {},
      };
    case 'Reopened':
      return reopened(state);
    case 'RevealAsked': {
      const { unit, textId, codeTextId } = event;
      return { ...state, reveals: { ...state.reveals, [unit]: { at: meta.at, textId, codeTextId } } };
    }
    case 'Revealed': {
      const { [event.unit]: _used, ...reveals } = state.reveals;
      return { ...state, reveals };
    }
    case 'ExclusionAsked': {
      const { unit, grounds, textId, clocks } = event;
      return { ...state, exclusion: { unit, grounds, textId, stands: 'asked' }, clocks: withClocks(state, clocks) };
    }
    case 'ExclusionGranted':
    case 'ExclusionRefused': {
      const stands = event.type === 'ExclusionGranted' ? 'granted' : 'refused';
      return { ...state, clocks: {}, ...(state.exclusion && { exclusion: { ...state.exclusion, stands } }) };
    }
    case 'FileAttached':
      return { ...state, files: [...state.files, { id: event.fileId, unit: event.unit, at: meta.at }] };
    case 'FileRemoved':
      return { ...state, files: state.files.filter(({ id }) => id !== event.fileId) };
    case 'FileRefused':
      return state;
    case 'LinksRevoked':
      return { ...state, linkGeneration: state.linkGeneration + 1 };
    default:
      return evolveHandling(state, event, meta);
  }
};

/** A reopened case goes back to the unit that handled it, or through triage when none did. */
const reopened = (state: CaseState): CaseState => ({
  ...state,
  stage: state.handling === undefined ? { name: 'received' } : { name: 'to-rework' },
  reopened: state.reopened + 1,
  answer: undefined,
  exclusion: undefined,
});
