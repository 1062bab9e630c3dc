// Posts one signed event and tells what became of it. Busy answers are waited out; the same id makes a repeat harmless.
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { ProblemSchema } from '#schemas/problem.ts';
import { signWebhook } from './sign.ts';

export type Door = { api: string; source: string; secret: string; now: () => Promise<number> };
export type Event = { id: string; type: string; data: Record<string, unknown> };
export type Posted =
  | { outcome: 'accepted' | 'repeated'; caseId?: string | undefined; caseNumber?: string | undefined }
  | { outcome: 'refused'; status: number; reason: string };

const AnswerSchema = z.object({
  caseId: z.string().optional(),
  caseNumber: z.string().optional(),
  repeated: z.boolean().optional(),
});

const mostTries = 5;

/** @throws Error when nobody answers at that address. */
export const postWebhook = async (door: Door, event: Event): Promise<Posted> => {
  for (let attempt = 1; ; attempt += 1) {
    const atMs = await door.now();
    const rawBody = JSON.stringify({ type: event.type, timestamp: new Date(atMs).toISOString(), data: event.data });
    const response = await fetch(`${door.api}/v1/webhooks/${encodeURIComponent(door.source)}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signWebhook(door.secret, { id: event.id, atMs, rawBody }) },
      body: rawBody,
    });
    const text = await response.text();
    if (response.status === 202) return accepted(text);
    const mayComeAgain = response.status === 429 || response.status >= 500;
    if (!mayComeAgain || attempt === mostTries)
      return { outcome: 'refused', status: response.status, reason: reasonOf(text) };
    await pause(1000 * Math.min(30, Number(response.headers.get('retry-after') ?? attempt) || attempt));
  }
};

const accepted = (text: string): Posted => {
  const { repeated, ...rest } = AnswerSchema.parse(JSON.parse(text));
  return { outcome: repeated === true ? 'repeated' : 'accepted', ...rest };
};

/** A problem in one line: its detail, and each field with its own. */
const reasonOf = (text: string): string => {
  const problem = ProblemSchema.safeParse(parseJson(text));
  if (!problem.success) return text.slice(0, 200);
  const fields = (problem.data.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`);
  return fields.length > 0 ? fields.join('; ') : problem.data.detail;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const ClockSchema = z.object({ now: z.iso.datetime(), virtual: z.boolean() });

/** The clock that the door goes by: that of the embedded stack where it is virtual, else this machine's. */
export const clockOf = async (api: string): Promise<() => Promise<number>> => {
  const read = async () => {
    try {
      return ClockSchema.safeParse(await (await fetch(`${api}/_local/clock`)).json());
    } catch {
      return undefined;
    }
  };
  const first = await read();
  if (first?.success !== true || !first.data.virtual) return async () => Date.now();
  return async () => {
    const answer = await read();
    return answer?.success === true ? Date.parse(answer.data.now) : Date.now();
  };
};
