// The lock of the webhook door: Standard Webhooks signatures over the raw body (standardwebhooks.com, DESIGN §4).
// Pure: key material and time are arguments. Rotation is two live keys on our side and several signatures on theirs.
import { createHmac, timingSafeEqual } from 'node:crypto';

export type SignatureVerdict =
  | { ok: true; id: string; timestamp: number }
  | { ok: false; reason: 'missing-header' | 'malformed-header' | 'stale-timestamp' | 'no-match' };

type Question = {
  /** Names in any case, as they arrive. */
  headers: Readonly<Record<string, string | undefined>>;
  rawBody: string | Uint8Array;
  /** `whsec_` and Base64, or the Base64 alone; any of them may have signed. */
  secrets: readonly string[];
  nowMs: number;
  toleranceSeconds: number;
};

// Far more than two systems in rotation ever send; a header of ten thousand signatures costs nothing.
const signaturesRead = 16;
// Short enough to stand in a commit's cause beside the source's name.
const idPattern = /^[\x21-\x7e]{1,200}$/;
const timestampPattern = /^[1-9]\d{0,11}$/;

/** Whether the message was signed by a holder of one of `secrets`, and recently. The id names the message for ever. */
export const verifySignature = (question: Question): SignatureVerdict => {
  const { id, timestamp, signature } = webhookHeaders(question.headers);
  if (id === undefined || timestamp === undefined || signature === undefined)
    return { ok: false, reason: 'missing-header' };
  // A dot in the id would let two different messages share one signed text.
  if (!idPattern.test(id) || id.includes('.') || !timestampPattern.test(timestamp))
    return { ok: false, reason: 'malformed-header' };
  const expected = question.secrets.flatMap((secret) => sign(secret, id, timestamp, question.rawBody) ?? []);
  const offered = signature.split(' ', signaturesRead).flatMap(offeredSignature);
  // Every pair is compared, so the time taken tells nothing about which one fits.
  const matches = expected.flatMap((one) =>
    offered.map((other) => one.length === other.length && timingSafeEqual(one, other)),
  );
  if (!matches.includes(true)) return { ok: false, reason: 'no-match' };
  // After the signature: a stranger learns nothing about our clock.
  const ageSeconds = Math.floor(question.nowMs / 1000) - Number(timestamp);
  if (Math.abs(ageSeconds) > question.toleranceSeconds) return { ok: false, reason: 'stale-timestamp' };
  return { ok: true, id, timestamp: Number(timestamp) };
};

const webhookHeaders = (headers: Question['headers']) => {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    id: lower.get('webhook-id'),
    timestamp: lower.get('webhook-timestamp'),
    signature: lower.get('webhook-signature'),
  };
};

const sign = (secret: string, id: string, timestamp: string, rawBody: string | Uint8Array): Buffer | undefined => {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  // An empty key would make every message of a stranger a signed one.
  if (key.length === 0) return undefined;
  return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(rawBody).digest();
};

/** `v1,<Base64>`; other versions are passed over. */
const offeredSignature = (part: string): Buffer[] => {
  const [version, value] = part.split(',', 2);
  return version === 'v1' && value !== undefined && value !== '' ? [Buffer.from(value, 'base64')] : [];
};
