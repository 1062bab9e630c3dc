// The identity provider, found by its issuer (OpenID Connect Discovery): where to send people, where codes become
// tokens, which keys sign. Kept for an hour; asked again when a token names a key that is not among those known.
import * as z from 'zod';
import { UnavailableError } from '#kernel/errors.ts';
import { type Jwk, JwkSchema, namesUnknownKey } from './verify-id-token.ts';

const MetadataSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  token_endpoint_auth_methods_supported: z.array(z.string()).optional(),
});
type Metadata = z.infer<typeof MetadataSchema>;

export type Provider = { metadata: Metadata; keys: readonly Jwk[]; askedAt: number };
export type Client = { clientId: string; clientSecret: string; redirectUri: string };

const keptMs = 3_600_000;
const waitMs = 5_000;
const longestAnswer = 200_000;
const known = new Map<string, Provider>();

/** @throws UnavailableError when the provider does not answer, or answers as another. */
export const findProvider = async (issuer: string, now: string): Promise<Provider> => {
  const kept = known.get(issuer);
  const at = Date.parse(now);
  if (kept !== undefined && at - kept.askedAt < keptMs && at >= kept.askedAt) return kept;
  const metadata = await ask(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, MetadataSchema);
  if (metadata.issuer !== issuer) throw new UnavailableError('the identity provider calls itself by another name');
  const found = { metadata, keys: await askKeys(metadata), askedAt: at };
  known.set(issuer, found);
  return found;
};

/** The keys for a token: asked for anew when it names one that is not known. */
export const keysForToken = async (provider: Provider, token: string): Promise<readonly Jwk[]> => {
  if (!namesUnknownKey(token, provider.keys)) return provider.keys;
  const keys = await askKeys(provider.metadata);
  known.set(provider.metadata.issuer, { ...provider, keys });
  return keys;
};

/** A key of a kind that is not known here is passed over. */
const askKeys = async (metadata: Metadata): Promise<Jwk[]> => {
  const { keys } = await ask(metadata.jwks_uri, z.object({ keys: z.array(z.unknown()).max(50) }));
  return keys.flatMap((key) => JwkSchema.safeParse(key).data ?? []);
};

const TokensSchema = z.object({ id_token: z.string().max(longestAnswer) });

/** Gives the code for an ID token (RFC 6749 §4.1.3, RFC 7636). Undefined when the provider refuses it. */
export const exchangeCode = async (
  { metadata }: Provider,
  { clientId, clientSecret, redirectUri }: Client,
  { code, verifier }: { code: string; verifier: string },
): Promise<string | undefined> => {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  const methods = metadata.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const byForm = !methods.includes('client_secret_basic') && methods.includes('client_secret_post');
  if (byForm) {
    form.set('client_id', clientId);
    form.set('client_secret', clientSecret);
  }
  const basic = Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString('base64');
  const headers = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    ...(byForm ? {} : { authorization: `Basic ${basic}` }),
  };
  const answer = await reach(metadata.token_endpoint, { method: 'POST', headers, body: form.toString() });
  if (answer.status === 400 || answer.status === 401) return undefined;
  return TokensSchema.safeParse(await jsonOf(answer)).data?.id_token;
};

const formEncoded = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');

const ask = async <T>(url: string, schema: z.ZodType<T>): Promise<T> => {
  const parsed = schema.safeParse(await jsonOf(await reach(url, { headers: { accept: 'application/json' } })));
  if (!parsed.success) throw new UnavailableError('the identity provider answers something else');
  return parsed.data;
};

/** Never follows a redirect: an answer counts only where it was asked for. */
const reach = async (url: string, options: RequestInit): Promise<Response> => {
  try {
    return await fetch(url, { ...options, redirect: 'error', signal: AbortSignal.timeout(waitMs) });
  } catch (fault) {
    throw new UnavailableError('the identity provider does not answer', { cause: fault });
  }
};

const jsonOf = async (answer: Response): Promise<unknown> => {
  const text = await answer.text().catch(() => '');
  if (!answer.ok || text.length > longestAnswer)
    throw new UnavailableError(`the identity provider answers ${answer.status}`);
  try {
    return JSON.parse(text);
  } catch {
    throw new UnavailableError('the identity provider does not answer in JSON');
  }
};
