// What we send to others is signed the way they sign to us: Standard Webhooks (standardwebhooks.com, DESIGN §4).
import { createHmac } from 'node:crypto';

/** The three headers over a body. `secret` is Base64, with or without `whsec_`; `timestamp` an ISO instant. */
export const signWebhook = (
  secret: string,
  { id, timestamp, body }: { id: string; timestamp: string; body: string },
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> => {
  const seconds = String(Math.floor(Date.parse(timestamp) / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': seconds, 'webhook-signature': `v1,${signature}` };
};
