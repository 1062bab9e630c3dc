// Failures on demand: which calls go wrong, and how. Rules are looked at in the order they were given.
import * as z from 'zod';
import type { CallFault } from '../gateway/aws-calls.ts';
import type { FunctionFault } from '../lambda/functions.ts';

const Fault = z.strictObject({
  /** An AWS service as IAM names it, such as `dynamodb`; with `function`, who calls it. */
  service: z.string().optional(),
  operation: z.string().optional(),
  /** The function that fails or calls; with or without the stack's prefix. */
  function: z.string().optional(),
  /** Only the nth matching call, counted from 1. */
  nth: z.int().min(1).optional(),
  /** Every nth matching call. */
  every: z.int().min(1).optional(),
  /** So often, then no more. */
  times: z.int().min(1).optional(),
  fault: z.enum(['throttle', 'error-before', 'error-after', 'kill', 'timeout']),
});
export type Fault = z.infer<typeof Fault>;
export const FaultList = z.union([z.array(Fault), Fault.transform((fault) => [fault])]);

export type Faults = {
  add(faults: readonly Fault[]): void;
  clear(): void;
  list(): readonly (Fault & { seen: number; done: number })[];
  ofCall(call: { service: string; action: string; functionName: string | undefined }): CallFault | undefined;
  ofFunction(functionName: string): FunctionFault | undefined;
};

export function createFaults(initial: readonly Fault[] = []): Faults {
  let rules: { fault: Fault; seen: number; done: number }[] = [];
  const add = (faults: readonly Fault[]): void =>
    void rules.push(...faults.map((fault) => ({ fault, seen: 0, done: 0 })));
  add(initial);

  function next(matches: (fault: Fault) => boolean): Fault['fault'] | undefined {
    for (const rule of rules) {
      if (!matches(rule.fault)) continue;
      rule.seen += 1;
      const { nth, every, times } = rule.fault;
      if (nth !== undefined && rule.seen !== nth) continue;
      if (every !== undefined && rule.seen % every !== 0) continue;
      if (times !== undefined && rule.done >= times) continue;
      rule.done += 1;
      return rule.fault.fault;
    }
    return undefined;
  }

  return {
    add,
    clear: () => {
      rules = [];
    },
    list: () => rules.map((rule) => ({ ...rule.fault, seen: rule.seen, done: rule.done })),
    ofCall: ({ service, action, functionName }) =>
      rules.length === 0
        ? undefined
        : next(
            (fault) =>
              fault.service === service &&
              (fault.operation === undefined || fault.operation.toLowerCase() === action.toLowerCase()) &&
              (fault.function === undefined || (functionName !== undefined && isNamed(functionName, fault.function))),
          ),
    ofFunction: (functionName) =>
      rules.length === 0
        ? undefined
        : next(
            (fault) =>
              fault.service === undefined && fault.function !== undefined && isNamed(functionName, fault.function),
          ),
  };
}

function isNamed(functionName: string, wanted: string): boolean {
  return functionName === wanted || functionName.endsWith(`-${wanted}`);
}
