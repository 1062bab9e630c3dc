// What the source hears by itself: signed webhooks, tried again while it is away, and no more after it said 410.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { plain, soundReply } from './support/pack.ts';
import { synthesize } from './support/synthesized.ts';
import { openTown, type Town } from './support/town.ts';

let packs: string;
let cdkOut: string;
let town: Town;
let status = 204;
const heard: { headers: Record<string, string>; body: string }[] = [];
const receiver = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    heard.push({ headers, body: Buffer.concat(chunks).toString() });
    response.writeHead(status).end();
  });
});

beforeAll(async () => {
  await new Promise<void>((ready) => receiver.listen(0, '127.0.0.1', ready));
  const { port } = receiver.address() as AddressInfo;
  packs = mkdtempSync(join(tmpdir(), 'jiesu-packs-'));
  cpSync('cities/linjiang', join(packs, 'linjiang'), { recursive: true });
  const file = join(packs, 'linjiang', 'city.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace(/^( *)- id: hotline$/m, `$&\n$1  outboundUrl: http://127.0.0.1:${port}/jiesu`),
  );
  cdkOut = synthesize(join(packs, 'cdk.out'), { packs });
});
afterAll(async () => {
  rmSync(packs, { recursive: true });
  await new Promise((ready) => receiver.close(ready));
});
afterEach(async () => {
  await town.close();
  status = 204;
  heard.splice(0);
});

const types = () => heard.map(({ body }) => JSON.parse(body).type);

describe('outbound webhooks', () => {
  it('tell the source each step of its case, signed with its own secret', async () => {
    town = await openTown({ cdkOut });
    const { caseId, externalId } = await town.inProgress();
    await town.act(await town.link(caseId, 'department-sign-for'), soundReply);
    await town.act(await town.link(caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
    expect(types()).toEqual(['case.assigned', 'case.replied', 'case.closed']);
    const [first] = heard;
    const seconds = Number(first?.headers['webhook-timestamp']);
    expect(seconds * 1000).toBeCloseTo(Date.parse(town.now()), -4);
    // The official library knows the wall clock only: the signature is compared with one it makes itself.
    const signed = new Webhook(town.signingKey).sign(
      first?.headers['webhook-id'] ?? '',
      new Date(seconds * 1000),
      first?.body ?? '',
    );
    expect(first?.headers['webhook-signature']).toBe(signed);
    expect(JSON.parse(heard[2]?.body ?? '')).toMatchObject({
      specversion: '1.0',
      type: 'case.closed',
      subject: caseId,
      data: { caseId, externalId, outcome: 'resolved' },
    });
    expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
  });

  it('come again with the same id until the source takes them', async () => {
    town = await openTown({ cdkOut });
    status = 503;
    await town.request({ category: plain.path });
    await town.advance({ minutes: 5 });
    expect(heard.length).toBeGreaterThan(1);
    expect(new Set(heard.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    status = 204;
    const before = heard.length;
    await town.advance({ minutes: 5 });
    expect(heard).toHaveLength(before + 1);
    await town.advance({ minutes: 30 });
    expect(heard).toHaveLength(before + 1);
  });

  it('end for good when the source answers 410, for its other cases too', async () => {
    town = await openTown({ cdkOut });
    status = 410;
    const { caseId } = await town.request({ category: plain.path });
    await town.request({ category: plain.path });
    await town.advance({ hours: 2 });
    expect(heard).toHaveLength(1);
    expect(await town.deliveries(caseId)).toContainEqual(
      expect.objectContaining({ channel: 'webhook', template: 'case.assigned', outcome: 'gone' }),
    );
  });

  it('name no citizen and quote nobody', async () => {
    town = await openTown({ cdkOut });
    await town.request({ category: plain.path, requester: { name: '欧阳晓月', phone: '13900001111' } });
    expect(heard).toHaveLength(1);
    expect(heard[0]?.body).not.toMatch(/欧阳|13900001111|路灯|烧烤/);
  });

  it('are refused to a private address that the operator did not name', async () => {
    town = await openTown({ cdkOut, parameters: { OutboundPrivateHosts: '' } });
    const { caseId } = await town.request({ category: plain.path });
    expect(heard).toHaveLength(0);
    expect(await town.deliveries(caseId)).toContainEqual(
      expect.objectContaining({ channel: 'webhook', outcome: 'refused' }),
    );
  });
});
