import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Library, openLibrary, rootKeys } from './library.ts';
import { inlineFunction, role, writtenApp } from './written-app.ts';

let stack: Library;
let queues: SQSClient;
let queueUrl: string;
let fifoUrl: string;

beforeAll(async () => {
  const code = `
    exports.handler = async (event, context) => {
      if (event.fail) throw Object.assign(new Error('no'), { name: 'Mishap' });
      if (event.hang) await new Promise((resolve) => setTimeout(resolve, 5000));
      if (event.exit) process.exit(3);
      if (event.gulp) { const hoard = []; for (let i = 0; ; i += 1) hoard.push(i); }
      if (event.hog) { const hoard = []; for (;;) hoard.push(new Array(1e5).fill(event)); }
      return { at: new Date(), remaining: context.getRemainingTimeInMillis() <= 1000, name: context.functionName, path: process.env.HOME };
    };`;
  stack = await openLibrary({
    cdkOut: writtenApp({
      Role: role(),
      Sender: role([{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: '*' }]),
      Q: {
        Type: 'AWS::SQS::Queue',
        Properties: { RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 } },
      },
      Dead: { Type: 'AWS::SQS::Queue' },
      Fifo: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
      S: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          Name: 'keys',
          GenerateSecretString: {
            GenerateStringKey: 'link',
            SecretStringTemplate: '{"find":"x"}',
            ExcludePunctuation: true,
          },
        },
      },
      F: inlineFunction(code, { FunctionName: 'small', Timeout: 1, MemorySize: 128 }),
      // Time enough to run out of memory on a busy machine.
      Greedy: inlineFunction(code, { FunctionName: 'greedy', Timeout: 30, MemorySize: 128 }),
      B: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'files' } },
    }),
  });
  queues = new SQSClient({ ...rootKeys, endpoint: stack.url });
  queueUrl = `${stack.url}/111111111111/small-Q`;
  fifoUrl = `${stack.url}/111111111111/small-Fifo.fifo`;
});
afterAll(() => stack.stop());

const aws = (service: string, path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${stack.url}${path}`, {
    ...init,
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=local/20260302/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=x`,
      ...init.headers,
    },
  });

describe('queues, by the SDK', () => {
  const receive = async (QueueUrl: string, more: object = {}) =>
    (
      await queues.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: 10,
          MessageSystemAttributeNames: ['All'],
          MessageAttributeNames: ['All'],
          ...more,
        }),
      )
    ).Messages ?? [];

  it('give a message out, hide it, and bury it when it came back too often', async () => {
    await queues.send(
      new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: '一',
        MessageAttributes: { kind: { DataType: 'String', StringValue: 'k' } },
      }),
    );
    const [first] = await receive(queueUrl);
    expect(first).toMatchObject({
      Body: '一',
      Attributes: { ApproximateReceiveCount: '1' },
      MessageAttributes: { kind: { StringValue: 'k' } },
    });
    expect(await receive(queueUrl)).toEqual([]);
    await queues.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: queueUrl,
        ReceiptHandle: first?.ReceiptHandle,
        VisibilityTimeout: 0,
      }),
    );
    expect(await receive(queueUrl)).toHaveLength(1);
    await stack.local('clock', { advanceSeconds: 31 });
    expect(await receive(queueUrl)).toEqual([]);
    const [buried] = await receive(`${stack.url}/111111111111/small-Dead`);
    expect(buried).toMatchObject({
      Body: '一',
      Attributes: { DeadLetterQueueSourceArn: expect.stringContaining('small-Q') },
    });
  });

  it('tell duplicates apart and keep groups in order', async () => {
    const send = (MessageGroupId: string, MessageDeduplicationId: string) =>
      queues.send(
        new SendMessageCommand({
          QueueUrl: fifoUrl,
          MessageBody: MessageDeduplicationId,
          MessageGroupId,
          MessageDeduplicationId,
        }),
      );
    const [one, two] = await Promise.all([send('a', '1'), send('a', '1')]);
    expect(two.MessageId).toBe(one.MessageId);
    await send('a', '2');
    await send('b', '3');
    const first = await receive(fifoUrl, { MaxNumberOfMessages: 1 });
    expect(first.map((message) => message.Body)).toEqual(['1']);
    expect((await receive(fifoUrl)).map((message) => message.Body)).toEqual(['3']);
    await queues.send(new DeleteMessageCommand({ QueueUrl: fifoUrl, ReceiptHandle: first[0]?.ReceiptHandle }));
    expect((await receive(fifoUrl)).map((message) => message.Body)).toEqual(['2']);
  });

  it('wait for a message to come, and take batches', async () => {
    const QueueUrl = `${stack.url}/111111111111/small-Dead`;
    const waiting = receive(QueueUrl, { WaitTimeSeconds: 5 });
    const entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: Id, DelaySeconds: Id === 'b' ? 60 : 0 }));
    expect((await queues.send(new SendMessageBatchCommand({ QueueUrl, Entries: entries }))).Successful).toHaveLength(2);
    expect((await waiting).map((message) => message.Body)).toEqual(['a']);
    const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessagesDelayed: '1' });
  });

  it('raise the classes of the SDK', async () => {
    await expect(
      queues.send(new SendMessageCommand({ QueueUrl: `${stack.url}/1/nobody`, MessageBody: 'x' })),
    ).rejects.toBeInstanceOf(QueueDoesNotExist);
  });
});

