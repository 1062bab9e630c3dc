// The form of a conformance vector, as test/asl/*.json and the recorded files have it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export type FakeFunction =
  | { kind: 'echo' }
  | { kind: 'return'; value: unknown }
  | { kind: 'raise'; errorType: string; errorMessage: string; stackTrace?: string[] }
  | { kind: 'delay'; seconds: number; then: FakeFunction }
  | { kind: 'not-found'; error: string; cause: string };

export type FakeAnswer = {
  event: string;
  resourceType: string;
  resource: string;
  output?: any;
  error?: string;
  cause?: any;
};

export type CallbackStep = {
  state: string;
  send: 'success' | 'failure' | 'heartbeat' | 'nothing';
  output?: unknown;
  error?: string;
  cause?: string;
  delaySeconds?: number;
  times?: number;
};

export type Vector = {
  id: string;
  feature: string;
  definition?: unknown;
  definitionText?: string;
  stateMachineType?: 'STANDARD' | 'EXPRESS';
  input?: unknown;
  lambdas?: Record<string, FakeFunction>;
  callback?: CallbackStep[];
  integrationResponses?: FakeAnswer[];
  expect: {
    status: string;
    output?: unknown;
    error?: unknown;
    cause?: unknown;
    errorCode?: string;
    message?: string;
    operation?: string;
    result?: string;
    diagnostics?: unknown[];
    eventTypes?: string[];
    stateOutputs?: { name: string; output: unknown; assigned?: unknown }[];
    ordering?: 'strict' | 'concurrent' | 'parallel-normalised';
    unorderedRanges?: [number, number][];
    eventsUnreliable?: boolean;
    events?: Record<string, unknown>[];
  };
};

export function readVectors(file: string): Vector[] {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Our own vectors. */
export function ownFiles(): string[] {
  return jsonFiles(import.meta.dirname);
}

/** The recorded ones, when they are at hand: where ASL_VECTORS says, or beside the checkout. */
export function recordedFiles(): string[] {
  const folder = process.env['ASL_VECTORS'] ?? resolve(import.meta.dirname, '../../../shared/asl-vectors');
  return existsSync(folder) ? jsonFiles(folder) : [];
}

function jsonFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}
