// What the policy of an upload form allows, checked as S3 checks it: nothing of the form may stand outside the policy.
import { AwsError } from '../contracts.ts';
import { arrayOf, isObject, objectOf, parseJson } from '../json.ts';

type Fields = Readonly<Record<string, string>>;

const unconditioned = new Set(['policy', 'x-amz-signature', 'file']);

/** @throws AwsError with S3's own words. */
export function checkPostPolicy(bucket: string, fields: Fields, size: number, now: number): void {
  const policy = objectOf(parseJson(Buffer.from(fields.policy ?? '', 'base64').toString('utf8')));
  const expires = Date.parse(String(policy.expiration));
  if (Number.isNaN(expires)) throw refused('Policy expired or missing.');
  if (expires < now) throw refused('Policy expired.');
  const meant = new Set<string>();
  for (const condition of arrayOf(policy.conditions)) {
    for (const [operator, name, value] of conditionsIn(condition)) {
      if (operator === 'content-length-range') checkSize(size, Number(name), Number(value));
      else {
        meant.add(name);
        const sent = name === 'bucket' ? bucket : (fields[name] ?? '');
        if (operator === 'starts-with' ? !sent.startsWith(value) : sent !== value)
          throw refused(`Policy Condition failed: ["${operator}", "$${name}", "${value}"]`);
      }
    }
  }
  const extra = Object.keys(fields).find(
    (name) => !meant.has(name) && !unconditioned.has(name) && !name.startsWith('x-ignore-'),
  );
  if (extra !== undefined) throw refused(`Extra input fields: ${extra}`);
}

function conditionsIn(condition: unknown): [operator: string, name: string, value: string][] {
  if (isObject(condition))
    return Object.entries(condition).map(([name, value]) => ['eq', name.toLowerCase(), String(value)]);
  const [operator, name, value] = arrayOf(condition).map(String);
  return [[operator ?? '', (name ?? '').replace(/^\$/, '').toLowerCase(), value ?? '']];
}

function checkSize(size: number, least: number, most: number): void {
  if (size > most) throw new AwsError('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', 400);
  if (size < least)
    throw new AwsError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', 400);
}

function refused(why: string): AwsError {
  return new AwsError('AccessDenied', `Invalid according to Policy: ${why}`, 403);
}
