// What the parts of the embedded stack owe each other. One process, one SQLite file, one clock.
import type { DatabaseSync } from 'node:sqlite';

/** The one source of time. Milliseconds since 1970. Real, or virtual: frozen until it is moved. */
export type Clock = { now(): number };

/**
 * The one data file. `write` queues a change for the next transaction and resolves when that transaction is on disk,
 * so many changes share one fsync; a change that throws is rolled back alone and rejects its own promise. Changes run in
 * the order they were asked for and must be synchronous. Reads go straight to `db` and see only committed changes.
 */
export type Storage = {
  readonly db: DatabaseSync;
  write<T>(change: () => T): Promise<T>;
  close(): Promise<void>;
};

/** A part that acts by itself when time comes: the runtime asks when, and calls. */
export type Service = {
  readonly name: string;
  /** The earliest instant at which something is due, or undefined. May lie in the past: then it is due now. */
  nextDueAt(): number | undefined;
  /** Starts whatever is due at clock.now(). Called by the runtime only. */
  runDue(): void;
  /** How many things are under way right now: 0 means idle (waiting for a time to come is idle). */
  inFlight(): number;
  close(): Promise<void>;
};

/** Parts call this when nextDueAt() or inFlight() may have changed. */
export type Wake = () => void;

/** Who calls: the role whose policies the gateway has already checked. `root` is the person at this machine. */
export type Caller = { accessKeyId: string; roleArn: string | 'root' };

/** An error in AWS's own shape; the gateway writes it on the wire as the service's protocol wants it. */
export class AwsError extends Error {
  readonly statusCode: number;
  readonly extra: Record<string, unknown>;
  /** @param name the error's code, such as `ConditionalCheckFailedException`; @param extra further members of the body. */
  constructor(name: string, message: string, statusCode = 400, extra: Record<string, unknown> = {}) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
    this.extra = extra;
  }
}

/** Result of a Lambda invocation; `payload` is JSON text. `errorType` is set when the function failed. */
export type InvocationResult = { payload: string; functionError?: 'Handled' | 'Unhandled'; requestId: string };

export type InvokeLambda = (request: {
  functionArn: string;
  payload: string;
  /** The identity that invokes: its role must allow lambda:InvokeFunction. */
  caller: Caller;
}) => Promise<InvocationResult>;

/** A call to another AWS service as `caller`, IAM checked; `action` in PascalCase as on the wire. Throws AwsError. */
export type CallService = (request: {
  service: string;
  action: string;
  input: unknown;
  caller: Caller;
}) => Promise<unknown>;
