import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListSchedulesCommand,
  ResourceNotFoundException,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kiosk, openKiosk, refusal } from './kiosk.ts';

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

const input = (Name: string, more: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
  Name,
  ScheduleExpression: 'at(2026-03-02T10:00:00)',
  ScheduleExpressionTimezone: 'Asia/Shanghai',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: kiosk.arn('sqs', 'orders'), RoleArn: kiosk.roleArn, Input: Name },
  ...more,
});
const create = (Name: string, more: Partial<CreateScheduleCommandInput> = {}) =>
  kiosk.scheduler.send(new CreateScheduleCommand(input(Name, more)));
const received = async () =>
  (await kiosk.queues.send(new ReceiveMessageCommand({ QueueUrl: kiosk.queueUrl }))).Messages?.map(({ Body }) => Body);

describe('a schedule', () => {
  it('is due at its instant in its zone, and goes away after it when it is told to', async () => {
    await create('once', { ActionAfterCompletion: 'DELETE' });
    await kiosk.advance(3599);
    expect(await received()).toBeUndefined();
    await kiosk.advance(1);
    expect(await received()).toEqual(['once']);
    expect(await refusal(kiosk.scheduler.send(new GetScheduleCommand({ Name: 'once' })))).toBeInstanceOf(
      ResourceNotFoundException,
    );
  });

  it('is described, changed, listed by its prefix page by page, and deleted', async () => {
    for (const name of ['tea-1', 'tea-2', 'water']) await create(name, { ScheduleExpression: 'rate(1 day)' });
    await kiosk.scheduler.send(new UpdateScheduleCommand(input('tea-2', { State: 'DISABLED' })));
    expect(await kiosk.scheduler.send(new GetScheduleCommand({ Name: 'tea-2' }))).toMatchObject({
      State: 'DISABLED',
      GroupName: 'default',
      ScheduleExpression: 'at(2026-03-02T10:00:00)',
    });
    const list = (more: object) => kiosk.scheduler.send(new ListSchedulesCommand({ NamePrefix: 'tea', ...more }));
    const first = await list({ MaxResults: 1 });
    const second = await list({ MaxResults: 1, NextToken: first.NextToken });
    const names = [...(first.Schedules ?? []), ...(second.Schedules ?? [])].map(({ Name }) => Name);
    expect([names, second.NextToken]).toEqual([['tea-1', 'tea-2'], undefined]);
    await kiosk.scheduler.send(new DeleteScheduleCommand({ Name: 'tea-1' }));
    expect((await list({})).Schedules?.map(({ Name, State }) => [Name, State])).toEqual([['tea-2', 'DISABLED']]);
  });

  it('belongs to the one group there is', async () => {
    expect(await kiosk.scheduler.send(new GetScheduleGroupCommand({ Name: 'default' }))).toMatchObject({
      State: 'ACTIVE',
    });
    expect(await refusal(create('elsewhere', { GroupName: 'other' }))).toBeInstanceOf(ResourceNotFoundException);
  });

  it('that cannot be followed is refused, and named', async () => {
    const wrong: Partial<CreateScheduleCommandInput>[] = [
      { ScheduleExpression: 'now and then' },
      { ScheduleExpressionTimezone: 'Mars/Olympus' },
      { StartDate: new Date('2026-04-01') },
      { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } },
      { Target: { Arn: kiosk.arn('sns', 'topic'), RoleArn: kiosk.roleArn } },
    ];
    for (const more of wrong)
      expect(await refusal(create('wrong', more)), JSON.stringify(more)).toBeInstanceOf(ValidationException);
    await create('twice', { ScheduleExpression: 'rate(1 day)' });
    expect(await refusal(create('twice'))).toBeInstanceOf(ConflictException);
  });
});