describe('secrets, by the SDK', () => {
  it('are made once, and keep the value before the present one', async () => {
    const client = new SecretsManagerClient({ ...rootKeys, endpoint: stack.url });
    const value = async (VersionStage?: string) =>
      (
        await client.send(
          new GetSecretValueCommand({ SecretId: 'keys', ...(VersionStage === undefined ? {} : { VersionStage }) }),
        )
      ).SecretString;
    const made = await value();
    expect(JSON.parse(made ?? '')).toEqual({ find: 'x', link: expect.stringMatching(/^[A-Za-z0-9]{32}$/) });
    await expect(value('AWSPREVIOUS')).rejects.toBeInstanceOf(ResourceNotFoundException);
    await client.send(new PutSecretValueCommand({ SecretId: 'keys', SecretString: 'new' }));
    expect([await value(), await value('AWSPREVIOUS')]).toEqual(['new', made]);
  });
});

describe('mail, by the SDK', () => {
  it('goes to the sink, raw as well as simple', async () => {
    const client = new SESv2Client({ ...rootKeys, endpoint: stack.url });
    const raw = 'To: b@example.org\r\nSubject: Raw\r\n\r\nSee http://127.0.0.1/x, or not.';
    await client.send(
      new SendEmailCommand({ Content: { Raw: { Data: Buffer.from(raw) } }, EmailTags: [{ Name: 'n', Value: 'raw' }] }),
    );
    expect(await stack.local('messages?n=raw')).toMatchObject({
      list: [{ to: 'b@example.org', subject: 'Raw', links: ['http://127.0.0.1/x'] }],
    });
    await stack.local('sinks/sms', {
      id: '1',
      to: '13800000000',
      text: '办理 http://127.0.0.1/t/abc，谢谢',
      tags: { n: 'sms' },
    });
    expect(await stack.local('messages?n=sms')).toMatchObject({
      list: [{ channel: 'sms', links: ['http://127.0.0.1/t/abc'] }],
    });
    await stack.local('sinks/webhook/town', { type: 'closed', data: { n: 'hook' } });
    expect(await stack.local('messages?n=hook')).toMatchObject({
      list: [{ channel: 'webhook', to: 'town', tags: { n: 'hook' } }],
    });
  });
});

describe('functions', () => {
  const invoke = async (event: object, name = 'small') => {
    const answer = await aws('lambda', `/2015-03-31/functions/${name}/invocations`, {
      method: 'POST',
      body: JSON.stringify(event),
    });
    return { error: answer.headers.get('x-amz-function-error'), value: await answer.json() };
  };
  it('see the time of the stack, their own name, and nothing of this machine', async () => {
    const { value } = await invoke({});
    expect(value).toEqual({ at: new Date(stack.now()).toISOString(), remaining: true, name: 'small' });
  });
  it('fail in the shape of Lambda, and the next event finds a fresh one', async () => {
    expect(await invoke({ fail: true })).toMatchObject({
      error: 'Unhandled',
      value: { errorType: 'Mishap', errorMessage: 'no', trace: expect.any(Array) },
    });
    expect(await invoke({ hang: true })).toMatchObject({
      error: 'Unhandled',
      value: {
        errorType: 'Sandbox.Timedout',
        errorMessage: expect.stringMatching(/Task timed out after 1.00 seconds/),
      },
    });
    expect(await invoke({ exit: true })).toMatchObject({ value: { errorType: 'Runtime.ExitError' } });
    expect((await invoke({})).error).toBeNull();
  });
  it('end when they need more memory than they have', async () => {
    expect(await invoke({ hog: true }, 'greedy')).toMatchObject({ value: { errorType: 'Runtime.OutOfMemory' } });
    // An array that doubles asks for far more than there is in one piece.
    expect(await invoke({ gulp: true }, 'greedy')).toMatchObject({ value: { errorType: 'Runtime.OutOfMemory' } });
  });
  it('that do not exist are said not to', async () => {
    const answer = await aws('lambda', '/2015-03-31/functions/nobody/invocations', { method: 'POST', body: '{}' });
    expect([answer.status, answer.headers.get('x-amzn-errortype')]).toEqual([404, 'ResourceNotFoundException']);
  });
  it('invoked without waiting are tried three times', async () => {
    await stack.local('invocations', undefined, 'DELETE');
    const headers = { 'x-amz-invocation-type': 'Event' };
    expect(
      (
        await aws('lambda', '/2015-03-31/functions/small/invocations', {
          method: 'POST',
          body: '{"fail":true}',
          headers,
        })
      ).status,
    ).toBe(202);
    await stack.idle();
    await stack.local('clock', { advanceSeconds: 600 });
    expect(await stack.local('invocations')).toMatchObject({ small: { invocations: 3, errors: 3 } });
  });
});

