// A whole town on the embedded stack with virtual time: post what a hotline posts, open the links that were sent, look
// at what came of it. Everything goes over HTTP, as it would from outside.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { Webhook } from 'standardwebhooks';
import { inject } from 'vitest';
import { parseCommit } from '#kernel/matter-store.ts';
import { startStack } from '#local/start-stack.ts';
import type { Commit } from '#schemas/matter.ts';
import { plain, unsampledId } from './pack.ts';
import { peopleFile } from './people.ts';

export type Sent = {
  at: string;
  channel: 'mail' | 'sms' | 'webhook';
  to: string;
  subject?: string;
  text: string;
  attachments?: { name: string; text: string }[];
  links: string[];
  tags: Record<string, string>;
};
export type Answer = { status: number; body: Record<string, any>; headers: Headers };
export type Town = Awaited<ReturnType<typeof openTown>>;

const aws = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
let posted = 0;
const next = (): number => {
  posted += 1;
  return posted;
};

/** Everyday troubles that share few words, so that no two are taken for one. */
const stories = [
  '小区门口的路灯坏了好几天，晚上一片漆黑，希望尽快修好。',
  '楼下烧烤店营业到凌晨，油烟和吵闹声让全家没法休息。',
  '河边步道的栏杆松动摇晃，孩子经过时非常危险。',
  '学校旁边的人行横道标线磨得看不清，请重新施划。',
  '菜市场后面的垃圾桶长期满溢，夏天气味难闻。',
  '单元门禁系统失灵，陌生人可以随意进出楼道。',
  '老旧居民楼外墙瓷砖脱落，砸坏了停在下面的车。',
];

/** A Monday morning in an ordinary week, unless a journey says otherwise. */
export const mondayMorning = '2026-03-02T09:00:00+08:00';

/** What the functions have logged as errors: a journey that meets a 500 says why. */
const functionFaults = (folder: string): string =>
  readdirSync(join(folder, 'logs'))
    .flatMap((file) => readFileSync(join(folder, 'logs', file), 'utf8').split('\n'))
    .filter((line) => line.includes('"level":"error"'))
    .slice(-5)
    .join('\n');

