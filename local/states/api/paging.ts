// Pages of lists: how many, and from where.
import { AwsError } from '../../contracts.ts';
import type { JsonObject } from '../../json.ts';

const usualPage = 100;
const largestPage = 1000;

/** @throws AwsError ValidationException */
export function pageSize(request: JsonObject): number {
  const given = request['maxResults'];
  if (given === undefined || given === 0) return usualPage;
  if (typeof given !== 'number' || !Number.isInteger(given) || given < 0 || given > largestPage)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${String(given)}' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to ${largestPage}`,
    );
  return given;
}

export function tokenOf(place: string | number): string {
  return Buffer.from(JSON.stringify(place)).toString('base64');
}

/** @throws AwsError InvalidToken */
export function placeOf(request: JsonObject): string | number | undefined {
  const token = request['nextToken'];
  if (token === undefined) return undefined;
  try {
    const place: unknown = JSON.parse(Buffer.from(String(token), 'base64').toString());
    if (typeof place === 'string' || typeof place === 'number') return place;
  } catch {
    // Falls through: no token of ours.
  }
  throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
}

export function numberPlace(request: JsonObject): number | undefined {
  const place = placeOf(request);
  if (place === undefined || typeof place === 'number') return place;
  throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
}
