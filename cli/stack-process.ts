// The embedded stack as a process of its own, watched until it is ready and stopped with us.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { projectRoot } from './synth.ts';
import { CommandError, say } from './terminal.ts';

export type StackProcess = {
  url: string;
  /** Asks it to stop; the promise of `ended` tells when it has. */
  stop(): void;
  /** Exit code; 0 after a stop that was asked for. */
  ended: Promise<number>;
};

/** Starts `local/main.ts` with these words and waits for its line `ready URL`. @throws CommandError when it ends before. */
export const startStackProcess = (words: readonly string[], signal: AbortSignal): Promise<StackProcess> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['local/main.ts', ...words], {
      cwd: projectRoot,
      // The channel says nothing: that it closes tells the stack that we are gone, even by a kill -9.
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const stop = (): void => {
      child.kill('SIGTERM');
    };
    signal.addEventListener('abort', stop, { once: true });
    // Nothing of ours may outlive us, whatever ends us.
    process.once('exit', () => child.kill('SIGKILL'));
    const ended = new Promise<number>((settle) => {
      child.once('close', (code) => settle(code ?? 1));
      child.once('error', () => settle(1));
    });
    if (child.stdout === null) throw new TypeError('a pipe was asked for');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const ready = /^ready (http\S+)/.exec(line);
      if (ready?.[1] === undefined) say(line);
      else resolve({ url: ready[1], stop, ended });
    });
    ended.then((code) => {
      reject(
        new CommandError(
          signal.aborted ? 'Stopped.' : `The embedded stack did not start (exit code ${code}); see above.`,
        ),
      );
    });
  });
