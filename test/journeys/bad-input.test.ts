// Bad input gets RFC 9457 with a stable type, a pointer to each wrong field, and nothing stored; never a 5xx.
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plain, soundReply } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const good = {
  type: 'request.created',
  timestamp: '2026-03-02T01:00:00Z',
  data: { externalId: 'BAD-1', channel: 'phone', text: '路灯坏了', requester: {} },
};

const post = async (
  body: string,
  change: Record<string, string> = {},
  source = 'hotline',
  at = new Date(Date.parse(town.now())),
) => {
  const headers = {
    'content-type': 'application/json',
    'webhook-id': 'msg_bad',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(town.signingKey).sign('msg_bad', at, body),
    ...change,
  };
  const response = await fetch(`${town.url}/v1/webhooks/${source}`, { method: 'POST', headers, body });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    body: JSON.parse(await response.text()),
  };
};

const nested = (depth: number): unknown => (depth === 0 ? 1 : { deeper: nested(depth - 1) });

describe('the webhook door', () => {
  const signed = (body: unknown) => post(JSON.stringify(body));
  it.each([
    [
      'a wrong signature',
      401,
      'invalid-signature',
      () => post(JSON.stringify(good), { 'webhook-signature': 'v1,AAAA' }),
    ],
    ['no signature', 401, 'invalid-signature', () => post(JSON.stringify(good), { 'webhook-signature': '' })],
    [
      'a stale timestamp',
      401,
      'stale-timestamp',
      () => post(JSON.stringify(good), {}, 'hotline', new Date(Date.parse(town.now()) - 3_600_000)),
    ],
    ['an unknown source', 404, 'unknown-source', () => post(JSON.stringify(good), {}, 'nobody')],
    ['no JSON', 400, 'not-json', () => post('{"type":')],
    [
      'more than 64 KB',
      413,
      'body-too-large',
      () => signed({ ...good, data: { ...good.data, text: '灯'.repeat(30_000) } }),
    ],
    ['JSON nested too deep', 422, 'too-deep', () => signed({ ...good, data: nested(9) })],
    ['an unknown type', 422, 'unknown-type', () => signed({ ...good, type: 'request.exploded' })],
    ['a missing field', 422, 'invalid-fields', () => signed({ ...good, data: { ...good.data, text: undefined } })],
    ['a field nobody knows', 422, 'invalid-fields', () => signed({ ...good, data: { ...good.data, extra: 1 } })],
    [
      'a follow-up to nothing',
      404,
      'unknown-case',
      () => signed({ ...good, type: 'request.supplemented', data: { externalId: 'NEVER', text: '补充' } }),
    ],
  ])('answers %s with %i', async (_what, status, kind, send) => {
    const answer = await send();
    expect(answer.status).toBe(status);
    expect(answer.type).toContain('application/problem+json');
    expect(answer.body.type).toBe(`urn:jiesu:problem:${kind}`);
    expect(JSON.stringify(answer.body)).not.toMatch(/at .*\.(mjs|ts):/);
  });

  it('points at each wrong field', async () => {
    const { body } = await signed({ ...good, data: { ...good.data, text: '', extra: 1 } });
    expect(body.errors.map((one: { pointer: string }) => one.pointer)).toEqual(
      expect.arrayContaining(['/data/text', '/data/extra']),
    );
  });

  it('has stored nothing of all that', async () => {
    const { Items } = await town.clients.dynamo.send(new ScanCommand({ TableName: town.table }));
    expect((Items ?? []).filter((item) => item['pk']?.S?.startsWith('MATTER#'))).toEqual([]);
  });

  it('answers the wrong method, and an address where nothing is', async () => {
    const wrong = await fetch(`${town.url}/v1/webhooks/hotline`);
    expect(wrong.status).toBe(405);
    expect(wrong.headers.get('allow')).toBe('POST');
    expect((await fetch(`${town.url}/nothing/here`)).status).toBe(404);
  });

  it('asks to come again when the table is throttled, and loses nothing', async () => {
    await town.local('faults', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([
        { service: 'dynamodb', operation: 'PutItem', function: 'accept-request', fault: 'throttle' },
      ]),
    });
    const data = {
      externalId: 'BUSY-1',
      channel: 'phone',
      category: plain.path,
      text: '公交站牌倒了',
      requester: { phone: '13900002222' },
    };
    const busy = await town.webhook('request.created', data, 'msg_busy');
    expect(busy.status).toBe(503);
    expect(busy.headers.get('retry-after')).not.toBeNull();
    await town.local('faults', { method: 'DELETE' });
    const again = await town.webhook('request.created', data, 'msg_busy');
    expect(again.status).toBe(202);
    await town.idle();
  });
});

describe('the case view', () => {
  it('needs the read key of the source, and not its signing secret', async () => {
    const { caseId } = await town.request({ category: plain.path });
    const read = (key: string) =>
      fetch(`${town.url}/v1/cases/${caseId}`, { headers: { authorization: `Bearer ${key}` } });
    expect((await read(town.signingKey)).status).toBe(401);
    expect((await read(town.readKey)).status).toBe(200);
    expect(
      (await fetch(`${town.url}/v1/cases/${'x'.repeat(26)}`, { headers: { authorization: `Bearer ${town.readKey}` } }))
        .status,
    ).toBe(404);
  });
});

describe('a task link', () => {
  it('shows and never changes on GET, needs a choice on POST, and tells who was first', async () => {
    const { caseId } = await town.request({ category: plain.path });
    const link = await town.link(caseId, 'department-sign-for');
    const before = await town.events(caseId);
    for (let visit = 0; visit < 3; visit += 1) expect((await town.show(link)).status).toBe(200);
    const pressed = await fetch(link, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
      body: 'nonce=1',
    });
    expect(pressed.status).toBe(422);
    expect(await town.events(caseId)).toEqual(before);
    expect((await town.act(link, { action: 'rule', decision: 'exclude', reason: '越权' })).status).toBe(409);
    expect((await town.act(link, { action: 'sign', extra: 1 })).status).toBe(422);
    expect((await town.act(link, { action: 'sign' }, 'key-1')).body).toMatchObject({ outcome: 'done' });
    // Whoever did not hear the answer asks again: the task is still open, and signing no longer possible.
    expect((await town.act(link, { action: 'sign' }, 'key-1')).body).toMatchObject({ outcome: 'repeated' });
    expect((await town.act(link, { action: 'sign' }, 'key-2')).status).toBe(409);
    await town.act(link, soundReply, 'key-3');
    expect((await town.act(link, soundReply, 'key-3')).body['outcome']).toBe('repeated');
    const late = await town.act(link, soundReply, 'key-4');
    expect(late.status).toBe(409);
    expect(late.body['detail']).toContain('Replied');
    expect((await town.show(link)).body).toMatchObject({
      task: { state: 'closed' },
      actions: [],
      done: { what: 'Replied' },
    });
  });

  it('is 404 for a token nobody was given, and 410 once it has expired', async () => {
    expect((await town.show(`${town.url}/t/AAAAAAAAAAAAAAAAAAAAAA`)).status).toBe(404);
    const { caseId } = await town.request({ category: plain.path });
    const link = await town.link(caseId, 'department-sign-for');
    const { pack } = await import('./support/pack.ts');
    await town.webhook('request.withdrawn', { externalId: (await town.view(caseId))['externalId'] });
    await town.idle();
    await town.advance({ days: pack.handling.linkValidDays + 10 });
    expect((await town.show(link)).status).toBe(410);
  });
});
