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
  /** `duplicate` is for deliveries from queues and streams: `service` sqs or dynamodb, `operation` Deliver. */
  fault: z.enum(['throttle', 'error-before', 'error-after', 'kill', 'timeout', 'duplicate']),
});
export type Fault = z.infer<typeof Fault>;
export const FaultList = z.union([z.array(Fault), Fault.transform((fault) => [fault])]);

export type Faults = {
  add(faults: readonly Fault[]): void;
  clear(): void;
  list(): readonly (Fault & { seen: number; done: number })[];
  ofCall(call: { service: string; action: string; functionName: string | undefined }): CallFault | undefined;
  ofFunction(functionName: string): FunctionFault | undefined;
  /** Whether a batch is to be delivered to its function once more. */
  duplicates(service: 'sqs' | 'dynamodb', functionName: string): boolean;
};

export function createFaults(initial: readonly Fault[] = []): Faults {
  let rules: { fault: Fault; seen: number; done: number }[] = [];
  const add = (faults: readonly Fault[]): void =>
    void rules.push(...faults.map((fault) => ({ fault, seen: 0, done: 0 })));
  add(initial);

  function next<K extends Fault['fault']>(kinds: readonly K[], matches: (fault: Fault) => boolean): K | undefined {
    for (const rule of rules) {
      const kind = kinds.find((one) => one === rule.fault.fault);
      if (kind === undefined || !matches(rule.fault)) continue;
      rule.seen += 1;
      const { nth, every, times } = rule.fault;
      if (nth !== undefined && rule.seen !== nth) continue;
      if (every !== undefined && rule.seen % every !== 0) continue;
      if (times !== undefined && rule.done >= times) continue;
      rule.done += 1;
      return kind;
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
      next(FAILURES, (fault) => fault.service === service && isAction(action, fault) && isOf(functionName, fault)),
    ofFunction: (functionName) =>
      next(
        FAILURES,
        (fault) => fault.service === undefined && fault.function !== undefined && isOf(functionName, fault),
      ),
    duplicates: (service, functionName) =>
      next(
        ['duplicate'],
        (fault) => fault.service === service && isAction('Deliver', fault) && isOf(functionName, fault),
      ) !== undefined,
  };
}

const FAILURES = ['throttle', 'error-before', 'error-after', 'kill', 'timeout'] as const;

function isAction(action: string, fault: Fault): boolean {
  return fault.operation === undefined || fault.operation.toLowerCase() === action.toLowerCase();
}

/** Function names may be given without what the stack puts before them. */
function isOf(functionName: string | undefined, { function: wanted }: Fault): boolean {
  if (wanted === undefined) return true;
  return functionName === wanted || (functionName?.endsWith(`-${wanted}`) ?? false);
}
