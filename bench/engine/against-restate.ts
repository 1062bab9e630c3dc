// Six durable steps and one awaited signal: the embedded engine and Restate, in turns on one machine, both on disk with
// fsync, both over HTTP, by the same number of callers. `node bench/engine/against-restate.ts [--workflows N] [--rounds N]
// [--callers N] [--out FILE]`. Needs `npm ci` in bench/peers.
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { answering, cpuMs, freePort, residentMb, start, stop } from './processes.ts';

const { values } = parseArgs({
  options: {
    workflows: { type: 'string', default: '1500' },
    rounds: { type: 'string', default: '5' },
    callers: { type: 'string', default: '64' },
    out: { type: 'string' },
  },
});
const workflows = Number(values.workflows);
const callers = Number(values.callers);
const agent = new Agent({ keepAlive: true, maxSockets: callers * 2 });

type Side = { name: string; processes: ChildProcess[]; one(id: string): Promise<void>; close(): Promise<void> };
type Round = { perSecond: number; cpuMsEach: number; residentMb: number; p50Ms: number; p99Ms: number };

const call = (method: string, url: string, body?: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request(url, { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if ((response.statusCode ?? 500) >= 300) reject(new Error(`${url}: ${response.statusCode} ${text}`));
        else resolve(text);
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });

const embedded = async (folder: string): Promise<Side> => {
  const port = await freePort();
  const server = start(process.execPath, ['bench/engine/serve-engine.ts', join(folder, 'engine.sqlite'), String(port)]);
  const url = `http://127.0.0.1:${port}`;
  await answering(`${url}/`);
  return {
    name: 'embedded engine',
    processes: [server],
    async one(id) {
      await call('POST', `${url}/start/${id}`);
      await call('POST', `${url}/signal/${id}`);
      await call('GET', `${url}/result/${id}`);
    },
    close: () => stop(server),
  };
};

/** The program itself, not the script that starts it: it is what is measured and ended. */
const restateBinary = `bench/peers/node_modules/@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`;

const restate = async (folder: string): Promise<Side> => {
  const [node, ingress, admin, service] = [await freePort(), await freePort(), await freePort(), await freePort()];
  const server = start(restateBinary, ['--base-dir', folder, '--no-logo'], {
    RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    RESTATE_DISABLE_TELEMETRY: 'true',
    RUST_LOG: 'error',
  });
  const sdk = start(process.execPath, ['bench/engine/serve-restate.ts', String(service)]);
  await answering(`http://127.0.0.1:${admin}/health`);
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ uri: `http://127.0.0.1:${service}` });
  for (let tries = 0; ; tries += 1) {
    const registered = await fetch(`http://127.0.0.1:${admin}/deployments`, { method: 'POST', headers, body });
    if (registered.ok) break;
    if (tries > 60) throw new Error(`Restate does not take the service: ${await registered.text()}`);
    await new Promise((wake) => setTimeout(wake, 250));
  }
  const url = `http://127.0.0.1:${ingress}`;
  return {
    name: 'Restate',
    processes: [server, sdk],
    async one(id) {
      await call('POST', `${url}/sixSteps/${id}/run/send`);
      await call('POST', `${url}/sixSteps/${id}/signal`);
      await call('GET', `${url}/restate/workflow/sixSteps/${id}/attach`);
    },
    close: async () => {
      await stop(sdk);
      await stop(server);
    },
  };
};

const total = (side: Side, of: (child: ChildProcess) => number): number =>
  side.processes.reduce((sum, child) => sum + of(child), 0);

let made = 0;
const run = async (side: Side, count: number): Promise<Round> => {
  const ids = Array.from({ length: count }, () => {
    made += 1;
    return `w${made}`;
  });
  const times: number[] = [];
  const cpuBefore = total(side, cpuMs);
  const began = performance.now();
  const caller = async (): Promise<void> => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      const from = performance.now();
      await side.one(id);
      times.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const seconds = (performance.now() - began) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(times.length * share)] ?? 0;
  return {
    perSecond: count / seconds,
    cpuMsEach: (total(side, cpuMs) - cpuBefore) / count,
    residentMb: total(side, residentMb),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
};

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
const rounded = (value: number): number => Math.round(value * 100) / 100;
const medians = (rounds: readonly Round[]) => ({
  perSecond: rounded(median(rounds.map((one) => one.perSecond))),
  cpuMsEach: rounded(median(rounds.map((one) => one.cpuMsEach))),
  residentMb: Math.round(median(rounds.map((one) => one.residentMb))),
  p50Ms: rounded(median(rounds.map((one) => one.p50Ms))),
  p99Ms: rounded(median(rounds.map((one) => one.p99Ms))),
});

const folders = [0, 1].map(() => mkdtempSync(join(tmpdir(), 'jiesu-bench-')));
const sides = [await embedded(folders[0] ?? ''), await restate(folders[1] ?? '')];
const rounds = new Map<string, Round[]>(sides.map(({ name }) => [name, []]));
try {
  for (const side of sides) await run(side, Math.ceil(workflows / 3));
  for (let round = 1; round <= Number(values.rounds); round += 1) {
    for (const side of round % 2 === 1 ? sides : [...sides].reverse()) {
      const measured = await run(side, workflows);
      rounds.get(side.name)?.push(measured);
      console.log(
        `round ${round}  ${side.name.padEnd(16)} ${measured.perSecond.toFixed(0).padStart(6)}/s  ${measured.cpuMsEach.toFixed(2)} ms CPU each  p50 ${measured.p50Ms.toFixed(0)} ms  p99 ${measured.p99Ms.toFixed(0)} ms`,
      );
    }
  }
} finally {
  for (const side of sides) await side.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
const [ours = [], theirs = []] = sides.map(({ name }) => rounds.get(name) ?? []);
const ratios = ours.map((one, at) => one.perSecond / (theirs[at]?.perSecond ?? Number.NaN));
const versionOf = (name: string): string =>
  JSON.parse(readFileSync(`bench/peers/node_modules/@restatedev/${name}/package.json`, 'utf8')).version;
const result = {
  what: 'six durable steps and one awaited signal, on disk with fsync, over HTTP',
  at: new Date().toISOString(),
  machine: { cores: availableParallelism(), cpu: cpus()[0]?.model, node: process.version },
  versions: { restateServer: versionOf('restate-server'), restateSdk: versionOf('restate-sdk') },
  workflows,
  callers,
  rounds: Number(values.rounds),
  embedded: medians(ours),
  restate: medians(theirs),
  timesAsFast: { median: rounded(median(ratios)), least: rounded(Math.min(...ratios)) },
};
console.log(JSON.stringify(result, null, 2));
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
