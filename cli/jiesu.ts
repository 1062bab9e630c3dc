#!/usr/bin/env node
// The command of this product. Each subcommand is a file in commands/; exit codes: 0 done, 1 failed, 2 wrong words.
import { CommandError, print, say, UsageError } from './terminal.ts';

export type Command = {
  /** Runs with the words after the command's name; answers the exit code. */
  run(words: string[]): Promise<number>;
  usage: string;
};

const commands: Record<string, { summary: string; load: () => Promise<Command> }> = {
  dev: {
    summary: 'run everything on this machine (what `npm start` does)',
    load: async () => (await import('./commands/dev.ts')).dev,
  },
  feed: {
    summary: 'sign and post the requests of a file',
    load: async () => (await import('./commands/feed.ts')).feed,
  },
  case: { summary: 'show where a case stands', load: async () => (await import('./commands/case.ts')).showCase },
  replay: {
    summary: 'apply the commits of a case once more',
    load: async () => (await import('./commands/replay.ts')).replay,
  },
  simulate: {
    summary: 'play a month of a made-up town in minutes, the same for the same seed',
    load: async () => (await import('./commands/simulate.ts')).simulateTown,
  },
  evaluate: {
    summary: 'the three rates and the burden ledger, from the ledger or from the events',
    load: async () => (await import('./commands/evaluate.ts')).evaluateUnits,
  },
  topics: {
    summary: 'places of which many people speak at once',
    load: async () => (await import('./commands/topics.ts')).topics,
  },
  propose: {
    summary: 'what returns and rulings say against the assignment catalogue, as a diff',
    load: async () => (await import('./commands/propose.ts')).propose,
  },
  train: {
    summary: 'learn from closed requests what they are about',
    load: async () => (await import('./commands/train.ts')).train,
  },
  classify: {
    summary: 'say what the requests of a file are about',
    load: async () => (await import('./commands/classify.ts')).classify,
  },
  keys: {
    summary: 'show or rotate the keys of the sources',
    load: async () => (await import('./commands/keys.ts')).keys,
  },
  city: { summary: 'check a city pack', load: async () => (await import('./commands/city.ts')).city },
  doctor: {
    summary: 'find out why something does not work here',
    load: async () => (await import('./commands/doctor.ts')).doctor,
  },
};

const help = (): string =>
  [
    'usage: jiesu COMMAND [options]',
    '',
    ...Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(8)} ${summary}`),
    '',
    'jiesu COMMAND --help tells its options.',
  ].join('\n');

const main = async ([name, ...words]: string[]): Promise<number> => {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    print(help());
    return name === undefined ? 2 : 0;
  }
  const known = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (known === undefined) {
    say(`There is no command ${name}.\n\n${help()}`);
    return 2;
  }
  const command = await known.load();
  if (words.includes('--help') || words.includes('-h')) {
    print(command.usage);
    return 0;
  }
  try {
    return await command.run(words);
  } catch (fault) {
    if (fault instanceof CommandError) {
      say(fault.message);
      return 1;
    }
    if (!isAboutWords(fault)) throw fault;
    say(`${fault.message}\n\n${command.usage}`);
    return 2;
  }
};

/** Our own complaint about the words, or that of node:util's parseArgs. */
const isAboutWords = (fault: unknown): fault is Error =>
  fault instanceof UsageError ||
  (fault instanceof TypeError && 'code' in fault && String(fault.code).startsWith('ERR_PARSE_ARGS'));

process.exitCode = await main(process.argv.slice(2));