export const openTown = async ({
  start = mondayMorning,
  cdkOut = inject('cdkOut'),
  data,
  source = 'hotline',
  parameters = {},
  lacking = false,
}: {
  start?: string;
  cdkOut?: string;
  data?: string;
  source?: string;
  parameters?: Record<string, string>;
  /** Whether the template lacks a permission on purpose: then refusals are expected, and not reported. */
  lacking?: boolean;
} = {}) => {
  const folder = data ?? mkdtempSync(join(tmpdir(), 'jiesu-town-'));
  const stack = await startStack({
    cdkOut,
    dataDirectory: folder,
    virtual: true,
    start: Date.parse(start),
    parameters: {
      SmsGatewayUrl: '{url}/_local/sinks/sms',
      OutboundPrivateHosts: '127.0.0.1',
      OidcIssuer: '{url}/_local/oidc',
      ExecutionPage: '{url}/_local/pages/execution?arn={arn}',
      ...parameters,
    },
    signIn: { people: peopleFile(folder), clientSecret: 'jiesu/dev/oidc-client' },
    ...(lacking ? { onFault: () => undefined } : {}),
  });
  const { url } = stack;
  const clients = {
    secrets: new SecretsManagerClient({ ...aws, endpoint: url }),
    dynamo: new DynamoDBClient({ ...aws, endpoint: url }),
    sfn: new SFNClient({ ...aws, endpoint: url }),
  };
  const get = async (path: string): Promise<any> => (await fetch(`${url}${path}`)).json();
  const resources = await get('/_local/resources');
  const secret = async (id: string): Promise<string> =>
    (await clients.secrets.send(new GetSecretValueCommand({ SecretId: id }))).SecretString ?? '';
  const named = (kind: string, ending: string): string => {
    const found = resources[kind].find((one: { name: string }) => one.name.endsWith(ending));
    if (found === undefined) throw new Error(`no …${ending} among the ${kind}`);
    return found.name;
  };
  const table = named('tables', '-matters');
  const machine: string = resources.stateMachines[0].arn;
  const signingKey = `whsec_${await secret(named('secrets', `sources/${source}/signing`))}`;
  const readKey = await secret(named('secrets', `sources/${source}/read`));
  const deskKey = await secret(named('secrets', 'desk-key'));

  const answer = async (response: Response): Promise<Answer> => {
    const text = await response.text();
    if (response.status === 500) throw new Error(`${response.url} answers 500\n${functionFaults(folder)}`);
    return {
      status: response.status,
      headers: response.headers,
      body: text.startsWith('{') ? JSON.parse(text) : { text },
    };
  };
  const now = (): string => new Date(stack.now()).toISOString();
  const idle = async (): Promise<void> => {
    if ((await stack.idle(60_000)) === undefined) throw new Error('the stack did not come to rest within a minute');
  };

  /** Posts one signed event; the same `id` twice is a redelivery. */
  const webhook = async (type: string, data: object, id = `msg_${next()}`): Promise<Answer> => {
    const body = JSON.stringify({ type, timestamp: now(), data });
    const at = new Date(stack.now());
    const headers = {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(signingKey).sign(id, at, body),
    };
    return answer(await fetch(`${url}/v1/webhooks/${source}`, { method: 'POST', headers, body }));
  };

  const messages = async (caseId: string): Promise<Sent[]> => get(`/_local/messages?caseId=${caseId}`);

  const pages = async <Item>(
    read: (token: string | undefined) => Promise<{ items: Item[]; token?: string | undefined }>,
  ): Promise<Item[]> => {
    const all: Item[] = [];
    let token: string | undefined;
    do {
      const page = await read(token);
      all.push(...page.items);
      token = page.token;
    } while (token !== undefined);
    return all;
  };

  return {
    url,
    folder,
    resources,
    signingKey,
    readKey,
    deskKey,
    clients,
    table,
    machine,
    named,
    secret,
    webhook,
    messages,
    now,
    idle,
    stack,

    /** A new request that the hotline posts; waits until everything that follows at once has happened. */
    async request(data: Record<string, unknown> = {}): Promise<Answer & { caseId: string; externalId: string }> {
      const externalId = String(data['externalId'] ?? unsampledId('EXT', next));
      const accepted = await webhook('request.created', {
        channel: 'phone',
        text: `${stories[posted % stories.length]}（第${posted}号来电）`,
        // Another caller every time: one who calls again about the same is a duplicate.
        requester: { name: '王小明', phone: `138${String(10_000_000 + posted)}` },
        ...data,
        externalId,
      });
      await idle();
      return { ...accepted, caseId: String(accepted.body['caseId']), externalId };
    },

    /** The newest link that a template carried to a recipient. */
    async link(caseId: string, template: string, recipient?: string): Promise<string> {
      const sent = await messages(caseId);
      const found = sent.findLast(
        (one) => one.tags['template'] === template && (recipient === undefined || one.tags['recipient'] === recipient),
      );
      const link = found?.links.find((one) => one.includes('/t/'));
      if (link === undefined)
        throw new Error(
          `no link by ${template}; sent: ${sent.map((one) => `${one.tags['template']}→${one.tags['recipient']}`).join(', ')}`,
        );
      return link;
    },

    /** Carries a new case of a plain category to the department's hands: signed for and in progress. */
    async inProgress(
      data: Record<string, unknown> = {},
    ): Promise<{ caseId: string; externalId: string; lead: string }> {
      const { caseId, externalId } = await this.request({ category: plain.path, ...data });
      const lead = await this.link(caseId, 'department-sign-for');
      await this.act(lead, { action: 'sign' });
      return { caseId, externalId, lead };
    },

    /** The earliest deadline of a kind that runs now. */
    async due(caseId: string, kind: string): Promise<string> {
      const { deadlines } = await this.view(caseId);
      const found = deadlines.find((one: { kind: string }) => one.kind === kind);
      if (found === undefined)
        throw new Error(`no clock ${kind}; running: ${deadlines.map((one: { kind: string }) => one.kind).join(', ')}`);
      return found.dueAt;
    },

    async show(link: string): Promise<Answer> {
      return answer(await fetch(link, { headers: { accept: 'application/json' } }));
    },

    async act(link: string, body: Record<string, unknown>, key?: string): Promise<Answer> {
      const headers = {
        'content-type': 'application/json',
        accept: 'application/json',
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      };
      const told = await answer(await fetch(link, { method: 'POST', headers, body: JSON.stringify(body) }));
      await idle();
      return told;
    },

    /** What the duty desk does by its own key. */
    async desk(caseId: string, body: Record<string, unknown>): Promise<Answer> {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${deskKey}` };
      const told = await answer(
        await fetch(`${url}/v1/cases/${caseId}/acts`, { method: 'POST', headers, body: JSON.stringify(body) }),
      );
      await idle();
      return told;
    },

    async view(caseId: string): Promise<Record<string, any>> {
      const response = await fetch(`${url}/v1/cases/${caseId}`, { headers: { authorization: `Bearer ${readKey}` } });
      return (await answer(response)).body;
    },

    async events(caseId: string): Promise<string[]> {
      const response = await fetch(`${url}/v1/cases/${caseId}`, { headers: { authorization: `Bearer ${readKey}` } });
      const { body } = await answer(response);
      return body['timeline'].map((one: { event: string }) => one.event);
    },

    /** Templates sent for a case, in order, with their recipients: `department-sign-for→housing`. */
    async told(caseId: string): Promise<string[]> {
      return (await messages(caseId)).map((one) => `${one.tags['template']}→${one.tags['recipient']}`);
    },

    async tasks(caseId: string): Promise<{ id: string; kind: string; owner?: string; state: string; dueAt: string }[]> {
      const { Items } = await clients.dynamo.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :task)',
          ExpressionAttributeValues: { ':pk': { S: `MATTER#case#${caseId}` }, ':task': { S: 'TASK#' } },
        }),
      );
      return (Items ?? []).map((item) => ({
        id: item['sk']?.S?.slice(5) ?? '',
        kind: item['kind']?.S ?? '',
        owner: item['inboxKey'] && item['turn']?.S?.split('#')[0],
        state: item['state']?.S ?? '',
        dueAt: item['turn']?.S?.split('#')[1] ?? '',
      }));
    },

    async commits(caseId: string): Promise<Commit[]> {
      const { Items } = await clients.dynamo.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :event)',
          ExpressionAttributeValues: { ':pk': { S: `MATTER#case#${caseId}` }, ':event': { S: 'EVT#' } },
        }),
      );
      return (Items ?? []).map((item) => parseCommit(item));
    },

    /** Ids of matters filed under a facet. */
    async found(facet: string, hash: string): Promise<string[]> {
      const { Items } = await clients.dynamo.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: `FIND#${facet}#${hash}` } },
        }),
      );
      return (Items ?? []).map((item) => item['id']?.S ?? '');
    },

    /** What is on record of each message: channel, template, outcome. */
    async deliveries(caseId: string): Promise<Record<string, string>[]> {
      const { Items } = await clients.dynamo.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :message)',
          ExpressionAttributeValues: { ':pk': { S: `MATTER#case#${caseId}` }, ':message': { S: 'MSG#' } },
        }),
      );
      return (Items ?? []).map((item) =>
        Object.fromEntries(Object.entries(item).map(([name, value]) => [name, value.S ?? ''])),
      );
    },

    /** The unit's own record of how it is reached. */
    async reach(unit: string, contact: { mailbox?: string; phone?: string; locale?: string }): Promise<void> {
      await clients.dynamo.send(
        new PutItemCommand({
          TableName: named('tables', '-people'),
          Item: { pk: { S: `UNIT#${unit}` }, sk: { S: 'CONTACT' }, body: { S: JSON.stringify(contact) } },
        }),
      );
    },

    /** Facts of the ledger lines of a case. */
    async ledger(caseId: string): Promise<Record<string, unknown>[]> {
      const { Items } = await clients.dynamo.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :line)',
          ExpressionAttributeValues: { ':pk': { S: `MATTER#case#${caseId}` }, ':line': { S: 'LEDGER#' } },
        }),
      );
      return (Items ?? []).map((item) => JSON.parse(item['facts']?.S ?? '{}'));
    },

    /** Names of the states that every execution of a case has entered, in order. */
    async states(caseId: string): Promise<string[]> {
      const { executions = [] } = await clients.sfn.send(
        new ListExecutionsCommand({ stateMachineArn: machine, maxResults: 1000 }),
      );
      const own = executions
        .filter((one) => one.name?.startsWith(`${caseId}-`))
        .sort((a, b) => (a.name ?? '').localeCompare(b.name ?? '', 'en', { numeric: true }));
      const entered: string[] = [];
      for (const { executionArn } of own) {
        const events = await pages(async (nextToken) => {
          const page = await clients.sfn.send(new GetExecutionHistoryCommand({ executionArn, nextToken }));
          return { items: page.events ?? [], token: page.nextToken };
        });
        for (const event of events)
          if (event.stateEnteredEventDetails?.name !== undefined) entered.push(event.stateEnteredEventDetails.name);
      }
      return entered;
    },

    async statuses(caseId: string): Promise<string[]> {
      const { executions = [] } = await clients.sfn.send(
        new ListExecutionsCommand({ stateMachineArn: machine, maxResults: 1000 }),
      );
      return executions.filter((one) => one.name?.startsWith(`${caseId}-`)).map((one) => one.status ?? '');
    },

    /** Moves time through every timer on the way. */
    async advance(by: { days?: number; hours?: number; minutes?: number }): Promise<void> {
      const { days = 0, hours = 0, minutes = 0 } = by;
      await stack.advanceTo(stack.now() + ((days * 24 + hours) * 60 + minutes) * 60_000);
    },
    advanceTo: (instant: string): Promise<number> => stack.advanceTo(Date.parse(instant)),

    async local(path: string, init?: RequestInit): Promise<Answer> {
      return answer(await fetch(`${url}/_local/${path}`, init));
    },

    /** From now on exactly these calls go wrong. */
    async faults(...faults: Record<string, unknown>[]): Promise<void> {
      await this.local('faults', { method: 'DELETE' });
      const headers = { 'content-type': 'application/json' };
      if (faults.length > 0) await this.local('faults', { method: 'POST', headers, body: JSON.stringify(faults) });
    },

    /** @throws Error when anything was refused for want of a permission: no journey may need more than is granted. */
    async close({ keep = false } = {}): Promise<void> {
      const { denials } = await get('/_local/access');
      for (const client of Object.values(clients)) client.destroy();
      await stack.stop();
      if (!keep) rmSync(folder, { recursive: true, force: true });
      if (!lacking && denials.length > 0) throw new Error(`not permitted: ${JSON.stringify(denials, null, 1)}`);
    },
  };
};
