// Cookies of the pages. Where the product is reached by https they are bound to the host and never leave in the clear;
// a base URL in plain http can only be a machine's own (docs/decisions.md).
type Jar = { baseUrl: string };
export type CookieName = 'session' | 'sign-in' | 'lang';

const isSecure = ({ baseUrl }: Jar): boolean => baseUrl.startsWith('https:');
const fullName = (name: CookieName, jar: Jar): string => (isSecure(jar) ? `__Host-jiesu-${name}` : `jiesu-${name}`);

/** The value of one of our cookies among those that were sent. */
export const readCookie = (cookies: readonly string[], name: CookieName, jar: Jar): string | undefined => {
  const start = `${fullName(name, jar)}=`;
  return cookies.find((cookie) => cookie.startsWith(start))?.slice(start.length);
};

/** A Set-Cookie value. `seconds` 0 takes the cookie away. Lax: links from mail and from the provider bring it along. */
export const setCookie = (name: CookieName, value: string, seconds: number, jar: Jar): string =>
  [
    `${fullName(name, jar)}=${value}`,
    'Path=/',
    `Max-Age=${seconds}`,
    'HttpOnly',
    'SameSite=Lax',
    ...(isSecure(jar) ? ['Secure'] : []),
  ].join('; ');
