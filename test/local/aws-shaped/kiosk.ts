// A stack with one of everything, and the SDK's clients for it. It is a template by hand: what is looked at here is
// the wire.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openLibrary, rootKeys, scratchFolder } from '../runtime/library.ts';
import { inlineFunction, role, writtenApp } from '../runtime/written-app.ts';

const code = `
  exports.handler = async (event) => {
    if (event.Records) return console.log('batch of ' + event.Records.length);
    if (event.say) console.log(event.say);
    if (event.fail) throw Object.assign(new Error('sold out'), { name: 'SoldOut' });
    if (event.hang) await new Promise((resolve) => setTimeout(resolve, 60000));
    if (event.hog) { const hoard = []; for (;;) hoard.push(new Array(1e5).fill(event)); }
    if (event.long) return 'x'.repeat(event.long);
    return { echo: event };
  };`;

const allowed = role([{ Effect: 'Allow', Action: ['dynamodb:*', 'lambda:InvokeFunction', 'sqs:*'], Resource: '*' }]);

const resources = {
  Role: { ...allowed, Properties: { ...allowed.Properties, RoleName: 'kiosk' } },
  Queue: {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: 'orders',
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 2 },
    },
  },
  Dead: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'lost-orders' } },
  Fifo: {
    Type: 'AWS::SQS::Queue',
    Properties: { QueueName: 'receipts.fifo', FifoQueue: true, ContentBasedDeduplication: true },
  },
  Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'till/key', SecretString: 'open sesame' } },
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'sales',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'day', AttributeType: 'S' },
        { AttributeName: 'number', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'day', KeyType: 'HASH' },
        { AttributeName: 'number', KeyType: 'RANGE' },
      ],
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    },
  },
  Clerk: inlineFunction(code, { FunctionName: 'clerk', Timeout: 2, MemorySize: 128 }),
  Sorter: inlineFunction(code, { FunctionName: 'sorter', Timeout: 30, MemorySize: 128 }),
  Mapping: {
    Type: 'AWS::Lambda::EventSourceMapping',
    Properties: {
      EventSourceArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
      FunctionName: { Ref: 'Sorter' },
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 1,
    },
  },
};

export type Kiosk = Awaited<ReturnType<typeof openKiosk>>;

export async function openKiosk() {
  const dataDirectory = scratchFolder();
  const stack = await openLibrary({ cdkOut: writtenApp(resources), dataDirectory });
  const at = { ...rootKeys, endpoint: stack.url, maxAttempts: 1 };
  const arn = (service: string, name: string) => `arn:aws:${service}:us-east-1:111111111111:${name}`;
  return {
    stack,
    roleArn: 'arn:aws:iam::111111111111:role/kiosk',
    arn,
    queueUrl: `${stack.url}/111111111111/orders`,
    fifoUrl: `${stack.url}/111111111111/receipts.fifo`,
    dynamo: new DynamoDBClient(at),
    lambda: new LambdaClient(at),
    mail: new SESv2Client(at),
    queues: new SQSClient(at),
    scheduler: new SchedulerClient(at),
    secrets: new SecretsManagerClient(at),
    states: new SFNClient(at),
    streams: new DynamoDBStreamsClient(at),
    advance: (seconds: number) => stack.local('clock', { advanceSeconds: seconds }),
    idle: () => stack.local('idle'),
    log: (name: string) => readFileSync(join(dataDirectory, 'logs', `${name}.log`), 'utf8'),
    close: () => stack.stop(),
  };
}

/** What a promise is refused with. */
export async function refusal(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it was not refused');
}
