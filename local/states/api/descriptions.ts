// An execution as answers and events describe it.
import type { JsonObject } from '../../json.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import type { Names } from './names.ts';

const redriveDays = 14;

/** DescribeExecution's answer; instants in seconds. */
export function describeExecution(row: ExecutionRow, names: Names, now: number, includeData: boolean): JsonObject {
  const reason = whyNotRedrivable(row, now);
  return {
    ...heading(row, names),
    startDate: row.started / 1000,
    ...(row.stopped === undefined ? {} : { stopDate: row.stopped / 1000 }),
    ...(includeData ? { input: row.input, inputDetails: { included: true } } : { inputDetails: { included: false } }),
    ...(row.output === undefined
      ? {}
      : includeData
        ? { output: row.output, outputDetails: { included: true } }
        : { outputDetails: { included: false } }),
    ...(row.error === undefined ? {} : { error: row.error }),
    ...(row.cause === undefined ? {} : { cause: row.cause }),
    redriveCount: row.redrives,
    ...(row.redriven === undefined ? {} : { redriveDate: row.redriven / 1000 }),
    redriveStatus: reason === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
    ...(reason === undefined ? {} : { redriveStatusReason: reason }),
  };
}

export function summarizeExecution(row: ExecutionRow, names: Names): JsonObject {
  return {
    ...heading(row, names),
    startDate: row.started / 1000,
    ...(row.stopped === undefined ? {} : { stopDate: row.stopped / 1000 }),
    ...(row.redrives === 0 ? {} : { redriveCount: row.redrives }),
    ...(row.redriven === undefined ? {} : { redriveDate: row.redriven / 1000 }),
  };
}

/** The detail of EventBridge's "Step Functions Execution Status Change"; instants in milliseconds. */
export function statusDetail(row: ExecutionRow, names: Names): JsonObject {
  return {
    ...heading(row, names),
    startDate: row.started,
    stopDate: row.stopped ?? null,
    input: row.input,
    inputDetails: { included: true },
    output: row.output ?? null,
    outputDetails: row.output === undefined ? null : { included: true },
    error: row.error ?? null,
    cause: row.cause ?? null,
    redriveCount: row.redrives,
    redriveDate: row.redriven ?? null,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
  };
}

export function whyNotRedrivable(row: ExecutionRow, now: number): string | undefined {
  if (row.status === 'RUNNING' || row.status === 'SUCCEEDED')
    return `Execution is ${row.status} and cannot be redriven`;
  if (now - row.started > redriveDays * 24 * 3600 * 1000)
    return `Execution was started more than ${redriveDays} days ago and cannot be redriven`;
  return undefined;
}

function heading({ machine, name, status }: ExecutionRow, names: Names): JsonObject {
  return {
    executionArn: names.executionArn(machine, name),
    stateMachineArn: names.machineArn(machine),
    name,
    status,
  };
}
