// Bounded texts and instants as they arrive from outside: every string that crosses the door has one of these shapes.
import * as z from 'zod';

// Tab, line feed and carriage return are words' own; every other control character is a sign of broken text.
const isClean = (text: string): boolean =>
  text.isWellFormed() && [...text].every((one) => one >= ' ' || one === '\n' || one === '\t' || one === '\r');

/** Words of a person: something besides blanks, whole characters only, at most `max` UTF-16 units. */
export const words = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/\S/, { error: 'must not be blank' })
    .refine(isClean, { error: 'must not hold control characters or half characters' });

/** A short line: words without a line break. */
export const line = (max: number) => words(max).regex(/^[^\r\n]*$/, { error: 'must be one line' });

/** An instant with any offset, kept in UTC so that instants compare as text. */
export const instantFromOutside = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 instant with an offset, such as 2026-03-02T09:30:00+08:00' })
  .max(40)
  .transform((text) => new Date(text).toISOString());

/** An instant as the product writes it, always UTC. */
export const instant = z.iso.datetime();
