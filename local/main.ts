#!/usr/bin/env node
// Runs a cdk.out folder on this machine: `node local/main.ts --cdk-out DIR --data DIR`.
import { readArguments, USAGE } from './options.ts';
import { RefusedError } from './refusal.ts';

// Functions run in UTC, as on Lambda, wherever this machine stands.
process.env.TZ = 'UTC';

const options = readArguments(process.argv.slice(2));
if (typeof options === 'string') {
  console.error(`${options}\n\n${USAGE}`);
  process.exit(2);
}

const { startStack } = await import('./start-stack.ts');
try {
  const stack = await startStack(options);
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    stack.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  console.log(`ready ${stack.url}`);
} catch (error) {
  if (!(error instanceof RefusedError)) throw error;
  console.error(error.message);
  process.exit(1);
}
