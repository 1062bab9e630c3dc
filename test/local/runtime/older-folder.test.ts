// A data folder that is older than the template, or was left by a process that was killed.
import { describe, expect, it } from 'vitest';
import type { StackOptions } from '#local/options.ts';
import { type Library, openLibrary, scratchFolder } from './library.ts';
import { writtenApp } from './written-app.ts';

type Properties = Record<string, unknown>;

const types = (...names: string[]) => names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));

const table = (properties: Properties = {}): string =>
  writtenApp({
    T: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'notes',
        AttributeDefinitions: types('pk'),
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
        ...properties,
      },
    },
  });
const byOwner = (ProjectionType: string): Properties => ({
  AttributeDefinitions: types('pk', 'owner'),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-owner',
      KeySchema: [{ AttributeName: 'owner', KeyType: 'HASH' }],
      Projection: { ProjectionType },
    },
  ],
});
const stream = (StreamViewType: string): Properties => ({ StreamSpecification: { StreamViewType } });

const dynamo = async (stack: Library, action: string, input: object): Promise<any> => {
  const answer = await fetch(stack.url, {
    method: 'POST',
    headers: {
      'x-amz-target': `DynamoDB_20120810.${action}`,
      'content-type': 'application/x-amz-json-1.0',
      authorization: 'AWS4-HMAC-SHA256 Credential=local/20260302/us-east-1/dynamodb/aws4_request, Signature=0',
    },
    body: JSON.stringify({ TableName: 'notes', ...input }),
  });
  return answer.json();
};

/** Runs `work` on one template after the other, on the same folder. */
const onTemplates = async <Result>(
  templates: readonly Properties[],
  work: (stack: Library, index: number) => Promise<Result>,
  options: Partial<StackOptions> = {},
): Promise<Result[]> => {
  const dataDirectory = scratchFolder();
  const results: Result[] = [];
  for (const [index, properties] of templates.entries()) {
    const stack = await openLibrary({ cdkOut: table(properties), dataDirectory, ...options });
    results.push(await work(stack, index));
    await stack.stop();
  }
  return results;
};
const described = async (stack: Library): Promise<any> => (await dynamo(stack, 'DescribeTable', {})).Table;

describe('a table of an earlier template', () => {
  it('gains an index, filled with what is there, has it changed, and loses it', async () => {
    const found = await onTemplates([{}, byOwner('KEYS_ONLY'), byOwner('ALL'), {}], async (stack, index) => {
      if (index === 0)
        await dynamo(stack, 'PutItem', { Item: { pk: { S: 'a' }, owner: { S: 'ada' }, text: { S: 'x' } } });
      const query = { IndexName: 'by-owner', KeyConditionExpression: '#o = :o' };
      const names = { ExpressionAttributeNames: { '#o': 'owner' }, ExpressionAttributeValues: { ':o': { S: 'ada' } } };
      return (await dynamo(stack, 'Query', { ...query, ...names })).Items;
    });
    expect(found).toEqual([
      undefined,
      [{ pk: { S: 'a' }, owner: { S: 'ada' } }],
      [{ pk: { S: 'a' }, owner: { S: 'ada' }, text: { S: 'x' } }],
      undefined,
    ]);
  });

  it('gains a stream, has another view of it, and loses it', async () => {
    const views = await onTemplates(
      [{}, stream('KEYS_ONLY'), stream('NEW_IMAGE'), stream('NEW_IMAGE'), {}],
      async (stack) => {
        const { StreamSpecification, LatestStreamLabel } = await described(stack);
        return [StreamSpecification?.StreamViewType, LatestStreamLabel];
      },
    );
    expect(views.map(([view]) => view)).toEqual([undefined, 'KEYS_ONLY', 'NEW_IMAGE', 'NEW_IMAGE', undefined]);
    // A stream that nothing changed about goes on.
    expect(views[3]).toEqual(views[2]);
  });

  it('has its expiry turned to another attribute, and off', async () => {
    const expiring = (AttributeName: string): Properties => ({
      TimeToLiveSpecification: { AttributeName, Enabled: true },
    });
    const attributes = await onTemplates([{}, expiring('until'), expiring('end'), {}], async (stack) => {
      const told = await dynamo(stack, 'DescribeTimeToLive', {});
      return told.TimeToLiveDescription.AttributeName;
    });
    expect(attributes).toEqual([undefined, 'until', 'end', undefined]);
  });

  it('with other keys is refused with a sentence, and stays', async () => {
    const dataDirectory = scratchFolder();
    const first = await openLibrary({ cdkOut: table(), dataDirectory });
    await dynamo(first, 'PutItem', { Item: { pk: { S: 'a' } } });
    await first.stop();
    const cdkOut = table({ AttributeDefinitions: types('id'), KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }] });
    await expect(openLibrary({ cdkOut, dataDirectory })).rejects.toThrow(
      'table notes: the data folder has it with other keys than the template: start with another --data folder',
    );
    const again = await openLibrary({ cdkOut: table(), dataDirectory });
    expect((await dynamo(again, 'GetItem', { Key: { pk: { S: 'a' } } })).Item).toEqual({ pk: { S: 'a' } });
    await again.stop();
  });
});

describe('a seed', () => {
  it('makes up the same ids on a new folder, and other ones when the folder goes on', async () => {
    const idOf = async (stack: Library): Promise<string> => {
      const answer = await fetch(stack.url, {
        method: 'POST',
        headers: {
          'x-amz-target': 'DynamoDB_20120810.ListTables',
          authorization: 'AWS4-HMAC-SHA256 Credential=local/20260302/us-east-1/dynamodb/aws4_request, Signature=0',
        },
        body: '{}',
      });
      return answer.headers.get('x-amzn-requestid') ?? '';
    };
    const [first, second] = await onTemplates([{}, {}], idOf, { seed: 'one' });
    const [other] = await onTemplates([{}], idOf, { seed: 'one' });
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(other).toBe(first);
    expect(second).not.toBe(first);
  });
});
