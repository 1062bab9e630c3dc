// Failures on demand: which calls go wrong, and how. Rules are looked at in the order they were given.
import type * as z from 'zod';
import type { CallFault } from '../gateway/aws-calls.ts';
import type { FunctionFault } from '../lambda/functions.ts';
import { RefusedError } from '../refusal.ts';
import { type CallFaultKind, type Fault, FaultList } from './fault-rule.ts';

export type Faults = {
  /** @returns sentences about what is wrong with them; then none is added. */
  add(body: unknown): string[];
  clear(): void;
  list(): readonly (Fault & { seen: number; done: number })[];
  ofCall(call: { service: string; action: string; functionName: string | undefined }): CallFault | undefined;
  ofFunction(functionName: string): FunctionFault | undefined;
  /** Whether a batch is to be delivered to its function once more. */
  duplicates(service: 'sqs' | 'dynamodb', functionName: string): boolean;
  /** Whether the records of a stream are to reach the function in another order. */
  reorders(functionName: string): boolean;
  /** By how much a timer of the service that is due now comes late. */
  lateBy(service: string): number | undefined;
};

export function createFaults(initial: readonly Fault[], functionNames: () => readonly string[]): Faults {
  let rules: { fault: Fault; seen: number; done: number }[] = [];

  function add(body: unknown): string[] {
    const wanted = FaultList.safeParse(body);
    if (!wanted.success) return sentences(wanted.error);
    const names = functionNames();
    const unknown = wanted.data.flatMap(({ function: named }) =>
      named === undefined || names.some((name) => isNamed(name, named)) ? [] : [`there is no function ${named}`],
    );
    if (unknown.length === 0) rules.push(...wanted.data.map((fault) => ({ fault, seen: 0, done: 0 })));
    return unknown;
  }

  function next<K extends Fault['fault']>(
    kinds: readonly K[],
    matches: (fault: Fault) => boolean,
  ): { kind: K; fault: Fault } | undefined {
    for (const rule of rules) {
      const kind = kinds.find((one) => one === rule.fault.fault);
      if (kind === undefined || !matches(rule.fault)) continue;
      rule.seen += 1;
      const { nth, every, times } = rule.fault;
      if (nth !== undefined && rule.seen !== nth) continue;
      if (every !== undefined && rule.seen % every !== 0) continue;
      if (times !== undefined && rule.done >= times) continue;
      rule.done += 1;
      return { kind, fault: rule.fault };
    }
    return undefined;
  }

  const wrong = add([...initial]);
  if (wrong.length > 0) throw new RefusedError(wrong.map((sentence) => `faults: ${sentence}`));
  return {
    add,
    clear: () => {
      rules = [];
    },
    list: () => rules.map((rule) => ({ ...rule.fault, seen: rule.seen, done: rule.done })),
    ofCall: ({ service, action, functionName }) =>
      next(FAILURES, (fault) => fault.service === service && isAction(action, fault) && isOf(functionName, fault))
        ?.kind,
    ofFunction: (functionName) =>
      next(FAILURES, (fault) => fault.service === undefined && isOf(functionName, fault))?.kind,
    duplicates: (service, functionName) =>
      next(['duplicate'], (fault) => fault.service === service && isOf(functionName, fault)) !== undefined,
    reorders: (functionName) => next(['reorder'], (fault) => isOf(functionName, fault)) !== undefined,
    lateBy: (service) => {
      const late = next(['late'], (fault) => fault.service === service)?.fault.seconds;
      return late === undefined ? undefined : late * 1000;
    },
  };
}

const FAILURES: readonly CallFaultKind[] = ['throttle', 'error-before', 'error-after', 'timeout', 'kill', 'kill-after'];

/** Of a list or a single fault zod says what is wrong with both readings: the one that was meant is the longer one. */
function sentences(error: z.ZodError): string[] {
  const readings = error.issues.flatMap((issue) => (issue.code === 'invalid_union' ? issue.errors : [[issue]]));
  const meant = readings.filter(
    (issues) => !issues.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const issues = (meant.length > 0 ? meant : readings).flat();
  if (issues.every(({ path, code }) => code === 'invalid_type' && path.length === 0))
    return ['give a fault, or a list of faults'];
  return issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
}

function isAction(action: string, fault: Fault): boolean {
  return fault.operation === undefined || fault.operation.toLowerCase() === action.toLowerCase();
}

function isOf(functionName: string | undefined, { function: wanted }: Fault): boolean {
  return wanted === undefined || isNamed(functionName, wanted);
}

/** Function names may be given without what the stack puts before them. */
function isNamed(functionName: string | undefined, wanted: string): boolean {
  return functionName === wanted || (functionName?.endsWith(`-${wanted}`) ?? false);
}
