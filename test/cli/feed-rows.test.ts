// Posting: signed as the standard asks, patient with a busy door, honest about what was refused.
import { createServer, type Server } from 'node:http';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { feedRows, summaryText } from '#cli/feed-rows.ts';

const secret = 'whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY';

type Answer = { status: number; body: object; headers?: Record<string, string> };
let server: Server;
let answers: ((body: Record<string, any>, tries: number) => Answer)[] = [];
let seen: { id: string; body: Record<string, any> }[] = [];
let api = '';

beforeEach(async () => {
  seen = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString('utf8');
    new Webhook(secret).verify(raw, request.headers as Record<string, string>);
    const body = JSON.parse(raw);
    const id = String(request.headers['webhook-id']);
    seen.push({ id, body });
    const tries = seen.filter((one) => one.id === id).length;
    const { status, body: told, headers } = answers[0]?.(body, tries) ?? { status: 202, body: {} };
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(told));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  api = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterEach(() => new Promise((done) => server.close(done)));

const door = () => ({ api, source: 'hotline', secret, now: async () => Date.now() });
const row = (line: number, externalId: string) => ({ line, type: 'request.created', data: { externalId } });

describe('feeding', () => {
  it('counts what was accepted, repeated and refused, with the reason of each refusal', async () => {
    answers = [
      ({ data }) => {
        if (data.externalId === 'new') return { status: 202, body: { caseId: 'c1', caseNumber: 'LJ-1' } };
        if (data.externalId === 'again') return { status: 202, body: { caseId: 'c2', repeated: true } };
        const problem = { type: 'urn:jiesu:problem:invalid-fields', title: 't', status: 422, detail: 'd' };
        return { status: 422, body: { ...problem, errors: [{ pointer: '/data/text', detail: 'is required' }] } };
      },
    ];
    const summary = await feedRows(door(), [
      row(1, 'new'),
      row(2, 'again'),
      row(3, 'bad'),
      { line: 4, unreadable: 'not JSON' },
    ]);
    expect(summary).toMatchObject({
      accepted: 1,
      repeated: 1,
      refused: [
        { line: 3, reason: '/data/text is required' },
        { line: 4, reason: 'not JSON' },
      ],
    });
    expect(summaryText(summary)).toBe(
      '1 accepted, 1 repeated, 2 refused\n  line 3: /data/text is required\n  line 4: not JSON',
    );
  });

  it('waits as a busy door asks, and sends the same message id again', async () => {
    answers = [
      (_body, tries) =>
        tries < 2 ? { status: 503, body: {}, headers: { 'retry-after': '0.01' } } : { status: 202, body: {} },
    ];
    expect(await feedRows(door(), [row(1, 'a'), row(2, 'b')])).toMatchObject({ accepted: 2, refused: [] });
    expect(seen).toHaveLength(4);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(2);
  });

  it('sends the same message id for the same row in every run', async () => {
    answers = [];
    await feedRows(door(), [row(1, 'a')]);
    await feedRows(door(), [row(7, 'a')]);
    expect(seen[0]?.id).toBe(seen[1]?.id);
  });

  it('keeps the order of a file whose events follow one another', async () => {
    answers = [];
    const rows = Array.from({ length: 8 }, (_, index) => ({
      line: index,
      type: index % 2 ? 'request.withdrawn' : 'request.created',
      data: { externalId: String(index) },
    }));
    await feedRows(door(), rows);
    expect(seen.map(({ body }) => body['data'].externalId)).toEqual(rows.map(({ data }) => data.externalId));
  });

  it('says what to do when nobody answers', async () => {
    await expect(feedRows({ ...door(), api: 'http://127.0.0.1:1' }, [row(1, 'a')])).rejects.toThrow(
      /Nobody answers at .* Is Jiesu running\?/,
    );
  });
});
