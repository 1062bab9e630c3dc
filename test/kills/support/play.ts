// Plays the script on a stack: moves time to each instant, does what is to be done then, and repeats what was not
// answered. What was answered is kept, to be looked for at the end.
import { discoverEndpoints, type Endpoints, sourceNamed } from '#cli/endpoints.ts';
import { signWebhook } from '#cli/sign.ts';
import { batches, end, type Step } from './cases.ts';
import type { MortalStack } from './mortal-stack.ts';

type Sent = { links: string[]; tags: Record<string, string> };
type Reply = { status: number; text: string };
/** An answer that was heard: what it was about must be on record for ever after. */
export type Acknowledged = { caseId: string; key: string };
/** One thing after the other: time is moved, or the deeds of an instant are done. */
export type Scene = (index: number, play: () => Promise<void>) => Promise<void>;

/** How many scenes there are; `play` numbers them from 0. */
export const sceneCount = batches.length * 2 + 1;

export const play = async (stack: MortalStack, scene: Scene): Promise<Acknowledged[]> => {
  const acknowledged: Acknowledged[] = [];
  const endpoints = await stack.ask((url) => discoverEndpoints(url, new Map()));
  let index = 0;
  const next = async (work: () => Promise<unknown>): Promise<void> => {
    await scene(index, async () => void (await work()));
    index += 1;
  };
  const moveTo = (at: number) => stack.local('clock', { to: new Date(at).toISOString() });
  for (const { at, steps } of batches) {
    await next(() => moveTo(at));
    await next(() => Promise.all(steps.map(async (step) => acknowledged.push(await take(stack, endpoints, step)))));
  }
  await next(() => moveTo(end));
  return acknowledged;
};

const mostTries = 5;

const take = async (stack: MortalStack, endpoints: Endpoints, step: Step): Promise<Acknowledged> => {
  let reply = await perform(stack, endpoints, step);
  // After a 503 nobody knows: whoever posts asks again under the same id, as the integrators' guide says.
  for (let again = 0; again < mostTries && reply.status === 503; again += 1)
    reply = await perform(stack, endpoints, step);
  const { status, text } = reply;
  if (status >= 300)
    throw new Error(
      `${step.key} at ${new Date(step.at).toISOString()}: ${status} ${text}\n${JSON.stringify(step.deed)}`,
    );
  return { caseId: step.caseId, key: step.key };
};

const perform = (stack: MortalStack, endpoints: Endpoints, step: Step): Promise<Reply> => {
  const { deed } = step;
  switch (deed.kind) {
    case 'webhook':
      return stack.ask((url) =>
        postWebhook(url, endpoints, step, JSON.stringify({ type: deed.type, data: deed.data })),
      );
    case 'task':
      return stack.ask(async (url) => post(await linkOf(url, step.caseId, deed), step.key, deed.body));
    case 'desk':
      return stack.ask((url) =>
        post(`${url}/v1/cases/${step.caseId}/acts`, step.key, deed.body, {
          authorization: `Bearer ${endpoints.deskKey}`,
        }),
      );
    default:
      return deed satisfies never;
  }
};

const postWebhook = async (url: string, endpoints: Endpoints, { at, key }: Step, text: string): Promise<Reply> => {
  const body = JSON.stringify({ ...JSON.parse(text), timestamp: new Date(at).toISOString() });
  const { signingSecret } = sourceNamed(endpoints, 'hotline');
  return replyOf(
    await fetch(`${url}/v1/webhooks/hotline`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...signWebhook(signingSecret, { id: key, atMs: at, rawBody: body }),
      },
      body,
    }),
  );
};

const post = async (url: string, key: string, body: object, headers = {}): Promise<Reply> =>
  replyOf(
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'idempotency-key': key, ...headers },
      body: JSON.stringify(body),
    }),
  );

const replyOf = async (response: Response): Promise<Reply> => ({
  status: response.status,
  text: await response.text(),
});

/** The newest link that a template carried to a recipient, at the address of the process that runs now. */
const linkOf = async (
  url: string,
  caseId: string,
  { template, recipient }: { template: string; recipient: string | undefined },
): Promise<string> => {
  const sent = (await (await fetch(`${url}/_local/messages?caseId=${caseId}`)).json()) as Sent[];
  const found = sent.findLast(
    ({ tags }) => tags['template'] === template && (recipient === undefined || tags['recipient'] === recipient),
  );
  const link = found?.links.find((one) => one.includes('/t/'));
  if (link === undefined)
    throw new Error(`${caseId}: no link by ${template}; sent: ${sent.map(({ tags }) => tags['template']).join(', ')}`);
  return `${url}${new URL(link).pathname}`;
};
