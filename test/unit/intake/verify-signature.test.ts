// The lock of the webhook door, held against the reference implementation of Standard Webhooks.
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { verifySignature } from '#functions/intake/verify-signature.ts';

const secret = `whsec_${Buffer.from('a key of this test, 24 by').toString('base64')}`;
const otherSecret = `whsec_${Buffer.from('another key of this test').toString('base64')}`;
const at = new Date('2026-03-02T01:30:00Z');
const body = '{"type":"request.created","data":{"text":"路灯不亮"}}';

type Change = Partial<Parameters<typeof verifySignature>[0]>;

const signed = (id = 'msg_1', rawBody = body, key = secret) => ({
  'webhook-id': id,
  'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
  'webhook-signature': new Webhook(key).sign(id, at, rawBody),
});

const verify = (change: Change = {}) =>
  verifySignature({
    headers: signed(),
    rawBody: body,
    secrets: [secret],
    nowMs: at.getTime(),
    toleranceSeconds: 300,
    ...change,
  });

describe('a webhook signature', () => {
  it('opens the door and names the message', () => {
    expect(verify()).toEqual({ ok: true, id: 'msg_1', timestamp: 1_772_415_000 });
  });

  it('is found under any spelling of the header names', () => {
    const headers = Object.fromEntries(Object.entries(signed()).map(([name, value]) => [name.toUpperCase(), value]));
    expect(verify({ headers })).toMatchObject({ ok: true });
  });

  it('fits bytes as well as text', () => {
    expect(verify({ rawBody: Buffer.from(body) })).toMatchObject({ ok: true });
  });

  it('may come from either live key while keys are being changed', () => {
    expect(verify({ secrets: [otherSecret, secret] })).toMatchObject({ ok: true });
    expect(verify({ secrets: [otherSecret] })).toEqual({ ok: false, reason: 'no-match' });
  });

  it('may be one of several in the header, other versions being passed over', () => {
    const { 'webhook-signature': good } = signed();
    const { 'webhook-signature': foreign } = signed('msg_1', body, otherSecret);
    const headers = { ...signed(), 'webhook-signature': `v1a,AAAA ${foreign} ${good} v2,zzzz` };
    expect(verify({ headers })).toMatchObject({ ok: true });
  });

  it('is refused when the body, the id or the timestamp was changed after signing', () => {
    expect(verify({ rawBody: `${body} ` })).toEqual({ ok: false, reason: 'no-match' });
    expect(verify({ headers: { ...signed(), 'webhook-id': 'msg_2' } })).toEqual({ ok: false, reason: 'no-match' });
    expect(verify({ headers: { ...signed(), 'webhook-timestamp': '1772415001' } })).toEqual({
      ok: false,
      reason: 'no-match',
    });
  });

  it.each([-300, 0, 300])('is fresh %i seconds from now', (seconds) => {
    expect(verify({ nowMs: at.getTime() + seconds * 1000 })).toMatchObject({ ok: true });
  });

  it.each([-301, 301, 86_400])('is stale %i seconds from now', (seconds) => {
    expect(verify({ nowMs: at.getTime() + seconds * 1000 })).toEqual({ ok: false, reason: 'stale-timestamp' });
  });

  it('says nothing of our clock to somebody without a key', () => {
    expect(verify({ nowMs: at.getTime() + 86_400_000, secrets: [otherSecret] })).toEqual({
      ok: false,
      reason: 'no-match',
    });
  });

  it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('needs the header %s', (name) => {
    expect(verify({ headers: { ...signed(), [name]: undefined } })).toEqual({ ok: false, reason: 'missing-header' });
  });

  it.each(['', '-1', '1e3', ' 1772415000', '1772415000.0', '0x1', 'NaN', '9'.repeat(30)])(
    'refuses the timestamp %j',
    (timestamp) => {
      expect(verify({ headers: { ...signed(), 'webhook-timestamp': timestamp } })).toEqual({
        ok: false,
        reason: 'malformed-header',
      });
    },
  );

  it.each(['', 'a b', 'a.b', 'ü', 'x'.repeat(201)])('refuses the id %j even when it is signed', (id) => {
    expect(verify({ headers: signed(id) })).toEqual({ ok: false, reason: 'malformed-header' });
  });

  it('never opens for an empty key or an empty signature', () => {
    for (const empty of ['', 'whsec_', 'whsec_====']) {
      expect(verify({ secrets: [empty] })).toEqual({ ok: false, reason: 'no-match' });
    }
    for (const offered of ['', 'v1,', 'v1', ',', 'v1,====', ' '.repeat(5000)]) {
      expect(verify({ headers: { ...signed(), 'webhook-signature': offered } })).toEqual({
        ok: false,
        reason: 'no-match',
      });
    }
    expect(verify({ secrets: [] })).toEqual({ ok: false, reason: 'no-match' });
  });

  const key = fc
    .uint8Array({ minLength: 1, maxLength: 64 })
    .map((bytes) => `whsec_${Buffer.from(bytes).toString('base64')}`);
  const id = fc.stringMatching(/^[A-Za-z0-9_-]{1,60}$/);
  const text = fc.string({ unit: 'grapheme', maxLength: 300 });

  it('agrees with the reference implementation about every message it signs', () => {
    fc.assert(
      fc.property(key, id, text, (anyKey, anyId, rawBody) => {
        expect(verify({ headers: signed(anyId, rawBody, anyKey), rawBody, secrets: [anyKey] })).toEqual({
          ok: true,
          id: anyId,
          timestamp: Math.floor(at.getTime() / 1000),
        });
      }),
    );
  });

  it('agrees with the reference implementation about messages that were tampered with', () => {
    const now = Math.floor(Date.now() / 1000);
    fc.assert(
      fc.property(key, key, id, text, text, (signing, checking, anyId, signedBody, sentBody) => {
        const headers = {
          'webhook-id': anyId,
          'webhook-timestamp': String(now),
          'webhook-signature': new Webhook(signing).sign(anyId, new Date(now * 1000), signedBody),
        };
        let reference = true;
        try {
          new Webhook(checking).verify(sentBody, headers, { jsonParse: false });
        } catch {
          reference = false;
        }
        const ours = verifySignature({
          headers,
          rawBody: sentBody,
          secrets: [checking],
          nowMs: now * 1000,
          toleranceSeconds: 300,
        });
        expect(ours.ok).toBe(reference);
      }),
    );
  });

  it('answers, whatever the headers hold', () => {
    const value = fc.option(fc.string({ maxLength: 400 }), { nil: undefined });
    fc.assert(
      fc.property(
        value,
        value,
        value,
        fc.array(fc.string(), { maxLength: 3 }),
        (webhookId, timestamp, signature, secrets) => {
          const headers = { 'webhook-id': webhookId, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
          expect(verify({ headers, secrets }).ok).toBe(false);
        },
      ),
    );
  });
});
