// The stack with its real parts.
import { createDynamo } from './dynamodb/create-dynamo.ts';
import type { StackOptions } from './options.ts';
import { type Stack, startStackOf } from './stack.ts';
import { createStates } from './states/create-states.ts';
import { openStorage } from './storage.ts';

/** Starts the stack of a cdk.out folder; throws RefusedError with every reason when it cannot be run faithfully. */
export function startStack(options: StackOptions): Promise<Stack> {
  return startStackOf({ openStorage, createStates, createDynamo }, options);
}
