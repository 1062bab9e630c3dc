import {
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  EmptyBatchRequest,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListDeadLetterSourceQueuesCommand,
  ListMessageMoveTasksCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  ReceiptHandleIsInvalid,
  ReceiveMessageCommand,
  ResourceNotFoundException,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSServiceException,
  StartMessageMoveTaskCommand,
  TooManyEntriesInBatchRequest,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Kiosk, openKiosk, refusal } from './kiosk.ts';

let kiosk: Kiosk;
let QueueUrl: string;
beforeAll(async () => {
  kiosk = await openKiosk();
  QueueUrl = kiosk.queueUrl;
});
afterAll(() => kiosk.close());
beforeEach(() => kiosk.queues.send(new PurgeQueueCommand({ QueueUrl })));

const receive = async (more: object = {}) =>
  (await kiosk.queues.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, ...more }))).Messages ?? [];

describe('a queue', () => {
  it('is found by its name and listed', async () => {
    expect((await kiosk.queues.send(new GetQueueUrlCommand({ QueueName: 'orders' }))).QueueUrl).toBe(QueueUrl);
    const { QueueUrls } = await kiosk.queues.send(new ListQueuesCommand({ QueueNamePrefix: 'receipts' }));
    expect(QueueUrls).toEqual([kiosk.fifoUrl]);
  });

  it('gives out what was sent, until it is deleted', async () => {
    const MessageAttributes = { kind: { DataType: 'String', StringValue: 'tea' } };
    await kiosk.queues.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one', MessageAttributes }));
    const [message] = await receive({ MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All'] });
    expect(message).toMatchObject({ Body: 'one', MessageAttributes, Attributes: { ApproximateReceiveCount: '1' } });
    expect(await receive()).toEqual([]);
    const { ReceiptHandle } = message ?? {};
    await kiosk.queues.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));
    const [again] = await receive();
    await kiosk.queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
    const { Attributes } = await kiosk.queues.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }),
    );
    expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' });
  });

  it('takes and deletes messages in batches, each with an answer of its own', async () => {
    const Entries = [
      { Id: 'a', MessageBody: 'one' },
      { Id: 'b', MessageBody: 'two', DelaySeconds: 1000 },
    ];
    const sent = await kiosk.queues.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    expect(sent.Successful?.map(({ Id }) => Id)).toEqual(['a']);
    expect(sent.Failed).toMatchObject([{ Id: 'b', SenderFault: true, Code: 'InvalidParameterValue' }]);
    const handles = (await receive()).map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const deleted = await kiosk.queues.send(
      new DeleteMessageBatchCommand({ QueueUrl, Entries: [...handles, { Id: 'x', ReceiptHandle: 'nonsense' }] }),
    );
    expect(deleted.Successful).toMatchObject([{ Id: '0' }]);
    expect(deleted.Failed).toMatchObject([{ Id: 'x', Code: 'ReceiptHandleIsInvalid' }]);
  });
});

describe('dead letters', () => {
  const SourceArn = 'arn:aws:sqs:us-east-1:111111111111:lost-orders';
  const dead = () => `${kiosk.stack.url}/111111111111/lost-orders`;

  it('are found, and moved back to where they came from as if never received', async () => {
    const { queueUrls } = await kiosk.queues.send(new ListDeadLetterSourceQueuesCommand({ QueueUrl: dead() }));
    expect(queueUrls).toEqual([QueueUrl]);
    await kiosk.queues.send(new SendMessageCommand({ QueueUrl, MessageBody: 'again' }));
    for (let time = 0; time < 2; time += 1) expect(await receive({ VisibilityTimeout: 0 })).toHaveLength(1);
    expect(await receive()).toEqual([]);
    await kiosk.queues.send(new StartMessageMoveTaskCommand({ SourceArn }));
    const { Results } = await kiosk.queues.send(new ListMessageMoveTasksCommand({ SourceArn }));
    expect(Results).toMatchObject([{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }]);
    expect(await receive({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] })).toMatchObject([
      { Body: 'again', Attributes: { ApproximateReceiveCount: '1' } },
    ]);
    const missing = new StartMessageMoveTaskCommand({ SourceArn: `${SourceArn}-not` });
    expect(await refusal(kiosk.queues.send(missing))).toBeInstanceOf(ResourceNotFoundException);
  });
});

