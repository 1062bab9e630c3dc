// The ways out by HTTP: text messages by a signed gateway, webhooks to the source (DESIGN §4). A 5xx or no answer is
// thrown and tried again; a refusal is an outcome.
import { createHmac } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { UnavailableError } from '#kernel/errors.ts';
import type { Sent } from './mail.ts';

export type Tags = Readonly<Record<string, string>>;

const patienceMs = 10_000;

/** `id` makes a repeat recognisable to the gateway. */
export const sendSms = async (
  gateway: { url: string; secret: string },
  sms: { id: string; to: string; text: string; tags: Tags },
): Promise<Sent> => {
  const body = JSON.stringify(sms);
  const signature = createHmac('sha256', gateway.secret).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-jiesu-signature': `sha256=${signature}` };
  return post(gateway.url, headers, body);
};

/** One outbound Standard Webhook. Addresses inside private networks are refused unless the operator named the host. */
export const sendWebhook = async (
  target: { url: string; secret: string; privateHosts: readonly string[] },
  event: { id: string; timestamp: string; body: string },
): Promise<Sent> => {
  const url = new URL(target.url);
  if (!target.privateHosts.includes(url.hostname) && (await isPrivate(url.hostname))) {
    return { outcome: 'refused', detail: 'the address is inside a private network' };
  }
  const seconds = String(Math.floor(Date.parse(event.timestamp) / 1000));
  const key = Buffer.from(target.secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${event.id}.${seconds}.${event.body}`).digest('base64');
  const headers = {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'webhook-id': event.id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${signature}`,
  };
  return post(target.url, headers, event.body);
};

const post = async (url: string, headers: Record<string, string>, body: string): Promise<Sent> => {
  let response: Response;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch (fault) {
    throw new UnavailableError('the receiver does not answer', { cause: fault });
  }
  await response.body?.cancel();
  if (response.ok) return { outcome: 'sent' };
  if (response.status >= 500 || response.status === 429)
    throw new UnavailableError(`the receiver answers ${response.status}`);
  return {
    outcome: response.status === 410 ? 'gone' : 'refused',
    detail: `the receiver answers ${response.status}`,
  };
};

const isPrivate = async (host: string): Promise<boolean> => {
  const bare = host.replace(/^\[|\]$/g, '');
  const addresses = isIP(bare) === 0 ? (await lookup(bare, { all: true })).map(({ address }) => address) : [bare];
  return addresses.some(isPrivateAddress);
};

/** Loopback, link-local, private and unique-local ranges (RFC 1918, 3927, 4193, 6598). */
export const isPrivateAddress = (address: string): boolean => {
  const v4 = /^(?:::ffff:)?(\d+)\.(\d+)\.\d+\.\d+$/i.exec(address);
  if (v4 === null) return /^(::1?|f[cd].*|fe[89ab].*)$/i.test(address);
  const [first, second] = [Number(v4[1]), Number(v4[2])];
  return (
    first === 0 ||
    first === 10 ||
    first === 127 ||
    first >= 224 ||
    (first === 100 && second >= 64 && second < 128) ||
    (first === 169 && second === 254) ||
    (first === 172 && second >= 16 && second < 32) ||
    (first === 192 && second === 168)
  );
};
