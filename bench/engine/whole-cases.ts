// Ordinary hotline cases from webhook to closure on the embedded stack, by N callers at once, on disk with fsync: cases a
// second, how long a webhook takes, CPU a case, memory. `node bench/engine/whole-cases.ts [--cases N] [--callers N]
// [--out FILE]`. Real time; officers and citizens act as soon as their link is there.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Endpoints, readEndpoints } from '#cli/endpoints.ts';
import { postWebhook } from '#cli/post-webhook.ts';
import { plain, soundReply, unsampledId } from '#test/journeys/support/pack.ts';
import { cpuMs, residentMb } from './processes.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '300' },
    callers: { type: 'string', default: '8' },
    out: { type: 'string' },
  },
});
const data = mkdtempSync(join(tmpdir(), 'jiesu-whole-cases-'));
const town = spawn(process.execPath, ['cli/jiesu.ts', 'dev', '--no-feed', '--data', data, '--port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
await new Promise<void>((resolve, reject) => {
  town.once('exit', () => reject(new Error('the town did not start')));
  createInterface({ input: town.stdout }).on('line', (line) => line.startsWith('ready') && resolve());
});
/** The stack is a child of the command. */
const pid = Number(execFileSync('pgrep', ['-P', String(town.pid), '-f', 'local/main.ts'], { encoding: 'utf8' }));
const stack = { pid };
const endpoints: Endpoints = readEndpoints({ data });
const source = endpoints.sources[0];
if (source === undefined) throw new Error('the sample city has no source');
const door = { api: endpoints.api, source: source.id, secret: source.signingSecret, now: async () => Date.now() };

type Sent = { tags: Record<string, string>; links: string[] };
const linkOf = async (caseId: string, template: string): Promise<string> => {
  for (let tries = 0; ; tries += 1) {
    const response = await fetch(`${endpoints.api}/_local/messages?caseId=${caseId}`);
    const sent = (await response.json()) as Sent[];
    const link = sent.findLast((one) => one.tags['template'] === template)?.links.find((one) => one.includes('/t/'));
    if (link !== undefined) return link;
    if (tries > 500) throw new Error(`${caseId}: no ${template}, only ${sent.map((one) => one.tags['template'])}`);
    await pause(40);
  }
};

const act = async (link: string, action: object): Promise<void> => {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  for (;;) {
    const response = await fetch(link, { method: 'POST', headers, body: JSON.stringify(action) });
    const told = await response.text();
    if (response.ok) return;
    if (response.status !== 503) throw new Error(`${response.status} ${told}`);
    await pause(100);
  }
};

const intakeMs: number[] = [];
let numbered = 0;
const nextNumber = (): number => {
  numbered += 1;
  return numbered;
};
const oneCase = async (): Promise<void> => {
  const id = unsampledId('bench', nextNumber);
  const number = nextNumber();
  const text = `第${number}号：${String.fromCodePoint(0x4e00 + ((number * 7919) % 20_000)).repeat(12)}处的路灯不亮，请修。`;
  const requester = { name: '王小明', phone: `138${String(10_000_000 + number)}` };
  const began = performance.now();
  const posted = await postWebhook(door, {
    id: `msg_${id}`,
    type: 'request.created',
    data: { externalId: id, channel: 'phone', text, category: plain.path, requester },
  });
  intakeMs.push(performance.now() - began);
  if (posted.outcome === 'refused' || posted.caseId === undefined) throw new Error(JSON.stringify(posted));
  const lead = await linkOf(posted.caseId, 'department-sign-for');
  await act(lead, { action: 'sign' });
  await act(lead, { action: 'contacted' });
  await act(lead, soundReply);
  await act(await linkOf(posted.caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
};

const run = async (count: number): Promise<number> => {
  let left = count;
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await oneCase();
    }
  };
  const began = performance.now();
  await Promise.all(Array.from({ length: Number(values.callers) }, caller));
  await fetch(`${endpoints.api}/_local/idle`);
  return (performance.now() - began) / 1000;
};

try {
  await run(40);
  intakeMs.splice(0);
  const count = Number(values.cases);
  const cpuBefore = cpuMs(stack);
  const seconds = await run(count);
  intakeMs.sort((a, b) => a - b);
  const at = (share: number): number => Math.round(intakeMs[Math.floor(intakeMs.length * share)] ?? 0);
  const result = {
    what: 'ordinary cases from webhook to closure on the embedded stack, table and functions included',
    at: new Date().toISOString(),
    machine: { cores: availableParallelism(), cpu: cpus()[0]?.model, node: process.version },
    cases: count,
    callers: Number(values.callers),
    casesPerSecond: Math.round((count / seconds) * 10) / 10,
    intakeMs: { p50: at(0.5), p99: at(0.99) },
    cpuMsPerCase: Math.round((cpuMs(stack) - cpuBefore) / count),
    residentMb: Math.round(residentMb(stack)),
  };
  console.log(JSON.stringify(result, null, 2));
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
} finally {
  town.removeAllListeners('exit');
  const gone = new Promise((resolve) => town.once('exit', resolve));
  town.kill('SIGTERM');
  await gone;
  rmSync(data, { recursive: true, force: true });
}
