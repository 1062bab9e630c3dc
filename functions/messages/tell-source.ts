// Outbound webhooks to the source that sent a request (DESIGN §4): CloudEvents-shaped, signed the way inbound ones are.
// A receiver that answers 410 is not called again until the city pack gives it another address.

import { signingSecrets } from '#functions/intake/source-keys.ts';
import { wallClock } from '#kernel/clock.ts';
import { sha256 } from '#kernel/keyed-hash.ts';
import { countMetric, log } from '#kernel/log.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { DeliveryRequest } from '#schemas/matter.ts';
import type { Sent } from './mail.ts';
import type { MessageRecord } from './message-record.ts';
import { sendWebhook } from './send.ts';

type Post = { pack: CityPack; record: MessageRecord; env: { OUTBOUND_PRIVATE_HOSTS: string } };

/** Undefined when the source does not want to hear. */
export const tellSource = async (
  { pack, record, env }: Post,
  request: DeliveryRequest,
  sourceId: string,
): Promise<Sent | undefined> => {
  const url = pack.city.sources.find((one) => one.id === sourceId)?.outboundUrl;
  const secret = (await signingSecrets(sourceId))[0];
  if (url === undefined || secret === undefined) return undefined;
  const door = { kind: 'source', id: sourceId };
  const goneKey = `gone.${sha256(url).slice(0, 16)}`;
  if ((await record.of(door)).has(goneKey)) return { outcome: 'refused', detail: 'the receiver has answered 410' };
  const event = eventOf(request, pack.city.id);
  const privateHosts = env.OUTBOUND_PRIVATE_HOSTS.split(',').filter((host) => host !== '');
  const sent = await sendWebhook(
    { url, secret, privateHosts },
    { id: event.id, timestamp: wallClock(), body: JSON.stringify(event) },
  );
  if (sent.outcome === 'gone') {
    const { template } = request.message;
    await record.write(door, goneKey, {
      channel: 'webhook',
      template,
      to: sourceId,
      at: wallClock(),
      outcome: 'gone',
    });
    log.warn('outbound webhooks of a source are switched off', { source: sourceId });
    countMetric('OutboundGone');
  }
  return sent;
};

const eventOf = ({ matter, message, key, at }: DeliveryRequest, cityId: string) => ({
  specversion: '1.0',
  id: `${matter.id}-${key}`.replaceAll('.', '-'),
  source: `urn:jiesu:${cityId}`,
  type: message.template,
  time: at,
  subject: matter.id,
  datacontenttype: 'application/json',
  data: { caseId: matter.id, ...message.values },
});
