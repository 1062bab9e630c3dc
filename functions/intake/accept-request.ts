// The webhook door (DESIGN §4): POST /v1/webhooks/{source}. Signature first, then the shape, then one commit; what was
// answered with 202 is on disk.
import { caseDesk } from '#functions/case/case-desk.ts';
import { peopleStore } from '#functions/people/people-store.ts';
import { defineRoute, json, type RouteRequest, readJson } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { log } from '#kernel/log.ts';
import { ProblemError, problem, zodProblems } from '#kernel/problems.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { type Webhook, WebhookSchema, webhookTypes } from '#schemas/webhooks.ts';
import { acceptCreated } from './accept-created.ts';
import { acceptFollowUp } from './accept-follow-up.ts';
import { acceptSms } from './accept-sms.ts';
import { signingSecrets } from './source-keys.ts';
import { verifySignature } from './verify-signature.ts';

const toleranceSeconds = 300;

export const handler = defineRoute('webhook', ['POST'], async (request) => {
  const desk = await caseDesk();
  const { PEOPLE_TABLE, PUBLIC_BASE_URL } = readEnvironment(['PEOPLE_TABLE', 'PUBLIC_BASE_URL']);
  const source = desk.policy.pack.city.sources.find((one) => one.id === request.parameters['source']);
  if (source === undefined)
    throw new ProblemError(problem('unknown-source', 'this city takes no requests from that source'));
  const webhookId = await verified(request, source.id);
  const webhook = parseWebhook(readJson(request));
  const door = {
    desk,
    people: peopleStore(dynamo(), PEOPLE_TABLE),
    source,
    cause: `webhook/${source.id}/${webhookId}`,
    occurredAt: request.occurredAt,
    baseUrl: PUBLIC_BASE_URL,
  };
  const accepted = await accept(door, webhook);
  log.info('webhook accepted', { type: webhook.type, source: source.id, matter: accepted.caseId });
  return json(202, accepted);
});

const accept = (door: Parameters<typeof acceptCreated>[0], webhook: Webhook) => {
  switch (webhook.type) {
    case 'request.created':
      return acceptCreated(door, webhook.data);
    case 'sms.received':
      return acceptSms(door, webhook.data);
    default:
      return acceptFollowUp(door, webhook);
  }
};

const verified = async (request: RouteRequest, source: string): Promise<string> => {
  const verdict = verifySignature({
    headers: request.headers,
    rawBody: request.rawBody,
    secrets: await signingSecrets(source),
    nowMs: Date.parse(request.occurredAt),
    toleranceSeconds,
  });
  if (verdict.ok) return verdict.id;
  switch (verdict.reason) {
    case 'stale-timestamp':
      throw new ProblemError(
        problem(
          'stale-timestamp',
          `webhook-timestamp must be within ${toleranceSeconds} seconds of now; sign again and resend`,
        ),
      );
    case 'missing-header':
      throw new ProblemError(
        problem('invalid-signature', 'webhook-id, webhook-timestamp and webhook-signature are needed'),
      );
    case 'malformed-header':
      throw new ProblemError(problem('invalid-signature', 'webhook-id or webhook-timestamp is malformed'));
    case 'no-match':
      throw new ProblemError(
        problem('invalid-signature', 'no signature fits the raw body under a live key of this source'),
      );
    default:
      throw verdict.reason satisfies never;
  }
};

/** The event, or a 422 that points at each wrong field. */
const parseWebhook = (body: unknown): Webhook => {
  const type = typeof body === 'object' && body !== null && 'type' in body ? body.type : undefined;
  if (typeof type === 'string' && !webhookTypes.some((known) => known === type)) {
    throw new ProblemError(
      problem('unknown-type', `type must be one of ${webhookTypes.join(', ')}`, { possible: webhookTypes }),
    );
  }
  const parsed = WebhookSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ProblemError(
    problem('invalid-fields', 'some fields are missing or wrong; nothing was stored', {
      errors: zodProblems(parsed.error),
    }),
  );
};