describe('objects', () => {
  it('are put, got, listed and deleted', async () => {
    expect(
      (
        await aws('s3', '/files/a/%E5%9B%BE.png', {
          method: 'PUT',
          body: 'bytes',
          headers: { 'content-type': 'image/png', 'x-amz-meta-case': '7' },
        })
      ).status,
    ).toBe(200);
    const got = await aws('s3', '/files/a/%E5%9B%BE.png');
    expect([await got.text(), got.headers.get('content-type'), got.headers.get('x-amz-meta-case')]).toEqual([
      'bytes',
      'image/png',
      '7',
    ]);
    expect(await (await aws('s3', '/files?list-type=2&prefix=a/')).text()).toContain('<Key>a/图.png</Key>');
    expect((await aws('s3', '/files/a/%E5%9B%BE.png', { method: 'DELETE' })).status).toBe(204);
    expect((await aws('s3', '/files/a/%E5%9B%BE.png')).status).toBe(404);
  });
  it('stay whole while the same content is put again', async () => {
    const body = 'x'.repeat(4_000_000);
    const put = async () => (await aws('s3', '/files/again', { method: 'PUT', body })).status;
    expect(await put()).toBe(200);
    const sizes: number[] = [];
    let busy = true;
    const putting = Promise.all([put(), put(), put()]).finally(() => {
      busy = false;
    });
    while (busy) sizes.push((await (await aws('s3', '/files/again')).text()).length);
    await putting;
    expect(new Set(sizes)).toEqual(new Set([body.length]));
  });
});

describe('callers', () => {
  it('are told who they are, and strangers that they are unknown', async () => {
    const body = 'Action=GetCallerIdentity&Version=2011-06-15';
    expect(await (await aws('sts', '/', { method: 'POST', body })).text()).toContain(
      '<Arn>arn:aws:iam::111111111111:root</Arn>',
    );
    const stranger = new SQSClient({
      ...rootKeys,
      credentials: { accessKeyId: 'AKIAX', secretAccessKey: 'x' },
      endpoint: stack.url,
    });
    await expect(stranger.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: 'x' }))).rejects.toThrow(
      'security token',
    );
  });
  it('from another site in a browser do not reach the control interface', async () => {
    const answer = await fetch(`${stack.url}/_local/clock`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: '{"next":true}',
    });
    expect(answer.status).toBe(403);
  });
});

describe('schedules made by calls', () => {
  it('fire at their instant and may go away after it', async () => {
    const target = {
      Arn: 'arn:aws:sqs:us-east-1:111111111111:small-Dead',
      RoleArn: 'arn:aws:iam::111111111111:role/small-Sender',
      Input: 'wake up',
    };
    const at = new Date(stack.now() + 90_000).toISOString().slice(0, 19);
    const body = JSON.stringify({
      ScheduleExpression: `at(${at})`,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: target,
      ActionAfterCompletion: 'DELETE',
    });
    expect((await aws('scheduler', '/schedules/once', { method: 'POST', body })).status).toBe(200);
    expect((await aws('scheduler', '/schedules/once')).status).toBe(200);
    await stack.local('clock', { advanceSeconds: 90 });
    expect((await aws('scheduler', '/schedules/once')).status).toBe(404);
    const QueueUrl = `${stack.url}/111111111111/small-Dead`;
    const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    expect(Messages.map((message) => message.Body)).toContain('wake up');
  });
});
