// How the command speaks: results on standard output, everything else on standard error, so that pipes stay clean.

/** Wrong words on the command line: told with the usage, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Something that a person can put right: told in a sentence, without a stack, exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

export const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

export const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const printJson = (value: unknown): void => print(JSON.stringify(value, null, 2));

const isTerminal = (): boolean => process.stderr.isTTY === true && process.env['CI'] === undefined;

const rewrite = (text: string): void => {
  process.stderr.write(`\r\x1b[2K${text}`);
};

/** A bar that fills on a terminal, and nothing elsewhere. */
export const progressBar = (label: string, total: number) => {
  const width = 30;
  const shown = isTerminal() && total > 0;
  return {
    update: (done: number): void => {
      if (!shown) return;
      const filled = Math.round((done / total) * width);
      rewrite(`${label} [${'█'.repeat(filled)}${' '.repeat(width - filled)}] ${done}/${total}`);
    },
    end: (): void => {
      if (shown) rewrite('');
    },
  };
};

/** Says what takes long while it does: seconds that count on a terminal, one line elsewhere. */
export const during = async <Result>(label: string, work: Promise<Result>): Promise<Result> => {
  const begun = performance.now();
  const seconds = (): string => `${((performance.now() - begun) / 1000).toFixed(1)} s`;
  if (!isTerminal()) say(`${label} …`);
  const timer = isTerminal() ? setInterval(() => rewrite(`${label} … ${seconds()}`), 100) : undefined;
  try {
    const result = await work;
    if (timer !== undefined) rewrite('');
    say(`${label}: ${seconds()}`);
    return result;
  } catch (fault) {
    if (timer !== undefined) rewrite('');
    throw fault;
  } finally {
    clearInterval(timer);
  }
};
