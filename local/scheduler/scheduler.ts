// EventBridge Scheduler: schedules of the template and those made by calls, durable, at their instant.
import { AwsError, type Service, type Storage } from '../contracts.ts';
import { type Expression, nextAfter, parseExpression } from '../events/schedule-expression.ts';
import { type Deliver, refuseUnknownTarget } from '../events/targets.ts';
import type { ServiceApi } from '../gateway/aws-calls.ts';
import { type JsonObject, objectOf, parseJson, textOf } from '../json.ts';
import { RefusedError } from '../refusal.ts';
import type { LoadedStacks } from '../template/load-stacks.ts';
import { scheduleType } from '../template/types/messaging.ts';
import type { StackClock } from '../time/clock.ts';
import { checkGroup, checkSchedule } from './schedule-request.ts';

export type Scheduler = Service & { api: ServiceApi };

const USUAL_PAGE = 100;

type Schedule = { name: string; fields: JsonObject; expression: Expression; since: number; nextAt: number | undefined };

export function createScheduler(options: {
  stacks: LoadedStacks;
  storage: Storage;
  clock: StackClock;
  place: { accountId: string; region: string; partition: string };
  deliver: Deliver;
  callerOfRole(roleArn: string): { accessKeyId: string; roleArn: string };
  wake(): void;
  onFault(error: unknown): void;
}): Scheduler {
  const { storage, clock } = options;
  storage.db.exec(`CREATE TABLE IF NOT EXISTS schedules (
    name TEXT PRIMARY KEY, fields TEXT NOT NULL, since INTEGER NOT NULL, next_at INTEGER, from_template INTEGER NOT NULL) STRICT`);
  const save = storage.db.prepare('INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?, ?)');
  const remove = storage.db.prepare('DELETE FROM schedules WHERE name = ?');
  const schedules = new Map<string, Schedule>();
  let flying = 0;

  for (const row of storage.db.prepare('SELECT * FROM schedules').all()) {
    const fields = objectOf(parseJson(String(row.fields)));
    const expression = expressionOf(fields);
    if (typeof expression === 'string') continue;
    const nextAt = row.next_at === null ? undefined : Number(row.next_at);
    schedules.set(String(row.name), { name: String(row.name), fields, expression, since: Number(row.since), nextAt });
  }
  for (const { stackName, logicalId, identity, properties } of options.stacks.read(scheduleType)) {
    const place = `${stackName}/${logicalId}`;
    refuseUnknownTarget(place, properties.Target.Arn);
    const expression = expressionOf(properties);
    if (typeof expression === 'string') throw new RefusedError([`${place}: ${expression}`]);
    const known = schedules.get(identity.ref);
    if (known !== undefined && JSON.stringify(known.fields) === JSON.stringify(properties)) continue;
    put(identity.ref, properties, expression, true).catch(options.onFault);
  }

  async function put(name: string, fields: JsonObject, expression: Expression, fromTemplate: boolean): Promise<void> {
    const since = clock.now();
    const nextAt =
      fields.State === 'DISABLED'
        ? undefined
        : expression.kind === 'at'
          ? expression.instant
          : nextAfter(expression, since, since);
    const schedule: Schedule = { name, fields, expression, since, nextAt };
    await storage.write(() => void save.run(name, JSON.stringify(fields), since, nextAt ?? null, fromTemplate ? 1 : 0));
    schedules.set(name, schedule);
    options.wake();
  }

  async function fire(schedule: Schedule): Promise<void> {
    const target = objectOf(schedule.fields.Target);
    const caller = options.callerOfRole(textOf(target.RoleArn) ?? '');
    const body = textOf(target.Input) ?? '{}';
    const messageGroup = textOf(objectOf(target.SqsParameters).MessageGroupId);
    try {
      await options.deliver({ targetArn: textOf(target.Arn) ?? '', body, sender: { caller }, messageGroup });
    } catch (error) {
      options.onFault(error);
      const deadLetters = textOf(objectOf(target.DeadLetterConfig).Arn);
      if (deadLetters !== undefined) await options.deliver({ targetArn: deadLetters, body, sender: { caller } });
    }
    if (schedule.nextAt === undefined && schedule.fields.ActionAfterCompletion === 'DELETE') {
      schedules.delete(schedule.name);
      return storage.write(() => void remove.run(schedule.name));
    }
    return storage.write(
      () => void save.run(schedule.name, JSON.stringify(schedule.fields), schedule.since, schedule.nextAt ?? null, 0),
    );
  }

  const arn = (name: string): string => {
    const { partition, region, accountId } = options.place;
    return `arn:${partition}:scheduler:${region}:${accountId}:schedule/default/${name}`;
  };

  function find(fields: JsonObject): Schedule {
    checkGroup(fields);
    const name = textOf(fields.Name) ?? '';
    const schedule = schedules.get(name);
    if (schedule === undefined)
      throw new AwsError('ResourceNotFoundException', `Schedule ${name} does not exist.`, 404);
    return schedule;
  }

  /** By name, a page at a time. */
  function list(fields: JsonObject): JsonObject {
    const prefix = textOf(fields.NamePrefix) ?? '';
    const after = textOf(fields.NextToken) ?? '';
    const size = Number(fields.MaxResults ?? USUAL_PAGE);
    checkGroup({ GroupName: fields.ScheduleGroup });
    const found = [...schedules.values()]
      .filter((one) => one.name > after && one.name.startsWith(prefix))
      .filter((one) => fields.State === undefined || stateOf(one) === fields.State)
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
    const page = found.slice(0, size);
    return {
      Schedules: page.map((one) => ({
        Name: one.name,
        Arn: arn(one.name),
        GroupName: 'default',
        State: stateOf(one),
        CreationDate: one.since / 1000,
        LastModificationDate: one.since / 1000,
        Target: { Arn: objectOf(one.fields.Target).Arn },
      })),
      ...(found.length > page.length ? { NextToken: page.at(-1)?.name } : {}),
    };
  }

  const group = {
    Name: 'default',
    Arn: arn('').replace(/:schedule\/default\/$/, ':schedule-group/default'),
    State: 'ACTIVE',
  };

  const api: ServiceApi = async (action, input) => {
    const fields = objectOf(input);
    const name = textOf(fields.Name) ?? '';
    switch (action) {
      case 'CreateSchedule':
      case 'UpdateSchedule': {
        if (action === 'CreateSchedule' && schedules.has(name))
          throw new AwsError('ConflictException', `Schedule ${name} already exists.`, 409);
        if (action === 'UpdateSchedule') find(fields);
        await put(name, fields, checkSchedule(fields), false);
        return { ScheduleArn: arn(name) };
      }
      case 'GetSchedule': {
        const schedule = find(fields);
        return {
          Arn: arn(name),
          GroupName: 'default',
          ...schedule.fields,
          Name: name,
          State: stateOf(schedule),
          CreationDate: schedule.since / 1000,
          LastModificationDate: schedule.since / 1000,
        };
      }
      case 'DeleteSchedule':
        find(fields);
        await storage.write(() => void remove.run(name));
        schedules.delete(name);
        return {};
      case 'ListSchedules':
        return list(fields);
      case 'ListScheduleGroups':
        return { ScheduleGroups: [group] };
      case 'GetScheduleGroup':
        checkGroup({ GroupName: name });
        return group;
      default:
        throw new AwsError('UnknownOperationException', `${action} is not supported here`);
    }
  };

  return {
    name: 'scheduler',
    api,
    nextDueAt() {
      let first: number | undefined;
      for (const { nextAt } of schedules.values())
        if (nextAt !== undefined && (first === undefined || nextAt < first)) first = nextAt;
      return first;
    },
    runDue() {
      const now = clock.now();
      for (const schedule of schedules.values()) {
        if (schedule.nextAt === undefined || schedule.nextAt > now) continue;
        schedule.nextAt =
          schedule.expression.kind === 'at' ? undefined : nextAfter(schedule.expression, now, schedule.since);
        flying += 1;
        fire(schedule)
          .catch(options.onFault)
          .finally(() => {
            flying -= 1;
            options.wake();
          });
      }
    },
    inFlight: () => flying,
    close: async () => undefined,
  };
}

function stateOf({ fields }: Schedule): unknown {
  return fields.State ?? 'ENABLED';
}

function expressionOf(fields: JsonObject): Expression | string {
  return parseExpression(textOf(fields.ScheduleExpression) ?? '', textOf(fields.ScheduleExpressionTimezone) ?? 'UTC');
}
