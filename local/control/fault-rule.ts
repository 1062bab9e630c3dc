// What a fault may say. Each kind goes wrong at one place: a call, a function, a delivery or a timer.
import * as z from 'zod';

const KINDS_OF_CALLS = ['throttle', 'error-before', 'error-after', 'timeout', 'kill', 'kill-after'] as const;
const KINDS = [...KINDS_OF_CALLS, 'duplicate', 'reorder', 'late'] as const;

/** Services whose calls can fail, as IAM names them. */
const CALLED = ['dynamodb', 'states', 'sqs', 'secretsmanager', 'ses', 'lambda', 'events', 'scheduler', 's3', 'sts'];
/** Services that deliver to functions, and those that wait for an instant. */
const DELIVERING = ['sqs', 'dynamodb'];
const TIMED = ['states', 'sqs', 'lambda', 'events', 'scheduler'];

const FaultSchema = z
  .strictObject({
    /** An AWS service as IAM names it, such as `dynamodb`. */
    service: z.string().optional(),
    /** A call such as `PutItem`; `Deliver` and `Timer` are what services do by themselves. */
    operation: z.string().min(1).optional(),
    /** The function that fails, calls or is delivered to; with or without the stack's prefix. */
    function: z.string().min(1).optional(),
    /** Only the nth match, counted from 1. */
    nth: z.int().min(1).optional(),
    /** Every nth match. */
    every: z.int().min(1).optional(),
    /** So often, then no more. */
    times: z.int().min(1).optional(),
    /** How late a timer is. */
    seconds: z.number().positive().max(31_622_400).optional(),
    fault: z.enum(KINDS, { error: `fault must be one of ${KINDS.join(', ')}` }),
  })
  .superRefine((fault, context) => {
    for (const message of problemsOf(fault)) context.addIssue({ code: 'custom', message });
  });
export type Fault = z.infer<typeof FaultSchema>;
export type CallFaultKind = (typeof KINDS_OF_CALLS)[number];

export const FaultList = z.union([z.array(FaultSchema), FaultSchema.transform((fault) => [fault])]);

type Said = { [Name in keyof Fault]: Fault[Name] };

function problemsOf(fault: Said): string[] {
  const { nth, every, times, seconds } = fault;
  return [
    ...(nth !== undefined && every !== undefined ? ['say nth or every, not both'] : []),
    ...(nth !== undefined && times !== undefined ? ['nth is one match: times says nothing more'] : []),
    ...(seconds !== undefined && fault.fault !== 'late' ? ['seconds is for late timers'] : []),
    ...placeProblems(fault),
  ];
}

function placeProblems(fault: Said): string[] {
  const { service, operation } = fault;
  switch (fault.fault) {
    case 'duplicate':
      return [...among(service, DELIVERING, 'duplicate'), ...only('Deliver', operation, 'duplicate')];
    case 'reorder':
      return [...among(service, ['dynamodb'], 'reorder'), ...only('Deliver', operation, 'reorder')];
    case 'late':
      return [
        ...among(service, TIMED, 'late'),
        ...only('Timer', operation, 'late'),
        ...(fault.seconds === undefined ? ['late needs seconds'] : []),
        ...(fault.function === undefined ? [] : ['timers are of a service, not of a function']),
      ];
    default:
      return callProblems(fault);
  }
}

function callProblems({ service, operation, function: named, fault }: Said): string[] {
  if (service === undefined) {
    if (named === undefined) return ['say which service or function fails'];
    return operation === undefined ? [] : ['an operation needs its service'];
  }
  const unusual = ['deliver', 'timer'].includes(operation?.toLowerCase() ?? '');
  return [
    ...among(service, CALLED, fault),
    ...(unusual ? [`${operation} is no call: ${fault} needs one, or a function`] : []),
  ];
}

function among(service: string | undefined, known: readonly string[], fault: string): string[] {
  if (service !== undefined && known.includes(service)) return [];
  return [`${fault} needs a service: ${known.join(', ')}${service === undefined ? '' : `; not ${service}`}`];
}

function only(wanted: string, operation: string | undefined, fault: string): string[] {
  const fits = operation === undefined || operation.toLowerCase() === wanted.toLowerCase();
  return fits ? [] : [`${fault} happens to ${wanted}, not to ${operation}`];
}
