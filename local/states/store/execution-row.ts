// An execution as a row, and as the lists and descriptions read it.
import type { Status } from '../model.ts';

export type ExecutionRow = {
  id: number;
  machine: string;
  name: string;
  status: Status;
  definition: number;
  role: string;
  started: number;
  due: number;
  stopped: number | undefined;
  redrives: number;
  redriven: number | undefined;
  error: string | undefined;
  cause: string | undefined;
  input: string;
  output: string | undefined;
};

type Columns = Record<string, unknown>;

export function readExecutionRow(row: Columns): ExecutionRow {
  return {
    id: Number(row['id']),
    machine: String(row['machine']),
    name: String(row['name']),
    status: statusOf(row['status']),
    definition: Number(row['definition']),
    role: String(row['role']),
    started: Number(row['started']),
    due: Number(row['due']),
    stopped: numberOf(row['stopped']),
    redrives: Number(row['redrives']),
    redriven: numberOf(row['redriven']),
    error: stringOf(row['error']),
    cause: stringOf(row['cause']),
    input: String(row['input']),
    output: stringOf(row['output']),
  };
}

const statuses: readonly Status[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

function statusOf(value: unknown): Status {
  const status = statuses.find((one) => one === value);
  if (status === undefined) throw new Error(`no such status: ${String(value)}`);
  return status;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
