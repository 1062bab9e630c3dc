#!/usr/bin/env node
// The `jiesu` command: runs the product on this machine, feeds it, looks at a case, checks a city pack.
import { argv, exit, stderr, stdout } from 'node:process';

type Command = { summary: string; run(args: string[]): Promise<number> };

const commands: Record<string, () => Promise<Command>> = {
  dev: async () => (await import('./dev.ts')).dev,
  feed: async () => (await import('./feed.ts')).feed,
  case: async () => (await import('./show-case.ts')).showCase,
  replay: async () => (await import('./replay.ts')).replay,
  city: async () => (await import('./check-city.ts')).checkCity,
  doctor: async () => (await import('./doctor.ts')).doctor,
};

const usage = async (): Promise<string> => {
  const lines = await Promise.all(
    Object.entries(commands).map(async ([name, load]) => `  jiesu ${name.padEnd(8)} ${(await load()).summary}`),
  );
  return `Jiesu (接诉): casework for government hotlines\n\n${lines.join('\n')}\n\n  jiesu COMMAND --help tells more.\n`;
};

const [name = 'help', ...args] = argv.slice(2);
const load = commands[name];
if (load === undefined) {
  const asked = name === 'help' || name === '--help' || name === '-h';
  (asked ? stdout : stderr).write(`${asked ? '' : `there is no command ${name}\n\n`}${await usage()}`);
  exit(asked ? 0 : 2);
}
try {
  exit(await (await load()).run(args));
} catch (fault) {
  stderr.write(`jiesu ${name}: ${fault instanceof Error ? fault.message : String(fault)}\n`);
  exit(1);
}
