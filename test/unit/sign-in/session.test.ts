import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readCookie, setCookie } from '#functions/sign-in/cookies.ts';
import { personOf } from '#functions/sign-in/person-of.ts';
import { seal, unseal } from '#functions/sign-in/seal.ts';
import { formToken, isFormToken, newSession, openSession, sealSession } from '#functions/sign-in/session.ts';
import { safePath } from '#functions/sign-in/sign-in.ts';

const key = randomBytes(32);
const now = '2026-03-02T01:00:00.000Z';
const later = (hours: number): string => new Date(Date.parse(now) + hours * 3_600_000).toISOString();
const person = { sub: 'u1', name: '陈雨', roles: ['duty-desk' as const], units: [] };

describe('a session', () => {
  it('opens for eight hours, with what was put into it', () => {
    const sealed = sealSession(key, newSession(person, now));
    expect(openSession(key, sealed, later(7.9))?.person).toEqual(person);
    expect(openSession(key, sealed, later(8))).toBeUndefined();
  });

  it('tells nothing to whoever reads the cookie', () => {
    const sealed = sealSession(key, newSession(person, now));
    expect(Buffer.from(sealed, 'base64url').toString('utf8')).not.toContain('duty-desk');
  });

  it('does not open when any bit was changed, by another key, or from another purpose', () => {
    const sealed = Buffer.from(sealSession(key, newSession(person, now)), 'base64url');
    for (let at = 0; at < sealed.length; at += 7) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(openSession(key, changed.toString('base64url'), now)).toBeUndefined();
    }
    expect(openSession(randomBytes(32), sealed.toString('base64url'), now)).toBeUndefined();
    const attempt = seal(key, 'sign-in', newSession(person, now));
    expect(unseal(key, 'sign-in', attempt)).toBeDefined();
    expect(openSession(key, attempt, now)).toBeUndefined();
  });

  it('has a form token of its own', () => {
    const [one, other] = [newSession(person, now), newSession(person, now)];
    expect(isFormToken(key, one, formToken(key, one))).toBe(true);
    expect(isFormToken(key, other, formToken(key, one))).toBe(false);
    expect(isFormToken(key, one, '')).toBe(false);
  });
});

describe('cookies', () => {
  it('are bound to the host and to https, but for a base URL that has none', () => {
    expect(setCookie('session', 'v', 60, { baseUrl: 'https://desk.example' })).toBe(
      '__Host-jiesu-session=v; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
    );
    expect(setCookie('session', 'v', 60, { baseUrl: 'http://127.0.0.1:8080' })).not.toContain('Secure');
  });

  it('are not taken from a name that only a site in the clear could have set', () => {
    const jar = { baseUrl: 'https://desk.example' };
    expect(readCookie(['jiesu-session=a', '__Host-jiesu-session=b'], 'session', jar)).toBe('b');
    expect(readCookie(['jiesu-session=a'], 'session', jar)).toBeUndefined();
  });
});

describe('the person behind a token', () => {
  const claims = { iss: 'i', sub: 'u1', aud: 'a', exp: 1, iat: 1 };

  it('has the roles and units of its claims, and no others', () => {
    const roles = ['duty-desk', 'root', 'duty-desk', 7];
    expect(personOf({ ...claims, name: '陈雨', roles, units: ['housing', 'No Unit', '../x'] })).toEqual({
      sub: 'u1',
      name: '陈雨',
      roles: ['duty-desk'],
      units: ['housing'],
    });
    expect(personOf({ ...claims, roles: 'auditor supervisor' })?.roles).toEqual(['auditor', 'supervisor']);
  });

  it('is nobody here without a role', () => {
    expect(personOf(claims)).toBeUndefined();
    expect(personOf({ ...claims, roles: { 'duty-desk': true } })).toBeUndefined();
  });
});

describe('where sign-in leads back to', () => {
  it.each([
    '//evil.example',
    'https://evil.example',
    '/desk\\..//x',
    '/deskevil',
    '/desk/../../x\n',
    'javascript:alert(1)',
    '/t/abc',
  ])('is never %j', (to) => {
    expect(safePath(to)).toBe('/desk');
  });

  it('is the page that was asked for', () => {
    expect(safePath('/desk?when=late&unit=housing')).toBe('/desk?when=late&unit=housing');
    expect(safePath('/desk/cases/abc')).toBe('/desk/cases/abc');
  });
});
