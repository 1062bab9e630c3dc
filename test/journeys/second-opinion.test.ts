// A city that asks a model of its own about requests the machine is unsure of.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from './support/synthesized.ts';
import { openTown, type Town } from './support/town.ts';

type Question = { text: string; candidates: { path: string; probability: number }[]; options: { path: string }[] };

let packs: string;
let cdkOut: string;
let town: Town;
let answerTo: (question: Question) => unknown;
const asked: Question[] = [];
const model = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const question = JSON.parse(Buffer.concat(chunks).toString());
    asked.push(question);
    response.end(JSON.stringify(answerTo(question)));
  });
});

beforeAll(async () => {
  await new Promise<void>((ready) => model.listen(0, '127.0.0.1', ready));
  const { port } = model.address() as AddressInfo;
  packs = mkdtempSync(join(tmpdir(), 'jiesu-packs-'));
  cpSync('cities/linjiang', join(packs, 'linjiang'), { recursive: true });
  const file = join(packs, 'linjiang', 'triage', 'thresholds.yaml');
  const policy = `secondOpinion: { url: "http://127.0.0.1:${port}/ask", sure: 0.8, perHour: 2, seconds: 5 }`;
  writeFileSync(file, `${readFileSync(file, 'utf8')}${policy}\n`);
  cdkOut = synthesize(join(packs, 'cdk.out'), { packs });
});
afterAll(async () => {
  rmSync(packs, { recursive: true });
  await new Promise((ready) => model.close(ready));
});
afterEach(async () => {
  await town.close();
  asked.splice(0);
});

const vague = '楼下那个地方最近总是很吵很脏，已经说过好几次了，没有人来看过，请尽快安排。';
const posted = async (text: string, more: object = {}) => (await town.request({ text, ...more })).caseId;

describe('a second opinion', () => {
  it('settles what the machine was unsure of, and the record says that it did', async () => {
    town = await openTown({ cdkOut });
    answerTo = ({ candidates }) => ({ path: candidates[1]?.path, confidence: 0.95 });
    const caseId = await posted(vague);
    const events = (await town.commits(caseId)).flatMap((commit) => commit.events);
    expect(events.find((event) => (event as { type: string }).type === 'Classified')).toMatchObject({
      category: asked[0]?.candidates[1]?.path,
      by: 'machine',
      seconded: true,
    });
    expect(asked).toHaveLength(1);
  });

  it('leaves the case to the duty desk when the model does not know, and after the hour is used up', async () => {
    town = await openTown({ cdkOut });
    answerTo = () => ({ path: null, confidence: 0 });
    for (let at = 0; at < 3; at += 1) {
      const caseId = await posted(`${vague}${'再说一遍。'.repeat(at * 30)}`);
      expect(await town.events(caseId)).toContain('LeftUnsure');
    }
    expect(asked).toHaveLength(2);
  });

  it('is never asked about a confidential request', async () => {
    town = await openTown({ cdkOut });
    answerTo = () => ({ path: null, confidence: 0 });
    const caseId = await posted(vague, { requester: { name: '王小明', phone: '13800000001', confidential: true } });
    expect(await town.events(caseId)).toContain('LeftUnsure');
    expect(asked).toEqual([]);
  });
});
