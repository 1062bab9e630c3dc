// `jiesu doctor`: whether this machine has what the product needs, and what to do where it has not.
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { stdout, versions } from 'node:process';
import { parseArgs } from 'node:util';
import { loadPack } from '#cities/load-pack.ts';

const root = join(import.meta.dirname, '..');

type Finding = { what: string; ok: boolean; advice: string };

export const doctor = {
  summary: 'checks that this machine has what the product needs',
  async run(args: string[]): Promise<number> {
    const { values } = parseArgs({
      args,
      options: { json: { type: 'boolean', default: false }, port: { type: 'string', default: '8080' } },
    });
    const findings = [
      {
        what: `Node.js ${versions.node}`,
        ok: Number(versions.node.split('.')[0]) >= 24,
        advice: 'run through npm: npm start, npx jiesu …',
      },
      {
        what: 'packages installed',
        ok: existsSync(join(root, 'node_modules', '.package-lock.json')),
        advice: 'run npm ci',
      },
      packFinding(),
      {
        what: `port ${values.port} is free`,
        ok: await isFree(Number(values.port)),
        advice: 'npm start -- --port 0 takes any free port',
      },
    ];
    for (const { what, ok, advice } of values.json ? [] : findings)
      stdout.write(`${ok ? 'ok ' : 'NO '} ${what}${ok ? '' : `: ${advice}`}\n`);
    if (values.json) stdout.write(`${JSON.stringify(findings)}\n`);
    return findings.every(({ ok }) => ok) ? 0 : 1;
  },
};

const packFinding = (): Finding => {
  try {
    return { what: `city pack ${loadPack(join(root, 'cities', 'linjiang')).city.id}`, ok: true, advice: '' };
  } catch (fault) {
    return { what: 'city pack linjiang', ok: false, advice: fault instanceof Error ? fault.message : String(fault) };
  }
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const server = createServer();
    server.once('error', () => done(false));
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)));
  });
