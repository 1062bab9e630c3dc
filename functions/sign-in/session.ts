// The session of a person who has signed in: one sealed cookie, eight hours, nothing kept on our side.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Person, type Session, SessionSchema } from '#schemas/session.ts';
import { seal, unseal } from './seal.ts';

/** A working day; after it a person signs in again. */
export const sessionHours = 8;

export const newSession = (person: Person, now: string): Session => ({
  id: randomBytes(16).toString('base64url'),
  person,
  until: new Date(Date.parse(now) + sessionHours * 3_600_000).toISOString(),
});

export const sealSession = (key: Buffer, session: Session): string => seal(key, 'session', session);

/** The session in a cookie's value; undefined when it is not ours, or over at `now`. */
export const openSession = (key: Buffer, text: string | undefined, now: string): Session | undefined => {
  if (text === undefined) return undefined;
  const parsed = SessionSchema.safeParse(unseal(key, 'session', text));
  return parsed.success && parsed.data.until > now ? parsed.data : undefined;
};

/** The token that every form of a session carries: another site can send a form, but not this. */
export const formToken = (key: Buffer, session: Session): string =>
  createHmac('sha256', key).update(`form\u0000${session.id}`).digest('base64url');

export const isFormToken = (key: Buffer, session: Session, given: string): boolean => {
  const [wanted, told] = [Buffer.from(formToken(key, session)), Buffer.from(given)];
  return wanted.length === told.length && timingSafeEqual(wanted, told);
};
