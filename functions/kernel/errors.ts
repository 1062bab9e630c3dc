// Faults: what nobody decided. A name is an interface: it stands verbatim in ErrorEquals of the workflow (STYLE 13).

export class ThrottledError extends Error {
  override readonly name = 'ThrottledError';
}
/** Five times somebody else wrote first. */
export class ContentionError extends Error {
  override readonly name = 'ContentionError';
}
export class MatterNotFoundError extends Error {
  override readonly name = 'MatterNotFoundError';
}
/** A stored record does not fit its schema: the version or the table is not what this code expects. */
export class StoredShapeError extends Error {
  override readonly name = 'StoredShapeError';
}
/** A service that is needed did not answer as it must; trying again may help. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
}

/** Faults that a repeat may cure: the only names a `Retry` of the workflow may list, beside the service's own. */
export const transientErrors = ['ThrottledError', 'ContentionError', 'UnavailableError'] as const;

/** Named outcomes of waits, sent by SendTaskFailure and caught by the workflow (DESIGN §3). */
export const waitOutcomes = ['Returned', 'Rerouted', 'SentBack', 'Dissatisfied'] as const;
