// The default event bus: rules with patterns, rules with schedules, PutEvents.
import { AwsError, type Service, type Storage } from '../contracts.ts';
import type { ServiceApi } from '../gateway/aws-calls.ts';
import { arrayOf, isObject, type JsonObject, objectOf, parseJson, textOf } from '../json.ts';
import { RefusedError } from '../refusal.ts';
import type { LoadedStacks } from '../template/load-stacks.ts';
import { type RuleTarget, ruleType } from '../template/types/messaging.ts';
import type { StackClock } from '../time/clock.ts';
import type { Ids } from '../time/ids.ts';
import { inputOf } from './input-of-target.ts';
import { matchesPattern, patternProblems } from './pattern.ts';
import { parseExpression } from './schedule-expression.ts';
import { type Deliver, refuseUnknownTarget } from './targets.ts';
import type { Tick } from './ticks.ts';

export type EventBus = Service & {
  api: ServiceApi;
  /** Rules that run by the clock. */
  ticks: readonly Tick[];
  publish(event: NewEvent): Promise<void>;
};

export type NewEvent = {
  source: string;
  detailType: string;
  detail: unknown;
  resources?: readonly string[];
  at?: number;
};

type Rule = { name: string; arn: string; pattern: JsonObject | undefined; targets: readonly RuleTarget[] };

export function createEventBus(options: {
  stacks: LoadedStacks;
  storage: Storage;
  clock: StackClock;
  ids: Ids;
  place: { accountId: string; region: string; partition: string };
  deliver: Deliver;
  callerOfRole(roleArn: string): { accessKeyId: string; roleArn: string };
  wake(): void;
  onFault(error: unknown): void;
}): EventBus {
  const { clock, ids, place } = options;
  const rules: Rule[] = [];
  const ticks: Tick[] = [];
  let flying = 0;

  for (const { stackName, logicalId, identity, properties } of options.stacks.read(ruleType)) {
    const where = `${stackName}/${logicalId}`;
    if (properties.State === 'DISABLED') continue;
    for (const target of properties.Targets) refuseUnknownTarget(where, target.Arn);
    const problems = properties.EventPattern === undefined ? [] : patternProblems(properties.EventPattern);
    if (problems.length > 0) throw new RefusedError(problems.map((problem) => `${where}: ${problem}`));
    const rule: Rule = {
      name: identity.ref,
      arn: identity.attributes.Arn?.() ?? '',
      pattern: properties.EventPattern,
      targets: properties.Targets,
    };
    rules.push(rule);
    if (properties.ScheduleExpression === undefined) continue;
    const expression = parseExpression(properties.ScheduleExpression, 'UTC');
    if (typeof expression === 'string') throw new RefusedError([`${where}: ${expression}`]);
    ticks.push({ name: `rule ${rule.name}`, expression, fire: (at) => tick(rule, at) });
  }

  function envelope(event: NewEvent): JsonObject {
    return {
      version: '0',
      id: ids.uuid(),
      'detail-type': event.detailType,
      source: event.source,
      account: place.accountId,
      time: `${new Date(event.at ?? clock.now()).toISOString().slice(0, 19)}Z`,
      region: place.region,
      resources: event.resources ?? [],
      detail: event.detail,
    };
  }

  function tick(rule: Rule, at: number): Promise<void> {
    const event = envelope({
      source: 'aws.events',
      detailType: 'Scheduled Event',
      detail: {},
      resources: [rule.arn],
      at,
    });
    return hand(rule, event);
  }

  async function hand(rule: Rule, event: JsonObject): Promise<void> {
    flying += 1;
    try {
      for (const target of rule.targets) await handTo(rule, target, event);
    } finally {
      flying -= 1;
      options.wake();
    }
  }

  async function handTo(rule: Rule, target: RuleTarget, event: JsonObject): Promise<void> {
    const sender =
      target.RoleArn === undefined
        ? { service: 'events.amazonaws.com', sourceArn: rule.arn }
        : { caller: options.callerOfRole(target.RoleArn) };
    const body = inputOf(target, event);
    try {
      await options.deliver({
        targetArn: target.Arn,
        body,
        sender,
        messageGroup: target.SqsParameters?.MessageGroupId,
      });
    } catch (error) {
      options.onFault(error);
      // Permission does not come back by waiting: what cannot be delivered goes to the rule's dead-letter queue at once.
      if (target.DeadLetterConfig === undefined) return;
      const service = { service: 'events.amazonaws.com', sourceArn: rule.arn };
      await options.deliver({ targetArn: target.DeadLetterConfig.Arn, body: JSON.stringify(event), sender: service });
    }
  }

  async function publish(event: NewEvent): Promise<void> {
    const full = envelope(event);
    const failures: unknown[] = [];
    for (const rule of rules) {
      if (rule.pattern === undefined || !matchesPattern(rule.pattern, full)) continue;
      // What one rule cannot deliver must not keep it from the others.
      await hand(rule, full).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, `${event.detailType}: not delivered to every rule`);
  }

  const api: ServiceApi = async (action, input) => {
    if (action === 'ListRules')
      return { Rules: rules.map((rule) => ({ Name: rule.name, Arn: rule.arn, State: 'ENABLED' })) };
    if (action !== 'PutEvents') throw new AwsError('UnknownOperationException', `${action} is not supported here`);
    const entries = arrayOf(objectOf(input).Entries).filter(isObject);
    const published = entries.map((entry) =>
      publish({
        source: textOf(entry.Source) ?? '',
        detailType: textOf(entry.DetailType) ?? '',
        detail: parseJson(textOf(entry.Detail) ?? '{}'),
        resources: arrayOf(entry.Resources).map(String),
      }),
    );
    await Promise.all(published);
    return { FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: ids.uuid() })) };
  };

  return {
    name: 'events',
    api,
    ticks,
    publish,
    nextDueAt: () => undefined,
    runDue: () => undefined,
    inFlight: () => flying,
    close: async () => undefined,
  };
}
