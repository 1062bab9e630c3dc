// The provider for development refuses what a provider has to refuse, so that a client that forgets something is seen here.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ControlAnswer } from '#local/control/answer.ts';
import { readPeople } from '#local/oidc/people.ts';
import { oidcRoutes } from '#local/oidc/provider.ts';
import { createClock } from '#local/time/clock.ts';
import { createIds } from '#local/time/ids.ts';

const issuer = 'http://127.0.0.1:1/_local/oidc';
const start = Date.parse('2026-03-02T01:00:00.000Z');
const verifier = 'v'.repeat(43);
const asked = {
  response_type: 'code',
  client_id: 'app',
  redirect_uri: 'http://127.0.0.1:1/back',
  scope: 'openid profile',
  state: 's1',
  nonce: 'n1',
  code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  code_challenge_method: 'S256',
};

const aProvider = () => {
  const clock = createClock({ virtual: true, start });
  const people = [{ sub: 'ann', name: 'Ann <b>', claims: { roles: ['reader'], sub: 'somebody else' } }];
  const routes = oidcRoutes({ issuer, people, clientSecret: () => 'the secret', clock, ids: createIds('seed') });
  const call = async (
    method: string,
    path: string,
    query: Record<string, string> = {},
    body?: string,
    headers = {},
  ): Promise<ControlAnswer> => {
    const route = routes[`${method} /_local/oidc/${path}`];
    if (route === undefined) throw new Error(`no ${method} ${path}`);
    return route({ path, query: new URLSearchParams(query), headers, body });
  };
  const choose = async (change: Record<string, string> = {}, sub = 'ann') =>
    call('POST', 'authorize', { ...asked, ...change }, new URLSearchParams({ sub }).toString());
  const codeOf = ({ headers }: ControlAnswer): string =>
    new URL(headers?.['location'] ?? '').searchParams.get('code') ?? '';
  const basic = (secret: string) => ({
    authorization: `Basic ${Buffer.from(`app:${encodeURIComponent(secret)}`).toString('base64')}`,
  });
  const exchange = async (code: string, change: Record<string, string> = {}, secret = 'the secret') => {
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: asked.redirect_uri,
      code_verifier: verifier,
      ...change,
    };
    const answer = await call('POST', 'token', {}, new URLSearchParams(form).toString(), basic(secret));
    return { status: answer.status, body: JSON.parse(answer.text) };
  };
  return { clock, call, choose, codeOf, exchange };
};

describe('the provider of OpenID Connect', () => {
  it('gives a token that its published key has signed, with the claims of the person who was chosen', async () => {
    const { call, choose, codeOf, exchange } = aProvider();
    const chosen = await choose();
    expect(new URL(chosen.headers?.['location'] ?? '').searchParams.get('state')).toBe('s1');
    const { status, body } = await exchange(codeOf(chosen));
    expect(status).toBe(200);
    const [head = '', claims = '', signature = ''] = body.id_token.split('.');
    const { keys } = JSON.parse((await call('GET', 'jwks')).text);
    const key = createPublicKey({ key: keys[0], format: 'jwk' });
    const input = { key, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', Buffer.from(`${head}.${claims}`), input, Buffer.from(signature, 'base64url'))).toBe(true);
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toEqual({
      iss: issuer,
      sub: 'ann',
      name: 'Ann <b>',
      aud: 'app',
      nonce: 'n1',
      roles: ['reader'],
      iat: start / 1000,
      exp: start / 1000 + 300,
    });
  });

  it('takes a code once', async () => {
    const { choose, codeOf, exchange } = aProvider();
    const code = codeOf(await choose());
    expect((await exchange(code)).status).toBe(200);
    expect((await exchange(code)).body).toEqual({ error: 'invalid_grant' });
  });

  it.each([
    ['another verifier', { code_verifier: 'w'.repeat(43) }],
    ['another way back', { redirect_uri: 'http://127.0.0.1:1/elsewhere' }],
    ['another grant', { grant_type: 'refresh_token' }],
  ])('refuses a code with %s', async (_what, change) => {
    const { choose, codeOf, exchange } = aProvider();
    expect((await exchange(codeOf(await choose()), change)).status).toBe(400);
  });

  it('refuses a client that does not know its secret, and a code that is a minute old', async () => {
    const { clock, choose, codeOf, exchange } = aProvider();
    expect((await exchange(codeOf(await choose()), {}, 'guess')).status).toBe(401);
    const code = codeOf(await choose());
    clock.moveTo(start + 61_000);
    expect((await exchange(code)).status).toBe(400);
  });

  it.each([
    ['without PKCE', { code_challenge_method: 'plain' }],
    ['without a nonce', { nonce: '' }],
    ['that leads off this machine', { redirect_uri: 'https://example.org/back' }],
    ['for a token in the address', { response_type: 'id_token' }],
    ['that does not sign in', { scope: 'profile' }],
  ])('refuses a request %s', async (_what, change) => {
    const { call, choose } = aProvider();
    expect((await call('GET', 'authorize', { ...asked, ...change })).status).toBe(400);
    expect((await choose(change)).status).toBe(400);
  });

  it('lists the people there are, and nobody else can be chosen', async () => {
    const { call, choose } = aProvider();
    const page = await call('GET', 'authorize', asked);
    expect(page.text).toContain('Ann &lt;b&gt;');
    expect((await choose({}, 'eve')).status).toBe(400);
  });

  it('refuses a file that is no list of people, by its name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'people-'));
    const file = join(folder, 'people.json');
    writeFileSync(file, '[{"name":"nobody"}]');
    expect(() => readPeople(file)).toThrow(file);
    rmSync(folder, { recursive: true });
  });
});
