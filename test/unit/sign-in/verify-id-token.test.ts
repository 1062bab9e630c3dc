import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type Jwk, JwkSchema, namesUnknownKey, verifyIdToken } from '#functions/sign-in/verify-id-token.ts';

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const other = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwk = (key: KeyObject, kid: string): Jwk =>
  JwkSchema.parse({ ...key.export({ format: 'jwk' }), kid, use: 'sig' });
const keys = [jwk(rsa.publicKey, 'rsa'), jwk(ec.publicKey, 'ec'), jwk(weak.publicKey, 'weak')];

const now = '2026-03-02T01:00:00.000Z';
const seconds = Date.parse(now) / 1000;
const expected = { issuer: 'https://id.example', clientId: 'jiesu', nonce: 'n1', now };
const claims = { iss: 'https://id.example', sub: 'u1', aud: 'jiesu', nonce: 'n1', iat: seconds, exp: seconds + 300 };
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const signed = (header: object, body: object, key: KeyObject = ec.privateKey): string => {
  const text = `${part(header)}.${part(body)}`;
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
};
const es = { alg: 'ES256', kid: 'ec' };
const check = (token: string) => verifyIdToken(token, keys, expected);

describe('an ID token', () => {
  it('is accepted when a published key has signed it, RS256 or ES256', () => {
    expect(check(signed(es, claims))).toMatchObject({ ok: true, claims: { sub: 'u1' } });
    expect(check(signed({ alg: 'RS256', kid: 'rsa' }, claims, rsa.privateKey))).toMatchObject({ ok: true });
    expect(check(signed({ alg: 'RS256' }, claims, rsa.privateKey))).toMatchObject({ ok: true });
  });

  it('is refused unsigned, and signed with a public key for a secret', () => {
    expect(check(`${part({ alg: 'none' })}.${part(claims)}.`)).toMatchObject({ ok: false });
    const text = `${part({ alg: 'HS256', kid: 'rsa' })}.${part(claims)}`;
    const secret = rsa.publicKey.export({ format: 'pem', type: 'spki' });
    expect(check(`${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`)).toMatchObject({
      ok: false,
    });
  });

  it('is refused by another key, a weak key, a key of the other kind, and when a letter of it was changed', () => {
    expect(check(signed(es, claims, other.privateKey))).toMatchObject({ ok: false });
    expect(check(signed({ alg: 'RS256', kid: 'weak' }, claims, weak.privateKey))).toMatchObject({ ok: false });
    expect(check(signed({ alg: 'ES256', kid: 'rsa' }, claims))).toMatchObject({ ok: false });
    const [head, , signature] = signed(es, claims).split('.');
    expect(check(`${head}.${part({ ...claims, sub: 'u2' })}.${signature}`)).toMatchObject({ ok: false });
  });

  it.each([
    ['of another issuer', { iss: 'https://evil.example' }],
    ['for another client', { aud: 'other' }],
    ['for several without a party', { aud: ['jiesu', 'other'] }],
    ['given to another party', { azp: 'other' }],
    ['too old', { exp: seconds - 61 }],
    ['of a time to come', { iat: seconds + 61 }],
    ['not valid yet', { nbf: seconds + 61 }],
    ['the answer to another request', { nonce: 'n2' }],
    ['without a nonce', { nonce: undefined }],
    ['without a subject', { sub: '' }],
  ])('is refused when it is %s', (_what, change) => {
    expect(check(signed(es, { ...claims, ...change }))).toMatchObject({ ok: false });
  });

  it('says when its key is not known yet, so that keys are asked for again', () => {
    expect(namesUnknownKey(signed({ alg: 'ES256', kid: 'new' }, claims), keys)).toBe(true);
    expect(namesUnknownKey(signed(es, claims), keys)).toBe(false);
    expect(namesUnknownKey('not a token', keys)).toBe(false);
  });
});
