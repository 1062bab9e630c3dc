// What is wrong with a definition, in AWS's form: a code, a place and a sentence.
import { AwsError } from '../../contracts.ts';

export type Problem = {
  code: 'SCHEMA_VALIDATION_FAILED' | 'MISSING_TRANSITION_TARGET' | 'DUPLICATE_STATE_NAME' | 'INVALID_JSON_DESCRIPTION';
  /** JSON pointer-like, such as `/States/Wait for reply/Next`. */
  location: string;
  message: string;
};

export function definitionError(problems: readonly Problem[]): AwsError {
  const reasons = problems.map(({ code, location, message }) =>
    code === 'INVALID_JSON_DESCRIPTION' ? `${code}: ${message}` : `${code}: ${message} at ${location}`,
  );
  return new AwsError('InvalidDefinition', `Invalid State Machine Definition: '${reasons.join(', ')}'`);
}
