// The embedded DynamoDB alone, behind its wire protocol, for tests that need tables and nothing else of the stack.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { AwsError } from '#local/contracts.ts';
import { createDynamo } from '#local/dynamodb/create-dynamo.ts';
import { openStorage } from '#local/storage.ts';

const root = { accessKeyId: 'local', roleArn: 'root' } as const;

export type ServedDynamo = Awaited<ReturnType<typeof serveDynamo>>;

/** Serves empty tables on loopback. `now` is what its clock says, in milliseconds. */
export const serveDynamo = async (now: number) => {
  const storage = openStorage(':memory:');
  const dynamo = createDynamo({
    storage,
    clock: { now: () => now },
    wake: () => {},
    accountId: '111111111111',
    region: 'us-east-1',
    partition: 'aws',
  });
  const failures: { action: string; name: string; left: number }[] = [];
  const actions: string[] = [];
  const answer = async (action: string, body: string): Promise<{ status: number; body: unknown }> => {
    actions.push(action);
    const failure = failures.find((one) => one.action === action && one.left > 0);
    if (failure !== undefined) {
      failure.left -= 1;
      return { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${failure.name}`, message: 'slow' } };
    }
    try {
      return { status: 200, body: await dynamo.api(action, JSON.parse(body), root) };
    } catch (fault) {
      if (!(fault instanceof AwsError)) throw fault;
      const { name, message, extra, statusCode } = fault;
      return { status: statusCode, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message, ...extra } };
    }
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', async () => {
      const action = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      const told = await answer(action, Buffer.concat(chunks).toString());
      response.writeHead(told.status).end(JSON.stringify(told.body));
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return {
    client,
    /** Actions called so far. */
    actions,
    /** The next `times` calls of an action fail by this name. */
    fail(action: string, name: string, times = 1): void {
      failures.push({ action, name, left: times });
    },
    async close(): Promise<void> {
      client.destroy();
      await new Promise((done) => server.close(done));
      await storage.close();
    },
  };
};

/** Creates a table as the construct declares it, keys, indexes and stream. */
export const createTableOf = async (
  client: DynamoDBClient,
  declare: (scope: Construct, tableName: string) => unknown,
  tableName: string,
): Promise<void> => {
  const stack = new Stack(new App(), 'declared');
  declare(stack, tableName);
  const [table] = Object.values(Template.fromStack(stack).findResources('AWS::DynamoDB::Table'));
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = table?.['Properties'] ?? {};
  const input: CreateTableCommandInput = {
    TableName: tableName,
    AttributeDefinitions,
    KeySchema,
    GlobalSecondaryIndexes,
    BillingMode,
  };
  await client.send(new CreateTableCommand(input));
};
