// A state machine as loaded: every field read, every expression compiled, every resource known.
import type { Template } from '../expressions/template.ts';

/** Error names as written in ErrorEquals. */
export type Retrier = {
  errors: readonly string[];
  intervalSeconds: number;
  backoffRate: number;
  maxAttempts: number;
  maxDelaySeconds: number;
  jitter: boolean;
};
export type Leave = { output: Template | undefined; assign: Template | undefined };
export type Catcher = Leave & { errors: readonly string[]; next: string };
export type Rule = Leave & { condition: Template; next: string };

/** How a task that has been called ends: by the answer, by a token, or by the end of what it started. */
export type Pattern = 'answer' | 'token' | 'sync' | 'sync:2';
export type Target =
  | { kind: 'function'; functionArn: string; pattern: 'answer' }
  | { kind: 'invoke'; resourceType: string; resource: string; pattern: Pattern }
  | {
      kind: 'service';
      /** As in the ARN, such as `dynamodb` or `sfn`. */
      service: string;
      /** PascalCase. */
      action: string;
      /** Called by way of aws-sdk, or an optimized integration. */
      sdk: boolean;
      resourceType: string;
      resource: string;
      pattern: Pattern;
    };

type Named = { name: string };
/** `next` is undefined at the end of a machine, branch or iteration. */
type Leaving = Named & Leave & { next: string | undefined };
type Recovering = { retry: readonly Retrier[]; catch: readonly Catcher[] };

export type PassState = Leaving & { type: 'Pass' };
export type WaitState = Leaving & { type: 'Wait'; seconds: Template | undefined; timestamp: Template | undefined };
export type SucceedState = Leaving & { type: 'Succeed' };
export type FailState = Named & { type: 'Fail'; error: Template | undefined; cause: Template | undefined };
export type ChoiceState = Leaving & { type: 'Choice'; choices: readonly Rule[]; otherwise: string | undefined };
export type TaskState = Leaving &
  Recovering & {
    type: 'Task';
    /** As written. */
    resource: string;
    target: Target;
    arguments: Template | undefined;
    roleArn: Template | undefined;
    timeoutSeconds: Template | undefined;
    heartbeatSeconds: Template | undefined;
  };
export type ParallelState = Leaving &
  Recovering & { type: 'Parallel'; arguments: Template | undefined; branches: readonly Flow[] };
export type MapState = Leaving &
  Recovering & {
    type: 'Map';
    items: Template | undefined;
    itemSelector: Template | undefined;
    maxConcurrency: Template | undefined;
    /** Read and checked, without effect: AWS applies them to distributed maps only. */
    tolerated: readonly Template[];
    processor: Flow;
  };
export type State =
  | PassState
  | WaitState
  | SucceedState
  | FailState
  | ChoiceState
  | TaskState
  | ParallelState
  | MapState;

/** A machine, a branch of a Parallel or the processor of a Map. */
export type Flow = { startAt: string; states: ReadonlyMap<string, State> };
export type Definition = Flow & { timeoutSeconds: number | undefined };
