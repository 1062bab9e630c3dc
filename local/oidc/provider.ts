// An OpenID Connect provider for one machine: whoever is at it chooses whom to be, without a password. It speaks the
// protocol in full (discovery, authorization code, PKCE, signed ID tokens), so that a function cannot tell it from
// another. Made for the interface under /_local, which only this machine reaches.
import { createHash, generateKeyPairSync, type KeyObject, sign, timingSafeEqual } from 'node:crypto';
import {
  type ControlAnswer,
  type ControlRequest,
  type ControlRoutes,
  htmlAnswer,
  jsonAnswer,
} from '../control/answer.ts';
import { textMembers } from '../mail/sink.ts';
import type { StackClock } from '../time/clock.ts';
import type { Ids } from '../time/ids.ts';
import type { Person } from './people.ts';
import { peoplePage } from './people-page.ts';

export type ProviderOptions = {
  /** Where it is reached, without a slash at its end: the issuer. */
  issuer: string;
  people: readonly Person[];
  /** What a client has to show; undefined when there is none to show. */
  clientSecret(): string | undefined;
  clock: StackClock;
  ids: Ids;
};

type Grant = { person: Person; clientId: string; redirectUri: string; nonce: string; challenge: string; until: number };

const codeMs = 60_000;
const tokenSeconds = 300;
const keyId = 'local';

export function oidcRoutes(options: ProviderOptions): ControlRoutes {
  const { issuer, people, clock, ids } = options;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const grants = new Map<string, Grant>();
  const base = new URL(issuer).pathname;

  async function choose({ body, query }: ControlRequest): Promise<ControlAnswer> {
    const form = typeof body === 'string' ? new URLSearchParams(body) : new URLSearchParams();
    const person = people.find((one) => one.sub === form.get('sub'));
    const why = faultOf(query);
    if (why !== undefined || person === undefined) return refused(why ?? 'choose one of the people listed');
    const code = ids.bytes(24).toString('base64url');
    grants.set(code, {
      person,
      clientId: query.get('client_id') ?? '',
      redirectUri: query.get('redirect_uri') ?? '',
      nonce: query.get('nonce') ?? '',
      challenge: query.get('code_challenge') ?? '',
      until: clock.now() + codeMs,
    });
    const back = new URL(query.get('redirect_uri') ?? '');
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    return { status: 303, type: 'text/plain', text: '', headers: { location: back.href } };
  }

  async function token(request: ControlRequest): Promise<ControlAnswer> {
    const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
    const client = clientOf(request.headers.authorization, form);
    if (!isSame(client.secret, options.clientSecret())) return jsonAnswer(401, { error: 'invalid_client' });
    const code = form.get('code') ?? '';
    const grant = grants.get(code);
    // A code is good once, whatever comes of it.
    grants.delete(code);
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const fits =
      form.get('grant_type') === 'authorization_code' &&
      grant !== undefined &&
      grant.until >= clock.now() &&
      grant.clientId === client.id &&
      grant.redirectUri === form.get('redirect_uri') &&
      grant.challenge === challenge;
    if (!fits) return jsonAnswer(400, { error: 'invalid_grant' });
    const now = Math.floor(clock.now() / 1000);
    const claims = {
      ...grant.person.claims,
      ...{ iss: issuer, sub: grant.person.sub, name: grant.person.name, aud: grant.clientId, nonce: grant.nonce },
      ...{ iat: now, exp: now + tokenSeconds },
    };
    return jsonAnswer(200, {
      access_token: ids.bytes(24).toString('base64url'),
      token_type: 'Bearer',
      expires_in: tokenSeconds,
      id_token: signedToken(claims, privateKey),
    });
  }

  return {
    [`GET ${base}/.well-known/openid-configuration`]: async () => jsonAnswer(200, metadata(issuer)),
    [`GET ${base}/jwks`]: async () =>
      jsonAnswer(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyId, use: 'sig', alg: 'ES256' }] }),
    [`GET ${base}/authorize`]: async ({ query }) => {
      const why = faultOf(query);
      return why === undefined ? htmlAnswer(peoplePage(people, `${base}/authorize?${query}`)) : refused(why);
    },
    [`POST ${base}/authorize`]: choose,
    [`POST ${base}/token`]: token,
  };
}

const metadata = (issuer: string) => ({
  issuer,
  authorization_endpoint: `${issuer}/authorize`,
  token_endpoint: `${issuer}/token`,
  jwks_uri: `${issuer}/jwks`,
  response_types_supported: ['code'],
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
  scopes_supported: ['openid', 'profile'],
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  code_challenge_methods_supported: ['S256'],
});

/** A sentence about what an authorization request lacks. */
function faultOf(query: URLSearchParams): string | undefined {
  if (query.get('response_type') !== 'code') return 'response_type must be code';
  if (query.get('scope')?.split(' ').includes('openid') !== true) return 'scope must hold openid';
  if (query.get('code_challenge_method') !== 'S256' || !query.get('code_challenge')) return 'PKCE with S256 is needed';
  if (!query.get('client_id') || !query.get('state') || !query.get('nonce'))
    return 'client_id, state and nonce are needed';
  const back = query.get('redirect_uri') ?? '';
  // People here have no password, so their names must not be given to a site elsewhere.
  const isLocal = URL.canParse(back) && /^(127(\.\d+){3}|localhost|\[::1\])$/.test(new URL(back).hostname);
  return isLocal ? undefined : 'redirect_uri must be on this machine';
}

const refused = (why: string): ControlAnswer => ({ status: 400, type: 'text/plain; charset=utf-8', text: `${why}\n` });

/** By Basic authorization, whose parts are form-encoded (RFC 6749 §2.3.1), or by form. */
function clientOf(authorization: string | string[] | undefined, form: URLSearchParams): { id: string; secret: string } {
  const given = textMembers({ authorization })['authorization'] ?? '';
  if (!given.startsWith('Basic ')) return { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  const [id = '', secret = ''] = Buffer.from(given.slice(6), 'base64').toString('utf8').split(':');
  const plain = (text: string): string => new URLSearchParams(`v=${text}`).get('v') ?? '';
  return { id: plain(id), secret: plain(secret) };
}

function isSame(given: string, wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  if (wanted === '') return false;
  const [one, other] = [Buffer.from(given), Buffer.from(wanted)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function signedToken(claims: object, key: KeyObject): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const body = `${part({ alg: 'ES256', typ: 'JWT', kid: keyId })}.${part(claims)}`;
  return `${body}.${sign('sha256', Buffer.from(body), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
