// Which Resource of a Task means what: a function, an optimized integration, or any action by way of aws-sdk.
import type { Pattern, Target } from './model.ts';
import { sdkActions } from './sdk-actions.ts';

/** Optimized integrations other than `lambda:invoke`: their actions, and the patterns each takes. */
const optimized: Readonly<Record<string, Readonly<Record<string, readonly Pattern[]>>>> = {
  dynamodb: { getItem: ['answer'], putItem: ['answer'], updateItem: ['answer'], deleteItem: ['answer'] },
  sqs: { sendMessage: ['answer', 'token'] },
  events: { putEvents: ['answer', 'token'] },
  states: { startExecution: ['answer', 'token', 'sync', 'sync:2'] },
};

const suffixes: Readonly<Record<string, Pattern>> = {
  '': 'answer',
  '.waitForTaskToken': 'token',
  '.sync': 'sync',
  '.sync:2': 'sync:2',
};

/** @returns the target, or the sentence that says why there is none. */
export function targetOf(resource: string, services: ReadonlySet<string>): Target | string {
  if (/^arn:[\w-]+:lambda:[\w-]*:\d*:function:[\w-]+(:[\w$-]+)?$/.test(resource))
    return { kind: 'function', functionArn: resource, pattern: 'answer' };
  if (/^arn:[\w-]+:states:[\w-]+:\d+:activity:/.test(resource)) return 'Activities are not supported here';
  const parts = /^arn:[\w-]+:states:::(?<path>[\w:-]+?)(?<suffix>\.[\w:]+)?$/.exec(resource)?.groups;
  const pattern = suffixes[parts?.['suffix'] ?? ''];
  if (!resource.startsWith('arn:')) return 'Value is not a valid resource ARN';
  if (parts === undefined || pattern === undefined) return `The resource provided ${resource} is not recognized`;
  const [service = '', ...rest] = (parts['path'] ?? '').split(':');
  const suffix = parts['suffix'] ?? '';
  if (service === 'aws-sdk') return sdkTarget(resource, rest, suffix, pattern, services);
  const [action = ''] = rest;
  if (service === 'lambda' && action === 'invoke' && (pattern === 'answer' || pattern === 'token'))
    return { kind: 'invoke', resourceType: 'lambda', resource: `invoke${suffix}`, pattern };
  if (optimized[service]?.[action]?.includes(pattern) !== true || rest.length !== 1)
    return `The resource provided ${resource} is not supported here`;
  return {
    kind: 'service',
    service,
    action: pascal(action),
    sdk: false,
    resourceType: service,
    resource: `${action}${suffix}`,
    pattern,
  };
}

function sdkTarget(
  resource: string,
  [service = '', action = '', ...rest]: readonly string[],
  suffix: string,
  pattern: Pattern,
  services: ReadonlySet<string>,
): Target | string {
  if (action === '' || rest.length > 0 || !/^[a-z]/.test(action))
    return `The resource provided ${resource} is not recognized`;
  if (pattern === 'sync' || pattern === 'sync:2') return `The resource provided ${resource} has no ${suffix} form`;
  if (!services.has(service) && !services.has('*'))
    return `The resource provided ${resource} is not supported here: there is no service ${service}`;
  const actions = sdkActions[service];
  if (actions !== undefined && !services.has('*') && !actions.includes(action))
    return `The resource provided ${resource} is not supported here: ${service} has no action ${action}`;
  return {
    kind: 'service',
    service,
    action: pascal(action),
    sdk: true,
    resourceType: `aws-sdk:${service}`,
    resource: `${action}${suffix}`,
    pattern,
  };
}

function pascal(action: string): string {
  return action.charAt(0).toUpperCase() + action.slice(1);
}
