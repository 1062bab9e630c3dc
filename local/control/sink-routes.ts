// The sinks for text messages and outbound webhooks, and the list of everything that was sent.
import { objectOf, textOf } from '../json.ts';
import { type Sink, textMembers } from '../mail/sink.ts';
import { type ControlRoutes, jsonAnswer, problem } from './answer.ts';

const ADDRESS_HEADERS = new Set(['host', 'connection', 'content-length', 'accept-encoding']);

export function sinkRoutes(sink: Sink): ControlRoutes {
  return {
    'POST /_local/sinks/sms': async ({ body }) => {
      const { to, text, tags } = objectOf(body);
      if (typeof to !== 'string' || typeof text !== 'string')
        return problem(400, 'a text message needs "to" and "text"');
      if (!/^\+?[\d -]{3,20}$/.test(to)) return problem(400, 'no telephone has this number');
      await sink.add({ channel: 'sms', to, text, tags: textMembers(tags) });
      return jsonAnswer(200, { accepted: true });
    },
    'POST /_local/sinks/webhook/*': async ({ path, headers, body }) => {
      const given = textOf(headers['x-tags']);
      const fields = objectOf(body);
      const tags = given === undefined ? (fields.tags ?? fields.data) : safeJson(given);
      await sink.add({
        channel: 'webhook',
        to: path.slice('/_local/sinks/webhook/'.length),
        text: typeof body === 'string' ? body : JSON.stringify(body ?? null),
        tags: textMembers(tags),
        headers: textMembers(
          Object.fromEntries(Object.entries(headers).filter(([name]) => !ADDRESS_HEADERS.has(name))),
        ),
      });
      return jsonAnswer(200, { accepted: true });
    },
    'GET /_local/messages': async ({ query }) => {
      const { after = '0', ...tags } = Object.fromEntries(query);
      return /^\d{1,15}$/.test(after)
        ? jsonAnswer(200, sink.list(tags, Number(after)))
        : problem(422, 'after is the id of a message');
    },
    'DELETE /_local/messages': async () => {
      await sink.clear();
      return jsonAnswer(200, { cleared: true });
    },
  };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
