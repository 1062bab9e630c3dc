// The people who can be signed in as on this machine: a JSON file of the app that is run.
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { parseJson } from '../json.ts';
import { RefusedError } from '../refusal.ts';

const PersonSchema = z.strictObject({
  sub: z.string().min(1),
  name: z.string().min(1),
  /** What stands below the name where one is chosen. */
  about: z.string().optional(),
  /** Claims of the ID token beside those of the protocol. */
  claims: z.record(z.string(), z.unknown()).default({}),
});
export type Person = z.infer<typeof PersonSchema>;

/** @throws RefusedError when the file is not a list of people. */
export function readPeople(file: string): Person[] {
  const parsed = z.array(PersonSchema).safeParse(parseJson(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new RefusedError([`${file} is not a list of people: ${z.prettifyError(parsed.error)}`]);
  return parsed.data;
}
