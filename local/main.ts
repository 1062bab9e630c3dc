#!/usr/bin/env node
// Runs a cdk.out folder on this machine: `node local/main.ts --cdk-out DIR --data DIR`.
import { armFromText } from './failpoints.ts';
import { readArguments, USAGE } from './options.ts';
import { RefusedError } from './refusal.ts';

// Functions run in UTC, as on Lambda, wherever this machine stands.
process.env.TZ = 'UTC';

const options = readArguments(process.argv.slice(2));
if (typeof options === 'string') {
  console.error(`${options}\n\n${USAGE}`);
  process.exit(2);
}

const { STACK_FAILPOINT } = process.env;
if (STACK_FAILPOINT !== undefined && !armFromText(STACK_FAILPOINT)) {
  console.error('STACK_FAILPOINT must be PLACE:NTH with a place of local/failpoints.ts');
  process.exit(2);
}

// Whoever started this process over a channel is gone when the channel closes, however it ended.
let stop = (): void => process.exit(0);
process.once('disconnect', () => stop());

const { startStack } = await import('./start-stack.ts');
try {
  const stack = await startStack(options);
  let stopping = false;
  stop = () => {
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
