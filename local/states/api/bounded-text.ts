// Texts of requests that may be only so long.
import { AwsError } from '../../contracts.ts';
import { type JsonObject, textOf } from '../../json.ts';

/** @throws AwsError ValidationException */
export function boundedText(request: JsonObject, name: string, longest: number): string | undefined {
  const text = textOf(request[name]);
  if (text !== undefined && text.length > longest)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value at '${name}' failed to satisfy constraint: Member must have length less than or equal to ${longest}`,
    );
  return text;
}
