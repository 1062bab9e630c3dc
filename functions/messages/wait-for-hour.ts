// Whether a message waits: for the end of the quiet hours, for the morning list, for the next hour when its recipient
// has had enough in this one. One that waited too long is not sent any more: its task is done.
import { wallClock } from '#kernel/clock.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { countThisHour } from '#kernel/hourly-count.ts';
import { log } from '#kernel/log.ts';
import { isTaskClosed } from '#kernel/task-state.ts';
import type { DeliveryRequest } from '#schemas/matter.ts';
import { hold } from './held-messages.ts';
import type { Entry, Kept } from './message-record.ts';
import { nextHour, type Pace, paceOf } from './pace.ts';
import { type Post, recipientOf } from './post.ts';

type Record = ReadonlyMap<string, Kept>;

/** True when there is nothing to send now; the record says why. */
export const waitsForItsHour = async (
  post: Post,
  request: DeliveryRequest,
  kept: Record,
  channel: 'mail' | 'sms',
): Promise<boolean> => {
  const before = kept.get(`${request.key}.${channel}`);
  if (before !== undefined && (before.outcome !== 'held' || request.released !== true))
    return before.outcome === 'held';
  if (request.released === true && (await isOvertaken(post, request))) {
    await noteOvertaken(post, request, channel);
    return true;
  }
  const now = wallClock();
  const pace = await paceWithCap(post, request, kept, now);
  if (pace.send === 'now') return false;
  const { at, as } = pace;
  const entry = entryOf(request, channel, { at: now, outcome: 'held', detail: at });
  await hold(dynamo(), post.env.MATTERS_TABLE, { at, as, request, key: `${request.key}.${channel}`, entry });
  log.info('message waits for its hour', { matter: request.matter.id, template: request.message.template, channel });
  return true;
};

const paceWithCap = async (post: Post, request: DeliveryRequest, kept: Record, now: string): Promise<Pace> => {
  const { message } = request;
  const pace = request.released === true ? ({ send: 'now' } as const) : paceOf(message, now, post);
  if (pace.send === 'later' || message.urgent === true) return pace;
  const { hourlyCap } = post.pack.messaging;
  if (message.to.kind === 'unit') {
    const count = await countThisHour(dynamo(), post.env.MATTERS_TABLE, `unit:${message.to.unit}`, now);
    return count > hourlyCap.unit ? { send: 'later', at: nextHour(now), as: 'list' } : pace;
  }
  if (message.to.kind !== 'citizen') return pace;
  const told = [...kept.values()].filter(({ to }) => to === 'citizen');
  // What was said first is read first.
  const earlier = told.find(({ outcome }) => outcome === 'held')?.detail;
  if (earlier !== undefined && request.released !== true) return { send: 'later', at: earlier, as: 'message' };
  const hourAgo = new Date(Date.parse(now) - 3_600_000).toISOString();
  const lately = told.filter(({ outcome, at }) => outcome === 'sent' && at > hourAgo).length;
  return lately >= hourlyCap.citizen ? { send: 'later', at: nextHour(now), as: 'message' } : pace;
};

/** The task was done by another way while the message waited. */
export const isOvertaken = async ({ env }: Post, { matter, message }: DeliveryRequest): Promise<boolean> =>
  message.taskId !== undefined && isTaskClosed(dynamo(), env.MATTERS_TABLE, { ref: matter, taskId: message.taskId });

export const noteOvertaken = async (post: Post, request: DeliveryRequest, channel: 'mail' | 'sms'): Promise<void> => {
  const entry = entryOf(request, channel, { at: wallClock(), outcome: 'overtaken' });
  await post.record.write(request.matter, `${request.key}.${channel}`, entry);
  log.info('message overtaken', { matter: request.matter.id, template: entry.template, channel });
};

/** A message that a unit cannot have had is not left at that: at the next tick whoever notes such things hears of it. */
export const reportUndelivered = async (post: Post, request: DeliveryRequest): Promise<void> => {
  if (request.message.to.kind !== 'unit') return;
  const at = wallClock();
  const entry = entryOf(request, 'mail', { at, outcome: 'refused' });
  await hold(dynamo(), post.env.MATTERS_TABLE, { at, as: 'undelivered', request, key: `${request.key}.mail`, entry });
};

const entryOf = (
  { message: { template, to } }: DeliveryRequest,
  channel: 'mail' | 'sms',
  what: Pick<Entry, 'at' | 'outcome' | 'detail'>,
): Entry => ({ channel, template, to: recipientOf(to), ...what });
