// The stack refuses what it cannot run faithfully: always with a sentence that names the place and the reason.

export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly reasons: readonly string[];
  constructor(reasons: readonly string[]) {
    super(reasons.join('\n'));
    this.reasons = reasons;
  }
}
