// The embedded stack as a process that may be killed at any moment: whoever asks it for something gets an answer in the
// end, from this process or from the one that follows it on the same data folder.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { start } from './cases.ts';

const root = join(import.meta.dirname, '..', '..', '..');

export type MortalStack = Awaited<ReturnType<typeof bringUp>>;
type Life = {
  child: ChildProcess;
  /** Its address; undefined when it ends before it has one. */
  ready: Promise<string | undefined>;
  ended: Promise<void>;
  failpoint: string | undefined;
};

/** How an end that was asked for came about: a failpoint by its name, or `any moment`. */
export type Kill = string;

/**
 * Starts the stack. `failpoints` are taken one a start, from the first on: places in the start itself.
 * @throws Error when the stack cannot be started, or ends by itself.
 */
export const bringUp = async (options: {
  cdkOut: string;
  data: string;
  seed: string;
  /** Workers a function; every process starts them anew. */
  concurrency: number;
  /** Where Node keeps what it has compiled: half of a start. */
  cache: string;
  failpoints?: string[];
}) => {
  const atStart = [...(options.failpoints ?? [])];
  const kills: Kill[] = [];
  const complaints: string[] = [];
  let life = begin();
  let stopping = false;

  function begin(): Life {
    const failpoint = atStart.shift();
    const child = spawn(
      process.execPath,
      [
        'local/main.ts',
        ...['--cdk-out', options.cdkOut, '--data', options.data, '--virtual', '--start', start],
        ...['--seed', options.seed, '--concurrency', String(options.concurrency)],
        ...['--parameter', 'SmsGatewayUrl={url}/_local/sinks/sms', '--parameter', 'OutboundPrivateHosts=127.0.0.1'],
      ],
      {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        env: {
          ...process.env,
          NODE_COMPILE_CACHE: options.cache,
          ...(failpoint === undefined ? {} : { STACK_FAILPOINT: `${failpoint}:1` }),
        },
      },
    );
    const { stdout, stderr } = child;
    if (stdout === null || stderr === null) throw new TypeError('pipes were asked for');
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    const ready = new Promise<string | undefined>((resolve) => {
      createInterface({ input: stdout }).on('line', (line) => {
        const [, url] = /^ready (\S+)/.exec(line) ?? [];
        if (url !== undefined) resolve(url);
      });
      void ended.then(() => resolve(undefined));
    });
    const one: Life = { child, ready, ended, failpoint: undefined };
    createInterface({ input: stderr }).on('line', (line) => {
      if (line.startsWith('failpoint ')) one.failpoint = line.slice('failpoint '.length);
      else complaints.push(line);
    });
    return one;
  }

  /** The process that answers now: the next one when this one has been killed. */
  async function alive(): Promise<string> {
    for (;;) {
      const one = life;
      const url = await one.ready;
      if (url !== undefined && one.child.exitCode === null && one.child.signalCode === null) return url;
      await one.ended;
      if (stopping || one.child.signalCode !== 'SIGKILL')
        throw new Error(`the stack ended by itself (${one.child.exitCode}):\n${complaints.join('\n')}`);
      if (life !== one) continue;
      kills.push(one.failpoint ?? 'any moment');
      life = begin();
    }
  }

  /** Asks until there is an answer: a connection that breaks off is the end of a process, and the next is asked. */
  async function ask<Answer>(work: (url: string) => Promise<Answer>): Promise<Answer> {
    for (;;) {
      const url = await alive();
      const one = life;
      try {
        return await work(url);
      } catch (fault) {
        if (!(fault instanceof TypeError)) throw fault;
        await one.ended;
      }
    }
  }

  const local = (path: string, body?: object, method = body === undefined ? 'GET' : 'POST'): Promise<any> =>
    ask(async (url) => {
      const response = await fetch(`${url}/_local/${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer = await response.json();
      if (!response.ok) throw new Error(`${method} /_local/${path}: ${JSON.stringify(answer)}`);
      return answer;
    });

  await alive();
  return {
    ask,
    local,
    alive,
    /** How each process ended that did not end last. */
    kills,
    /** What the processes wrote to standard error, failpoints apart. */
    complaints,
    kill: () => void life.child.kill('SIGKILL'),
    /** The next starts end at these places, one each. */
    failNextStarts: (places: readonly string[]) => void atStart.push(...places),
    async stop(): Promise<void> {
      stopping = true;
      life.child.kill('SIGTERM');
      await life.ended;
    },
  };
};
