// The doors of a running town, as everybody outside uses them: webhooks, links, the local clock and sinks.
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { type TaskDescription, TaskDescriptionSchema } from '#schemas/tasks.ts';
import { type Endpoints, sourceNamed } from '../endpoints.ts';
import { signWebhook } from '../sign.ts';
import { CommandError } from '../terminal.ts';
import type { Event } from './plan-calls.ts';
import type { Message } from './visits.ts';

/** What a door answered: the body when it was taken, the code of the problem when it was refused. */
export type Answered = { status: number; code: string; body: Record<string, unknown> };

export type Town = {
  now(): number;
  /** Moves time through everything that is due on the way. */
  advanceTo(instant: number): Promise<void>;
  post(event: Event): Promise<Answered>;
  /** Undefined when the link leads nowhere any more. */
  open(link: string): Promise<TaskDescription | undefined>;
  act(link: string, body: object): Promise<Answered>;
  /** What was sent since this was asked last. */
  newMessages(): Promise<Message[]>;
};

const MessagesSchema = z.array(
  z.object({
    id: z.int(),
    at: z.iso.datetime(),
    channel: z.enum(['mail', 'sms', 'webhook']),
    to: z.string(),
    text: z.string(),
    links: z.array(z.string()),
    tags: z.record(z.string(), z.string()),
  }),
);
const ClockSchema = z.object({ now: z.iso.datetime() });
const RecordSchema = z.record(z.string(), z.unknown());

export const openTown = async (endpoints: Endpoints): Promise<Town> => {
  const { api } = endpoints;
  let lastMessage = 0;
  let now = Date.parse(ClockSchema.parse(await (await fetch(`${api}/_local/clock`)).json()).now);

  const rest = async (): Promise<void> => {
    const answer = await fetch(`${api}/_local/idle`);
    if (!answer.ok) throw new CommandError(`The town does not come to rest: ${await answer.text()}`);
  };

  /** A gateway that is too busy is tried again: nothing has happened yet. */
  const knock = async (address: string, request: RequestInit): Promise<Answered> => {
    for (;;) {
      const response = await fetch(address, request);
      const text = await response.text();
      const body = RecordSchema.safeParse(parseJson(text)).data ?? {};
      const code = codeOf(body);
      if (response.status === 429 && code === '') {
        await pause(200);
        continue;
      }
      await rest();
      return { status: response.status, code, body };
    }
  };

  return {
    now: () => now,
    async advanceTo(instant) {
      if (instant <= now) return;
      const to = new Date(instant).toISOString();
      const answer = await fetch(`${api}/_local/clock`, { method: 'POST', body: JSON.stringify({ to }) });
      if (!answer.ok) throw new CommandError(`The clock does not move to ${to}: ${await answer.text()}`);
      now = instant;
    },
    post({ source, id, type, data }) {
      const { signingSecret } = sourceNamed(endpoints, source);
      const rawBody = JSON.stringify({ type, timestamp: new Date(now).toISOString(), data });
      const headers = { 'content-type': 'application/json', ...signWebhook(signingSecret, { id, atMs: now, rawBody }) };
      return knock(`${api}/v1/webhooks/${source}`, { method: 'POST', headers, body: rawBody });
    },
    async open(link) {
      const { status, body } = await knock(link, { headers: { accept: 'application/json' } });
      return status === 200 ? TaskDescriptionSchema.parse(body) : undefined;
    },
    act(link, body) {
      const headers = { 'content-type': 'application/json', accept: 'application/json' };
      return knock(link, { method: 'POST', headers, body: JSON.stringify(body) });
    },
    async newMessages() {
      const answer = await fetch(`${api}/_local/messages?after=${lastMessage}`);
      const messages = MessagesSchema.parse(await answer.json());
      lastMessage = messages.at(-1)?.id ?? lastMessage;
      return messages;
    },
  };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** `urn:jiesu:problem:task-already-done` is `task-already-done`; nothing when it is no problem of ours. */
const codeOf = ({ type }: Record<string, unknown>): string =>
  typeof type === 'string' ? (type.split(':').at(-1) ?? '') : '';
