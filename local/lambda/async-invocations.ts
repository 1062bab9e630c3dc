// Asynchronous invocations: on disk before they are accepted, tried again after one and two minutes, then handed to the
// on-failure destination or dead-letter queue.
import type { Caller, InvocationResult, Service, Storage } from '../contracts.ts';
import { failpoint } from '../failpoints.ts';
import { parseJson } from '../json.ts';
import type { StackClock } from '../time/clock.ts';
import type { Ids } from '../time/ids.ts';

export type AsyncPolicy = {
  maximumRetries: number;
  maximumAgeSeconds: number;
  onFailureArn: string | undefined;
  onSuccessArn: string | undefined;
  deadLetterArn: string | undefined;
};

export type AsyncInvocations = Service & {
  /** Resolves when the invocation is on disk. */
  enqueue(functionArn: string, payload: string): Promise<void>;
};

type Entry = {
  id: string;
  functionArn: string;
  payload: string;
  attempts: number;
  createdAt: number;
  dueAt: number;
  running: boolean;
};

const RETRY_AFTER_MS = [60_000, 120_000];

export function createAsyncInvocations(options: {
  storage: Storage;
  clock: StackClock;
  ids: Ids;
  wake(): void;
  run(functionArn: string, payload: string): Promise<InvocationResult>;
  policyOf(functionArn: string): AsyncPolicy;
  callerOf(functionArn: string): Caller;
  deliver(targetArn: string, body: string, caller: Caller): Promise<void>;
  onFault(error: unknown): void;
}): AsyncInvocations {
  const { storage, clock } = options;
  storage.db.exec(`CREATE TABLE IF NOT EXISTS lambda_invocations (
    id TEXT PRIMARY KEY, function_arn TEXT NOT NULL, payload TEXT NOT NULL, attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL, due_at INTEGER NOT NULL) STRICT`);
  const insert = storage.db.prepare('INSERT INTO lambda_invocations VALUES (?, ?, ?, ?, ?, ?)');
  const postpone = storage.db.prepare('UPDATE lambda_invocations SET attempts = ?, due_at = ? WHERE id = ?');
  const remove = storage.db.prepare('DELETE FROM lambda_invocations WHERE id = ?');
  const entries = new Map<string, Entry>();
  for (const row of storage.db.prepare('SELECT * FROM lambda_invocations ORDER BY rowid').all()) {
    const id = String(row.id);
    entries.set(id, {
      id,
      functionArn: String(row.function_arn),
      payload: String(row.payload),
      attempts: Number(row.attempts),
      createdAt: Number(row.created_at),
      dueAt: Number(row.due_at),
      running: false,
    });
  }

  async function enqueue(functionArn: string, payload: string): Promise<void> {
    const now = clock.now();
    const entry: Entry = {
      id: options.ids.uuid(),
      functionArn,
      payload,
      attempts: 0,
      createdAt: now,
      dueAt: now,
      running: false,
    };
    await storage.write(() => void insert.run(entry.id, functionArn, payload, 0, now, now));
    entries.set(entry.id, entry);
    options.wake();
  }

  async function attempt(entry: Entry): Promise<void> {
    const policy = options.policyOf(entry.functionArn);
    const result = await options.run(entry.functionArn, entry.payload).catch(
      (error: unknown): InvocationResult => ({
        payload: JSON.stringify({
          errorType: error instanceof Error ? error.name : 'Error',
          errorMessage: String(error),
        }),
        functionError: 'Unhandled',
        requestId: entry.id,
      }),
    );
    failpoint('invocation-done');
    entry.attempts += 1;
    const now = clock.now();
    if (result.functionError === undefined) {
      if (policy.onSuccessArn !== undefined) await destination(policy.onSuccessArn, entry, result, 'Success');
      return finish(entry);
    }
    const exhausted = entry.attempts > policy.maximumRetries;
    const dueAt = now + (RETRY_AFTER_MS[entry.attempts - 1] ?? 120_000);
    const tooOld = dueAt - entry.createdAt > policy.maximumAgeSeconds * 1000;
    if (!exhausted && !tooOld) {
      await storage.write(() => void postpone.run(entry.attempts, dueAt, entry.id));
      entry.dueAt = dueAt;
      return;
    }
    if (policy.onFailureArn !== undefined) {
      await destination(policy.onFailureArn, entry, result, exhausted ? 'RetriesExhausted' : 'EventAgeExceeded');
    }
    if (policy.deadLetterArn !== undefined) await putAside(policy.deadLetterArn, entry, entry.payload);
    return finish(entry);
  }

  async function finish(entry: Entry): Promise<void> {
    await storage.write(() => void remove.run(entry.id));
    entries.delete(entry.id);
  }

  function destination(targetArn: string, entry: Entry, result: InvocationResult, condition: string): Promise<void> {
    const record = {
      version: '1.0',
      timestamp: new Date(clock.now()).toISOString(),
      requestContext: {
        requestId: result.requestId,
        functionArn: `${entry.functionArn}:$LATEST`,
        condition,
        approximateInvokeCount: entry.attempts,
      },
      requestPayload: parseJson(entry.payload),
      responseContext: {
        statusCode: 200,
        executedVersion: '$LATEST',
        ...(result.functionError === undefined ? {} : { functionError: result.functionError }),
      },
      responsePayload: parseJson(result.payload),
    };
    return putAside(targetArn, entry, JSON.stringify(record));
  }

  /** What cannot be delivered to its destination is lost, as on AWS; the function is not run again for it. */
  function putAside(targetArn: string, entry: Entry, body: string): Promise<void> {
    return options.deliver(targetArn, body, options.callerOf(entry.functionArn)).catch(options.onFault);
  }

  return {
    name: 'lambda-invocations',
    enqueue,
    nextDueAt() {
      let first: number | undefined;
      for (const entry of entries.values())
        if (!entry.running && (first === undefined || entry.dueAt < first)) first = entry.dueAt;
      return first;
    },
    runDue() {
      const now = clock.now();
      for (const entry of entries.values()) {
        if (entry.running || entry.dueAt > now) continue;
        entry.running = true;
        attempt(entry)
          .catch(options.onFault)
          .finally(() => {
            entry.running = false;
            options.wake();
          });
      }
    },
    inFlight: () => [...entries.values()].filter((entry) => entry.running).length,
    close: async () => undefined,
  };
}
