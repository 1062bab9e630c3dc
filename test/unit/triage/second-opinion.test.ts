// The door for a city's own model: what is asked, what an answer may change, and that nothing depends on it.
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { askSecondOpinion } from '#functions/triage/ask-second-opinion.ts';
import { questionOn, wantsOpinion, weighOpinion } from '#functions/triage/second-opinion.ts';
import { type Triaged, triageRequest } from '#functions/triage/triage-request.ts';
import { aCity } from '#test/builders/city.ts';

const policy = { url: 'https://model.example/ask', sure: 0.8, perHour: 3, seconds: 1 };
const plain = aCity();
const city = { ...plain, triage: { ...plain.triage, secondOpinion: policy } };
const vague = '这件事已经反映过很多次了，一直没有人管，请领导重视。';
const found: Triaged = { ...triageRequest({ text: vague }, city), verdict: 'low-confidence' };
const [first, second] = found.candidates;
const elsewhere = city.catalogue.leaves.find(({ path }) => !found.candidates.some((one) => one.path === path));

describe('a second opinion is wanted', () => {
  it('only where the machine is unsure and nothing else has settled the request', () => {
    expect(wantsOpinion(found)).toBe(true);
    expect(wantsOpinion({ ...found, alarmed: true })).toBe(false);
    expect(wantsOpinion({ ...found, verdict: 'sure' })).toBe(false);
    expect(wantsOpinion({ ...found, verdict: 'no-department' })).toBe(false);
    expect(wantsOpinion({ ...found, emergency: { line: 'fire-119', unit: 'x', evidence: [] } })).toBe(false);
    expect(wantsOpinion({ ...found, answer: { itemId: 'x' } })).toBe(false);
    expect(wantsOpinion({ ...found, duplicate: { verdict: 'merge' } })).toBe(false);
    expect(wantsOpinion({ ...found, duplicate: { verdict: 'propose' } })).toBe(true);
  });
});

describe('the question', () => {
  it('names nobody: numbers are masked, and the requester wherever the text names them', () => {
    const request = {
      title: '王小明反映噪声',
      text: '我叫王小明，电话13812345678，住幸福里3号楼，证件110101199003071234。请回电 13912345678。',
      name: '王小明',
      phone: '13812345678',
      address: '幸福里3号楼',
    };
    const asked = JSON.stringify(questionOn(request, found, city));
    for (const secret of ['王小明', '13812345678', '13912345678', '幸福里3号楼', '110101199003071234'])
      expect(asked).not.toContain(secret);
    expect(asked).toContain('噪声');
  });

  it('offers every leaf of the catalogue and what the machine thinks, and no more text than needed', () => {
    const asked = questionOn({ text: vague.repeat(500) }, found, city);
    expect(asked.options.map(({ path }) => path)).toEqual(city.catalogue.leaves.map(({ path }) => path));
    expect(asked.candidates).toEqual(found.candidates);
    expect(asked.text.length).toBeLessThanOrEqual(2000);
  });
});

describe('an opinion', () => {
  it('decides when it names one of the first three with confidence, and says so', () => {
    const weighed = weighOpinion(found, { path: second?.path ?? '', confidence: 0.9 }, city);
    expect(weighed.candidates[0]).toEqual({ path: second?.path, probability: 0.9 });
    expect(weighed.seconded).toBe(true);
    expect(weighed.verdict).not.toBe('low-confidence');
  });

  it('only moves up for the desk when it is not confident, or names another leaf', () => {
    const unsure = weighOpinion(found, { path: second?.path ?? '', confidence: 0.5 }, city);
    expect([unsure.verdict, unsure.seconded, unsure.candidates[0]?.path]).toEqual([
      'low-confidence',
      undefined,
      second?.path,
    ]);
    const other = weighOpinion(found, { path: elsewhere?.path ?? '', confidence: 1 }, city);
    expect([other.verdict, other.candidates[0]?.path, other.candidates[1]?.path]).toEqual([
      'low-confidence',
      elsewhere?.path,
      first?.path,
    ]);
    expect(other.candidates).toHaveLength(3);
  });

  it('changes nothing when it does not know, or names what is not in the catalogue', () => {
    expect(weighOpinion(found, { path: null, confidence: 1 }, city)).toEqual(found);
    expect(weighOpinion(found, { path: 'no/such-leaf', confidence: 1 }, city)).toEqual(found);
    expect(weighOpinion(found, { path: first?.path ?? '', confidence: 1 }, plain)).toEqual(found);
  });
});

describe('asking', () => {
  const key = 'MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz';
  const secrets = mockClient(SecretsManagerClient);
  let answer: RequestListener;
  const model = createServer((request, response) => answer(request, response));
  beforeAll(async () => {
    secrets.on(GetSecretValueCommand).resolves({ SecretString: key });
    await new Promise<void>((ready) => model.listen(0, '127.0.0.1', ready));
  });
  afterAll(() => new Promise((ready) => model.close(ready)));
  afterEach(() => model.closeAllConnections());

  const ask = (asked = 1) => {
    const { port } = model.address() as AddressInfo;
    return askSecondOpinion(questionOn({ text: vague }, found, city), {
      policy: { ...policy, url: `http://127.0.0.1:${port}/ask` },
      secret: 'second-opinion',
      countThis: async () => asked,
      id: 'case-1',
      at: new Date().toISOString(),
    });
  };
  const says =
    (body: string, status = 200): RequestListener =>
    (_, response) =>
      response.writeHead(status).end(body);

  it('is signed, and answered with a path and a confidence', async () => {
    let seen: unknown;
    answer = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        seen = new Webhook(key).verify(Buffer.concat(chunks), request.headers as Record<string, string>);
        response.end(JSON.stringify({ path: first?.path, confidence: 0.9 }));
      });
    };
    expect(await ask()).toEqual({ path: first?.path, confidence: 0.9 });
    expect(seen).toMatchObject({ version: 1, text: vague });
  });

  it.each<[string, RequestListener]>([
    ['an answer of another shape', says(JSON.stringify({ path: 'x', confidence: 7 }))],
    ['an answer with more in it', says(JSON.stringify({ path: 'x', confidence: 1, assign: 'unit' }))],
    ['no JSON', says('certainly! the category is …')],
    ['an error', says('{"path":null,"confidence":1}', 500)],
    ['another address', (_, response) => response.writeHead(302, { location: '/other' }).end()],
    ['far too much', says('x'.repeat(100_000))],
    ['silence', () => undefined],
  ])('is without an opinion after %s', async (_, listener) => {
    answer = listener;
    expect(await ask()).toBeUndefined();
  });

  it('stops when the hour is used up, before anything leaves', async () => {
    let calls = 0;
    answer = (_, response) => {
      calls += 1;
      response.end('{"path":null,"confidence":0}');
    };
    expect(await ask(3)).toEqual({ path: null, confidence: 0 });
    expect(await ask(4)).toBeUndefined();
    expect(calls).toBe(1);
  });
});
