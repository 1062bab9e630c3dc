// Every five minutes: messages whose hour has come go back to their queue, those of a morning list together.
import { SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { dynamo } from '#kernel/dynamo.ts';
import { UnavailableError } from '#kernel/errors.ts';
import { log } from '#kernel/log.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { DeliveryRequest, ListRequest, UndeliveredRequest } from '#schemas/matter.ts';
import { type Held, heldUntil, letGo } from './held-messages.ts';

type Tick = { time: string };
type Parcel = { body: DeliveryRequest | ListRequest; group: string; key: string; held: readonly Held[] };

/** More than a night of a large city brings in one run; the rest leaves five minutes later. */
const mostARun = 2000;
const mostInAList = 50;
/** Of one call to the queue; a list of fifty is some 40 KB, and a call holds 256. */
const mostACall = 5;

let client: SQSClient | undefined;

export const handler = async (event: Tick): Promise<{ released: number }> => {
  const { MATTERS_TABLE, MESSAGES_QUEUE_URL, UNDELIVERED_QUEUE_URL } = readEnvironment([
    'MATTERS_TABLE',
    'MESSAGES_QUEUE_URL',
    'UNDELIVERED_QUEUE_URL',
  ]);
  client ??= new SQSClient({ maxAttempts: 3 });
  const held = await heldUntil(dynamo(), MATTERS_TABLE, new Date(event.time).toISOString(), mostARun);
  await tellUndelivered(
    client,
    UNDELIVERED_QUEUE_URL,
    held.filter(({ as }) => as === 'undelivered'),
  );
  const parcels = [...listsIn(held), ...singlesIn(held)];
  for (let from = 0; from < parcels.length; from += mostACall) {
    const batch = parcels.slice(from, from + mostACall);
    await queue(client, MESSAGES_QUEUE_URL, batch);
    for (const one of batch.flatMap((parcel) => parcel.held)) await letGo(dynamo(), MATTERS_TABLE, one);
  }
  if (held.length > 0) log.info('held messages released', { released: held.length });
  return { released: held.length };
};

const tellUndelivered = async (sqs: SQSClient, url: string, held: readonly Held[]): Promise<void> => {
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  for (const one of held) {
    const { matter, message, key } = one.request;
    if (message.to.kind !== 'unit') continue;
    const body: UndeliveredRequest = {
      matter,
      key: `${key}-mail`.replaceAll('.', '-'),
      unit: message.to.unit,
      template: message.template,
      why: 'refused',
    };
    await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: JSON.stringify(body) }));
    await letGo(dynamo(), MATTERS_TABLE, one);
  }
};

const released = (request: DeliveryRequest): DeliveryRequest => ({ ...request, released: true });

const singlesIn = (held: readonly Held[]): Parcel[] =>
  held
    .filter(({ as }) => as === 'message')
    .map((one) => ({
      body: released(one.request),
      group: one.request.matter.id,
      key: `${one.request.matter.id}-${one.request.key}-${timeOf(one)}`,
      held: [one],
    }));

const listsIn = (held: readonly Held[]): Parcel[] => {
  const byUnit = Map.groupBy(
    held.filter(({ as }) => as === 'list'),
    ({ request }) => (request.message.to.kind === 'unit' ? request.message.to.unit : ''),
  );
  return [...byUnit].flatMap(([unit, all]) => {
    const parcels: Parcel[] = [];
    for (let from = 0; from < all.length; from += mostInAList) {
      const part = all.slice(from, from + mostInAList);
      const [first] = part;
      if (first === undefined) continue;
      parcels.push({
        body: { list: { unit, requests: part.map(({ request }) => released(request)) } },
        group: `list-${unit}`,
        key: `list-${unit}-${first.request.matter.id}-${first.request.key}-${timeOf(first)}`,
        held: part,
      });
    }
    return parcels;
  });
};

/** When it was to leave: held a second time, it is another message to the queue. */
const timeOf = ({ at }: Held): string => at.replaceAll(/[^0-9]/g, '');

const queue = async (sqs: SQSClient, url: string, parcels: readonly Parcel[]): Promise<void> => {
  const { Failed } = await sqs.send(
    new SendMessageBatchCommand({
      QueueUrl: url,
      Entries: parcels.map(({ body, group, key }, index) => ({
        Id: String(index),
        MessageBody: JSON.stringify(body),
        MessageGroupId: group,
        MessageDeduplicationId: key,
      })),
    }),
  );
  if (Failed !== undefined && Failed.length > 0)
    throw new UnavailableError(`${Failed.length} messages could not be queued`);
};
