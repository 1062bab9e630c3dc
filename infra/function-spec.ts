// What the row of a function can say: what starts it, what it is told, what it may touch.
import type { EnvironmentKey } from '#schemas/environment.ts';

export type ItemAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'Query';
export type MattersIndex = 'inbox' | 'ledger' | 'parent';
/** `outbound-signing`: of the sources that want to hear of their cases, and only of those. */
export type SecretName =
  | 'keys'
  | 'desk'
  | 'oidc-client'
  | 'sms-gateway'
  | 'smtp'
  | 'second-opinion'
  | 'source-signing'
  | 'outbound-signing'
  | 'source-read'
  | 'source-open311';
export type QueueName = 'messages' | 'reactions' | 'followers' | 'undelivered' | 'uploads';

/** What a function does with objects, by where they lie: as they came, or as evidence. */
export type FileAction = 'GetObject' | 'PutObject' | 'DeleteObject';
export type FileGrants = Partial<Record<'incoming' | 'kept', readonly FileAction[]>>;

export type Trigger =
  | { by: 'route'; routes: readonly `${'GET' | 'POST'} /${string}`[] }
  | { by: 'any-other-route' }
  | { by: 'stream' }
  | { by: 'queue'; queue: QueueName; batchSize: number }
  | { by: 'step' }
  | { by: 'schedule'; minutes: number; why: string }
  | { by: 'lost-execution' };

export type FunctionSpec = {
  /** File name of the handler and, with the stage before it, name of the function (STYLE 3). */
  name: string;
  entry: `functions/${string}.ts`;
  trigger: Trigger;
  environment: readonly EnvironmentKey[];
  /** Whether `city.json` lies beside the bundle. */
  readsCity: boolean;
  /** Whether the city's trained model, where it has one, lies beside the bundle. */
  readsModel?: true;
  memoryMb: number;
  timeoutSeconds: number;
  matters?: readonly ItemAction[];
  indexes?: readonly MattersIndex[];
  people?: readonly ItemAction[];
  files?: FileGrants;
  secrets?: readonly SecretName[];
  sendsTo?: readonly QueueName[];
  workflow?: readonly ('StartExecution' | 'SendTaskSuccess' | 'SendTaskFailure' | 'ListExecutions')[];
  /** Looks single executions up. */
  describesExecutions?: true;
  sendsMail?: 'ses' | 'smtp';
};
