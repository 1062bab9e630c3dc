// Checks an ID token (OpenID Connect Core §3.1.3.7): signature by a published key, then issuer, audience, time, nonce.
// Only RS256 and ES256: `none`, and HMAC with a public key for its secret, are not among them.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import * as z from 'zod';

export const JwkSchema = z.object({
  kty: z.enum(['RSA', 'EC']),
  kid: z.string().optional(),
  use: z.string().optional(),
  n: z.string().optional(),
  e: z.string().optional(),
  crv: z.string().optional(),
  x: z.string().optional(),
  y: z.string().optional(),
});
export type Jwk = z.infer<typeof JwkSchema>;

const HeaderSchema = z.object({
  alg: z.enum(['RS256', 'ES256']),
  kid: z.string().optional(),
  crit: z.never().optional(),
});
const ClaimsSchema = z.looseObject({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  aud: z.union([z.string(), z.array(z.string())]),
  azp: z.string().optional(),
  exp: z.number(),
  iat: z.number(),
  nbf: z.number().optional(),
  nonce: z.string().optional(),
});
export type IdClaims = z.infer<typeof ClaimsSchema>;

/** Clocks of two houses may differ by this much. */
const leewaySeconds = 60;
const shortestRsaBits = 2048;

export type Expected = { issuer: string; clientId: string; nonce: string; now: string };
export type Verified = { ok: true; claims: IdClaims } | { ok: false; why: string };

const refused = (why: string): Verified => ({ ok: false, why });

/** Pure: `keys` are the provider's, `now` is an ISO instant. */
export const verifyIdToken = (token: string, keys: readonly Jwk[], expected: Expected): Verified => {
  const [head, body, signature, ...rest] = token.split('.');
  if (head === undefined || body === undefined || signature === undefined || rest.length > 0)
    return refused('not a signed token');
  const header = HeaderSchema.safeParse(decoded(head));
  if (!header.success) return refused('signed by a method that is not accepted');
  const signed = Buffer.from(`${head}.${body}`);
  const fits = keysFor(header.data, keys).some((key) =>
    verify('sha256', signed, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')),
  );
  if (!fits) return refused('no published key fits the signature');
  const claims = ClaimsSchema.safeParse(decoded(body));
  if (!claims.success) return refused('claims are missing');
  const why = faultOf(claims.data, expected);
  return why === undefined ? { ok: true, claims: claims.data } : refused(why);
};

/** Whether a newer set of keys may help: the token names one that is not among these. */
export const namesUnknownKey = (token: string, keys: readonly Jwk[]): boolean => {
  const header = HeaderSchema.safeParse(decoded(token.split('.')[0] ?? ''));
  return header.success && keysFor(header.data, keys).length === 0;
};

const decoded = (part: string): unknown => {
  try {
    return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
};

const keysFor = ({ alg, kid }: z.infer<typeof HeaderSchema>, keys: readonly Jwk[]): KeyObject[] =>
  keys
    .filter(
      (key) =>
        key.kty === (alg === 'RS256' ? 'RSA' : 'EC') &&
        (key.use === undefined || key.use === 'sig') &&
        (kid === undefined || key.kid === kid),
    )
    .flatMap((key) => {
      const made = publicKey(key);
      return made === undefined || !isStrong(made) ? [] : [made];
    });

const publicKey = (jwk: Jwk): KeyObject | undefined => {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
};

const isStrong = ({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean =>
  asymmetricKeyType === 'rsa'
    ? (asymmetricKeyDetails?.modulusLength ?? 0) >= shortestRsaBits
    : asymmetricKeyDetails?.namedCurve === 'prime256v1';

const faultOf = (claims: IdClaims, { issuer, clientId, nonce, now }: Expected): string | undefined => {
  const seconds = Date.parse(now) / 1000;
  const audience = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (claims.iss !== issuer) return 'of another issuer';
  if (!audience.includes(clientId)) return 'for somebody else';
  if (audience.length > 1 && claims.azp === undefined) return 'for several, and for none of them by name';
  if (claims.azp !== undefined && claims.azp !== clientId) return 'given to somebody else';
  if (claims.exp <= seconds - leewaySeconds) return 'too old';
  if (claims.iat > seconds + leewaySeconds) return 'of a time to come';
  if (claims.nbf !== undefined && claims.nbf > seconds + leewaySeconds) return 'not valid yet';
  return claims.nonce === nonce ? undefined : 'not the answer to this request';
};
