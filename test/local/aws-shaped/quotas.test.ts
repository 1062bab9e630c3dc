// The quotas of AWS that a program meets, each where it bites.
import {
  type AttributeValue,
  BatchWriteItemCommand,
  DynamoDBServiceException,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { InvokeCommand, RequestTooLargeException } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  InvalidExecutionInput,
  InvalidOutput,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { BatchRequestTooLong, SendMessageBatchCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kiosk, openKiosk, refusal } from './kiosk.ts';

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

const kib = 1024;

/** Runs a machine of these states; how its execution stands once nothing moves. */
async function run(name: string, states: Record<string, unknown>, input = '{}') {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states });
  const { stateMachineArn } = await kiosk.states.send(
    new CreateStateMachineCommand({ name, definition, roleArn: kiosk.roleArn }),
  );
  const { executionArn } = await kiosk.states.send(new StartExecutionCommand({ stateMachineArn, input }));
  await kiosk.idle();
  return kiosk.states.send(new DescribeExecutionCommand({ executionArn }));
}

const invoke = async (FunctionName: string, event: object) => {
  const { FunctionError, Payload } = await kiosk.lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }),
  );
  return { FunctionError, said: JSON.parse(Buffer.from(Payload ?? []).toString()) };
};

describe('workflows', () => {
  it('take 256 KiB of input and not a byte more', async () => {
    const states = { End: { Type: 'Succeed' } };
    const input = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));
    expect(await run('full', states, input(256 * kib))).toMatchObject({ status: 'SUCCEEDED' });
    expect(await refusal(run('overfull', states, input(256 * kib + 1)))).toBeInstanceOf(InvalidExecutionInput);
  });

  it('fail by name at an output of more than 256 KiB, counted in UTF-8', async () => {
    const long = (count: number) => ({
      Long: { Type: 'Pass', Output: `{% $join([1..${count}].('茶')) %}`, End: true },
    });
    expect(await run('just', long(87_380))).toMatchObject({ status: 'SUCCEEDED' });
    expect(await run('over', long(87_381))).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  it('take no more than 256 KiB with a token', async () => {
    const output = JSON.stringify('x'.repeat(256 * kib));
    const sent = kiosk.states.send(new SendTaskSuccessCommand({ taskToken: 'any', output }));
    expect(await refusal(sent)).toBeInstanceOf(InvalidOutput);
  });

  it('end at 25,000 events', async () => {
    const round = { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } };
    const ended = await run('endless', round);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    const { events } = await kiosk.states.send(
      new GetExecutionHistoryCommand({ executionArn: ended.executionArn, reverseOrder: true, maxResults: 1 }),
    );
    expect(events).toMatchObject([{ id: 25_000, type: 'ExecutionFailed' }]);
  });

  it('live one year', async () => {
    const { executionArn } = await run('patient', { Rest: { Type: 'Wait', Seconds: 99_999_999, End: true } });
    const status = async () => (await kiosk.states.send(new DescribeExecutionCommand({ executionArn }))).status;
    await kiosk.advance(365 * 24 * 3600 - 1);
    expect(await status()).toBe('RUNNING');
    await kiosk.advance(1);
    expect(await status()).toBe('TIMED_OUT');
  });
});

describe('tables', () => {
  const item = (number: number, bytes: number) => ({
    day: { S: 'monday' },
    number: { N: String(number) },
    // What is left after the names and the keys.
    text: { S: 'x'.repeat(bytes) },
  });
  const overhead = 'day'.length + 'monday'.length + 'number'.length + 2 + 'text'.length;
  const put = (number: number, bytes: number) =>
    kiosk.dynamo.send(new PutItemCommand({ TableName: 'sales', Item: item(number, bytes - overhead) }));

  it('hold items of 400 KB and not a byte more', async () => {
    await put(1, 400 * kib);
    const refused = await refusal(put(1, 400 * kib + 1));
    expect(refused).toBeInstanceOf(DynamoDBServiceException);
    expect(refused).toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/maximum allowed size/),
    });
  });

  it('answer queries a megabyte at a time', async () => {
    for (let number = 1; number <= 5; number += 1) await put(number, 300 * kib);
    const query = (ExclusiveStartKey?: Record<string, AttributeValue>) =>
      kiosk.dynamo.send(
        new QueryCommand({
          TableName: 'sales',
          KeyConditionExpression: '#d = :d',
          ExpressionAttributeNames: { '#d': 'day' },
          ExpressionAttributeValues: { ':d': { S: 'monday' } },
          ExclusiveStartKey,
        }),
      );
    const first = await query();
    expect(first.Count).toBe(4);
    const second = await query(first.LastEvaluatedKey);
    expect([second.Count, second.LastEvaluatedKey]).toEqual([1, undefined]);
  });

  it('take 25 items in a batch', async () => {
    const requests = Array.from({ length: 26 }, (_, number) => ({ PutRequest: { Item: item(number, 1) } }));
    const refused = await refusal(kiosk.dynamo.send(new BatchWriteItemCommand({ RequestItems: { sales: requests } })));
    expect(refused).toMatchObject({ name: 'ValidationException' });
  });

  it('hand their changes on in batches no larger than the mapping says', async () => {
    for (let number = 100; number < 125; number += 1) await put(number, 100);
    await kiosk.advance(2);
    await kiosk.idle();
    const batches = [...kiosk.log('sorter').matchAll(/batch of (\d+)/g)].map(([, size]) => Number(size));
    expect(Math.max(...batches)).toBe(10);
    // Every change so far: what the tests before this one wrote, and these.
    expect(batches.reduce((sum, size) => sum + size, 0)).toBeGreaterThanOrEqual(25);
  });
});

describe('queues', () => {
  it('take 256 KiB in a message, attributes counted', async () => {
    const send = (bytes: number) =>
      kiosk.queues.send(
        new SendMessageCommand({
          QueueUrl: kiosk.queueUrl,
          MessageBody: 'x'.repeat(bytes - 'kindStringtea'.length),
          MessageAttributes: { kind: { DataType: 'String', StringValue: 'tea' } },
        }),
      );
    await send(256 * kib);
    expect(await refusal(send(256 * kib + 1))).toMatchObject({ name: 'InvalidParameterValue' });
  });

  it('take 256 KiB in a batch', async () => {
    const Entries = [1, 2].map((Id) => ({ Id: String(Id), MessageBody: 'x'.repeat(130 * kib) }));
    const sent = kiosk.queues.send(new SendMessageBatchCommand({ QueueUrl: kiosk.queueUrl, Entries }));
    expect(await refusal(sent)).toBeInstanceOf(BatchRequestTooLong);
  });
});

describe('functions', () => {
  it('end when their time is over', async () => {
    const { FunctionError, said } = await invoke('clerk', { hang: true });
    expect(FunctionError).toBe('Unhandled');
    expect(said).toMatchObject({ errorType: 'Sandbox.Timedout', errorMessage: expect.stringMatching(/after 2.00 s/) });
  });

  it('end when they need more memory than they have', async () => {
    const { FunctionError, said } = await invoke('sorter', { hog: true });
    expect(FunctionError).toBe('Unhandled');
    expect(said).toMatchObject({ errorType: 'Runtime.OutOfMemory' });
  });

  it('take 6 MB and give 6 MB', async () => {
    const sent = kiosk.lambda.send(
      new InvokeCommand({ FunctionName: 'clerk', Payload: JSON.stringify('x'.repeat(6 * kib * kib)) }),
    );
    expect(await refusal(sent)).toBeInstanceOf(RequestTooLargeException);
    const { said } = await invoke('clerk', { long: 6 * kib * kib });
    expect(said).toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });
});
