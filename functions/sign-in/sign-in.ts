// Sign-in by OpenID Connect: authorization code with PKCE, state and nonce (GET /sign-in, GET /sign-in/callback), and out
// again (POST /sign-out). The provider knows who people are; its claims say what they may do.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { cityPack } from '#functions/case/city-policy.ts';
import { localeOf } from '#functions/pages/locale.ts';
import { defineRoute, html, type RouteRequest, type RouteResponse } from '#kernel/define-route.ts';
import { UnavailableError } from '#kernel/errors.ts';
import { faultFields, log } from '#kernel/log.ts';
import { currentSecret } from '#kernel/secrets.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { type SignInAttempt, SignInAttemptSchema } from '#schemas/session.ts';
import { readCookie, setCookie } from './cookies.ts';
import { personOf } from './person-of.ts';
import { type Client, exchangeCode, findProvider, keysForToken, type Provider } from './provider.ts';
import { seal, sealingKey, unseal } from './seal.ts';
import { newSession, openSession, sealSession, sessionHours } from './session.ts';
import { type SignInTold, signInPage } from './sign-in-page.ts';
import { verifyIdToken } from './verify-id-token.ts';

const attemptMinutes = 10;
const token = (): string => randomBytes(32).toString('base64url');

export const handler = defineRoute('sign-in', ['GET', 'POST'], async (request) => {
  const { PUBLIC_BASE_URL: baseUrl } = readEnvironment(['PUBLIC_BASE_URL']);
  try {
    if (request.method === 'POST') return await signOut(request, baseUrl);
    return request.path.endsWith('/callback') ? await comeBack(request, baseUrl) : await leave(request, baseUrl);
  } catch (fault) {
    if (!(fault instanceof UnavailableError)) throw fault;
    log.warn('sign-in is not possible', faultFields(fault));
    return tell(request, 503, 'unavailable');
  }
});

const redirect = (location: string, cookies: string[]): RouteResponse => ({
  statusCode: 303,
  headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  cookies,
});

const tell = (request: RouteRequest, status: number, told: SignInTold, cookies: string[] = []): RouteResponse => {
  const pack = cityPack();
  return { ...html(status, signInPage(told, pack, localeOf(request, pack))), cookies };
};

/** A path of ours and nothing that a browser would take for another host. */
export const safePath = (asked: string | undefined): string =>
  asked !== undefined && /^\/desk(?:[/?.][\w\-./?=&%+,:]*)?$/.test(asked) && asked.length <= 1000 ? asked : '/desk';

const attemptKey = (): Promise<Buffer> => sealingKey(readEnvironment(['KEYS_SECRET']).KEYS_SECRET);

const providerAndClient = async (now: string, baseUrl: string): Promise<{ provider: Provider; client: Client }> => {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = readEnvironment([
    'OIDC_ISSUER',
    'OIDC_CLIENT_ID',
    'OIDC_CLIENT_SECRET',
  ]);
  const [provider, clientSecret] = await Promise.all([
    findProvider(OIDC_ISSUER, now),
    currentSecret(OIDC_CLIENT_SECRET),
  ]);
  return { provider, client: { clientId: OIDC_CLIENT_ID, clientSecret, redirectUri: `${baseUrl}/sign-in/callback` } };
};

const leave = async (request: RouteRequest, baseUrl: string): Promise<RouteResponse> => {
  const { provider, client } = await providerAndClient(request.occurredAt, baseUrl);
  const attempt: SignInAttempt = {
    state: token(),
    nonce: token(),
    verifier: token(),
    to: safePath(request.query['to']),
    until: new Date(Date.parse(request.occurredAt) + attemptMinutes * 60_000).toISOString(),
  };
  const address = new URL(provider.metadata.authorization_endpoint);
  const asked = {
    response_type: 'code',
    client_id: client.clientId,
    redirect_uri: client.redirectUri,
    scope: 'openid profile',
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: createHash('sha256').update(attempt.verifier).digest('base64url'),
    code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  const sealed = seal(await attemptKey(), 'sign-in', attempt);
  return redirect(address.href, [setCookie('sign-in', sealed, attemptMinutes * 60, { baseUrl })]);
};

const comeBack = async (request: RouteRequest, baseUrl: string): Promise<RouteResponse> => {
  const forget = setCookie('sign-in', '', 0, { baseUrl });
  const key = await attemptKey();
  const cookie = readCookie(request.cookies, 'sign-in', { baseUrl });
  const attempt = SignInAttemptSchema.safeParse(unseal(key, 'sign-in', cookie ?? '')).data;
  const { code, state } = request.query;
  if (attempt === undefined || attempt.until < request.occurredAt || !isSame(state ?? '', attempt.state))
    return tell(request, 400, 'again', [forget]);
  if (code === undefined) return tell(request, 403, 'declined', [forget]);
  const { provider, client } = await providerAndClient(request.occurredAt, baseUrl);
  const idToken = await exchangeCode(provider, client, { code, verifier: attempt.verifier });
  if (idToken === undefined) return tell(request, 400, 'again', [forget]);
  const verified = verifyIdToken(idToken, await keysForToken(provider, idToken), {
    issuer: provider.metadata.issuer,
    clientId: client.clientId,
    nonce: attempt.nonce,
    now: request.occurredAt,
  });
  if (!verified.ok) {
    log.warn('an ID token was refused', { why: verified.why });
    return tell(request, 400, 'again', [forget]);
  }
  const person = personOf(verified.claims);
  if (person === undefined) return tell(request, 403, 'no-role', [forget]);
  log.info('signed in', { roles: person.roles, units: person.units.length });
  const session = sealSession(key, newSession(person, request.occurredAt));
  return redirect(attempt.to, [setCookie('session', session, sessionHours * 3600, { baseUrl }), forget]);
};

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/** Only our own page signs out: another site's form would be Lax and come without the cookie. */
const signOut = async (request: RouteRequest, baseUrl: string): Promise<RouteResponse> => {
  const session = openSession(
    await attemptKey(),
    readCookie(request.cookies, 'session', { baseUrl }),
    request.occurredAt,
  );
  const cookies = session === undefined ? [] : [setCookie('session', '', 0, { baseUrl })];
  return tell(request, 200, 'signed-out', cookies);
};