describe('a queue, by the older protocol', () => {
  const post = async (fields: Record<string, string>) => {
    const answer = await fetch(kiosk.stack.url, {
      method: 'POST',
      headers: {
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260302/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=x',
        'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      },
      body: new URLSearchParams({ Version: '2012-11-05', ...fields }),
    });
    return { status: answer.status, text: await answer.text() };
  };

  it('takes a message with attributes and gives it out', async () => {
    const sent = await post({
      Action: 'SendMessage',
      QueueUrl,
      MessageBody: 'a <b> & "c"',
      'MessageAttribute.1.Name': 'kind',
      'MessageAttribute.1.Value.DataType': 'String',
      'MessageAttribute.1.Value.StringValue': 'tea',
    });
    expect(sent.text).toMatch(/<SendMessageResult><MessageId>[\w-]+<\/MessageId><MD5OfMessageBody>\w{32}</);
    const { text } = await post({
      Action: 'ReceiveMessage',
      QueueUrl,
      'AttributeName.1': 'All',
      'MessageAttributeName.1': 'All',
    });
    expect(text).toContain('<Body>a &lt;b&gt; &amp; &quot;c&quot;</Body>');
    expect(text).toContain('<Attribute><Name>ApproximateReceiveCount</Name><Value>1</Value></Attribute>');
    expect(text).toMatch(/<MessageAttribute><Name>kind<\/Name><Value>.*<StringValue>tea<\/StringValue>/);
  });

  it('takes batches, each with an answer of its own', async () => {
    const { text } = await post({
      Action: 'SendMessageBatch',
      QueueUrl,
      'SendMessageBatchRequestEntry.1.Id': 'a',
      'SendMessageBatchRequestEntry.1.MessageBody': 'one',
      'SendMessageBatchRequestEntry.2.Id': 'b',
      'SendMessageBatchRequestEntry.2.MessageBody': 'two',
      'SendMessageBatchRequestEntry.2.DelaySeconds': '1000',
    });
    expect(text).toMatch(/<SendMessageBatchResultEntry><Id>a<\/Id>/);
    expect(text).toMatch(/<BatchResultErrorEntry><Id>b<\/Id><SenderFault>true</);
  });

  it('names errors as it always did', async () => {
    const { status, text } = await post({ Action: 'GetQueueUrl', QueueName: 'nobody' });
    expect(status).toBe(400);
    expect(text).toContain('<Type>Sender</Type><Code>AWS.SimpleQueueService.NonExistentQueue</Code>');
  });
});

describe('refusals', () => {
  it('are the classes of the SDK', async () => {
    const { queues } = kiosk;
    const many = Array.from({ length: 11 }, (_, index) => ({ Id: String(index), MessageBody: 'x' }));
    const cases: [new (...args: never[]) => Error, () => Promise<unknown>][] = [
      [QueueDoesNotExist, () => queues.send(new GetQueueUrlCommand({ QueueName: 'nobody' }))],
      [EmptyBatchRequest, () => queues.send(new SendMessageBatchCommand({ QueueUrl, Entries: [] }))],
      [TooManyEntriesInBatchRequest, () => queues.send(new SendMessageBatchCommand({ QueueUrl, Entries: many }))],
      [ReceiptHandleIsInvalid, () => queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: 'nonsense' }))],
      [SQSServiceException, () => receive({ MaxNumberOfMessages: 11 })],
    ];
    for (const [type, call] of cases) expect(await refusal(call()), type.name).toBeInstanceOf(type);
  });
});
