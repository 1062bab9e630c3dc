// What the runtime expects of the two large parts, Step Functions and DynamoDB, and of the data file.
import type { Caller, CallService, Clock, InvokeLambda, Service, Storage, Wake } from './contracts.ts';
import type { JsonObject } from './json.ts';

export type PartApi = (action: string, input: unknown, caller: Caller) => Promise<unknown>;

export type Place = { accountId: string; region: string; partition: string };

export type StatusChange = { detail: JsonObject; executionArn: string; at: number };

export type StatesPart = Service & {
  api: PartApi;
  /** A change is told again after a restart unless the listener's promise was kept. */
  onStatusChange(listener: (change: StatusChange) => void | Promise<void>): void;
};

export type DynamoPart = Service & {
  api: PartApi;
  onStreamRecords(listener: (streamArn: string) => void): void;
  readStream(streamArn: string, afterSequence: string | undefined, limit: number): readonly unknown[];
  consumed(tableName: string): unknown;
  resetConsumed(): void;
};

export type Parts = {
  openStorage(file: string): Storage;
  createStates(
    options: Place & {
      storage: Storage;
      clock: Clock;
      wake: Wake;
      invokeLambda: InvokeLambda;
      callService: CallService;
      callerOf(roleArn: string): Caller;
      uuid(): string;
      random(): number;
      secret(): string;
      onFault(fault: unknown): void;
    },
  ): StatesPart;
  createDynamo(options: Place & { storage: Storage; clock: Clock; wake: Wake }): DynamoPart;
};
