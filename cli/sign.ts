// Signs a message as Standard Webhooks asks (docs/integrators.md shows the same in a few lines of shell).
import { createHmac } from 'node:crypto';

/** The three headers for `rawBody`; `secret` is `whsec_` and Base64. */
export const signWebhook = (
  secret: string,
  message: { id: string; atMs: number; rawBody: string },
): Record<string, string> => {
  const timestamp = String(Math.floor(message.atMs / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${message.id}.${timestamp}.${message.rawBody}`).digest('base64');
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
};
