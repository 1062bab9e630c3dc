import { describe, expect, it } from 'vitest';
import { aDynamo, key, keyed, plainTable, typed } from './table-under-test.ts';

const s = (value: string) => ({ S: value });
const wrong = (message: string) => `ValidationException: One or more parameter values were invalid: ${message}`;
const boss = {
  IndexName: 'byBoss',
  KeySchema: keyed('boss'),
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
};
const withBoss = { AttributeDefinitions: typed({ pk: 'S', sk: 'S', boss: 'S' }) };

describe('a table', () => {
  it('is described as it was made', async () => {
    const { ask, put } = await aDynamo();
    const made = await ask('CreateTable', {
      ...plainTable,
      ...withBoss,
      GlobalSecondaryIndexes: [boss],
      DeletionProtectionEnabled: true,
    });
    await put({ ...key('a', '1'), note: s('four') });
    const { Table } = await ask('DescribeTable', { TableName: 'things' });
    const arn = 'arn:aws:dynamodb:us-east-1:111111111111:table/things';
    expect(Table).toEqual({
      ...made.TableDescription,
      TableName: 'things',
      TableArn: arn,
      TableStatus: 'ACTIVE',
      KeySchema: keyed('pk', 'sk'),
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      DeletionProtectionEnabled: true,
      ItemCount: 1,
      TableSizeBytes: 2 + 1 + 2 + 1 + 4 + 4,
      GlobalSecondaryIndexes: [
        expect.objectContaining({ ...boss, IndexArn: `${arn}/index/byBoss`, IndexStatus: 'ACTIVE' }),
      ],
    });
  });

  it('is found by its ARN too', async () => {
    const { ask } = await aDynamo(plainTable);
    const TableName = 'arn:aws:dynamodb:us-east-1:111111111111:table/things';
    expect((await ask('DescribeTable', { TableName })).Table.TableName).toBe('things');
    expect(await ask('GetItem', { TableName, Key: key('a', '1') })).toEqual({});
  });

  it('goes with all it held, and comes back empty', async () => {
    const { ask, put, refusal } = await aDynamo({
      ...plainTable,
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    });
    await put(key('a', '1'));
    expect((await ask('DeleteTable', { TableName: 'things' })).TableDescription.TableStatus).toBe('DELETING');
    expect(await refusal('DescribeTable', { TableName: 'things' })).toBe(
      'ResourceNotFoundException: Requested resource not found: Table: things not found',
    );
    await ask('CreateTable', plainTable);
    expect((await ask('Scan', { TableName: 'things' })).Items).toEqual([]);
  });

  it('that is protected is not deleted', async () => {
    const { ask, refusal } = await aDynamo({ ...plainTable, DeletionProtectionEnabled: true });
    expect(await refusal('DeleteTable', { TableName: 'things' })).toContain('currently protected against deletion');
    await ask('UpdateTable', { TableName: 'things', DeletionProtectionEnabled: false });
    expect(await refusal('DeleteTable', { TableName: 'things' })).toBe('nothing was refused');
  });

  it('is made once, even when two ask at the same time', async () => {
    const { dynamo, refusal, ask } = await aDynamo();
    const results = await Promise.allSettled([ask('CreateTable', plainTable), ask('CreateTable', plainTable)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(await refusal('CreateTable', plainTable)).toBe('ResourceInUseException: Table already exists: things');
    expect(dynamo.nextDueAt()).toBeUndefined();
  });

  it('may have keys of numbers and bytes', async () => {
    const { put, query } = await aDynamo({ ...plainTable, AttributeDefinitions: typed({ pk: 'B', sk: 'N' }) });
    for (const sk of ['10', '9', '-1', '0.5', '1e20']) await put({ pk: { B: 'AQI=' }, sk: { N: sk } });
    const { Items } = await query({
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { B: 'AQI=' } },
    });
    expect(Items.map(({ sk }: { sk: { N: string } }) => sk.N)).toEqual([
      '-1',
      '0.5',
      '9',
      '10',
      '100000000000000000000',
    ]);
  });

  it.each<[string, object, string]>([
    ['a name that is too short', { TableName: 'ab' }, 'Invalid table/index name'],
    [
      'a key that is not defined',
      { AttributeDefinitions: typed({ pk: 'S', other: 'S' }) },
      wrong(
        'Some index key attributes are not defined in AttributeDefinitions. Keys: [pk, sk], AttributeDefinitions: [pk, other]',
      ),
    ],
    [
      'a definition that is not used',
      withBoss,
      wrong('Some AttributeDefinitions are not used. AttributeDefinitions: [pk, sk, boss], keys used: [pk, sk]'),
    ],
    [
      'keys in the wrong order',
      { KeySchema: keyed('pk', 'sk').toReversed() },
      'ValidationException: Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
    ],
    [
      'one attribute for both keys',
      { KeySchema: keyed('pk', 'pk') },
      wrong('Both the Hash Key and the Range Key element in the KeySchema have the same name'),
    ],
    ['an index twice', { ...withBoss, GlobalSecondaryIndexes: [boss, boss] }, wrong('Duplicate index name: byBoss')],
    [
      'a local index of another partition',
      { ...withBoss, LocalSecondaryIndexes: [{ ...boss, KeySchema: keyed('boss', 'sk') }] },
      wrong(
        'Index KeySchema does not have the same leading hash key as table KeySchema for index: byBoss. index hash key: boss, table hash key: pk',
      ),
    ],
    [
      'no throughput when it is provisioned',
      { BillingMode: 'PROVISIONED' },
      wrong('ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED'),
    ],
    [
      'throughput on demand',
      { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
      wrong('Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST'),
    ],
    [
      'what this stack does not have',
      { ResourcePolicy: '{}' },
      'ValidationException: ResourcePolicy is not supported by the embedded DynamoDB',
    ],
  ])('is refused with %s', async (_, more, message) => {
    const { refusal } = await aDynamo();
    expect(await refusal('CreateTable', { ...plainTable, ...more })).toContain(message);
  });
});

describe('a list of tables', () => {
  it('comes in pages, by name', async () => {
    const { ask } = await aDynamo(...['bbb', 'ccc', 'aaa'].map((TableName) => ({ ...plainTable, TableName })));
    expect(await ask('ListTables', { Limit: 2 })).toEqual({
      TableNames: ['aaa', 'bbb'],
      LastEvaluatedTableName: 'bbb',
    });
    expect(await ask('ListTables', { ExclusiveStartTableName: 'bbb' })).toEqual({ TableNames: ['ccc'] });
  });
});

describe('a change of a table', () => {
  const inBoss = {
    IndexName: 'byBoss',
    KeyConditionExpression: 'boss = :b',
    ExpressionAttributeValues: { ':b': s('B') },
  };

  it('adds an index with the items that are there, and takes it away', async () => {
    const { ask, put, query, refusal } = await aDynamo(plainTable);
    await put({ ...key('a', '1'), boss: s('B'), note: s('x'), rest: s('y') });
    await ask('UpdateTable', { TableName: 'things', ...withBoss, GlobalSecondaryIndexUpdates: [{ Create: boss }] });
    await put({ ...key('a', '2'), boss: s('B') });
    expect((await query(inBoss)).Items).toEqual([
      { ...key('a', '1'), boss: s('B'), note: s('x') },
      { ...key('a', '2'), boss: s('B') },
    ]);
    const { TableDescription } = await ask('UpdateTable', {
      TableName: 'things',
      GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'byBoss' } }],
    });
    expect(TableDescription.AttributeDefinitions).toEqual(typed({ pk: 'S', sk: 'S' }));
    expect(await refusal('Query', { TableName: 'things', ...inBoss })).toContain('does not have the specified index');
  });

  it('begins and ends a stream', async () => {
    const { ask, put, dynamo, refusal } = await aDynamo(plainTable);
    const change = (StreamSpecification: object) => ask('UpdateTable', { TableName: 'things', StreamSpecification });
    await put(key('a', '1'));
    const { TableDescription } = await change({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' });
    await put(key('a', '2'));
    expect(dynamo.readStream(TableDescription.LatestStreamArn, undefined, 10)).toHaveLength(1);
    expect(
      await refusal('UpdateTable', {
        TableName: 'things',
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    ).toContain('already has an enabled stream');
    await change({ StreamEnabled: false });
    await put(key('a', '3'));
    expect(dynamo.readStream(TableDescription.LatestStreamArn, undefined, 10)).toEqual([]);
  });

  it('refuses what it cannot do', async () => {
    const { refusal } = await aDynamo(plainTable);
    expect(await refusal('UpdateTable', { TableName: 'things', ReplicaUpdates: [] })).toBe(
      'ValidationException: ReplicaUpdates is not supported by the embedded DynamoDB',
    );
    expect(
      await refusal('UpdateTable', { TableName: 'things', GlobalSecondaryIndexUpdates: [{ Update: {} }] }),
    ).toContain('An index can be created or deleted');
  });
});

describe('backups', () => {
  it('are told as AWS tells of a table without point-in-time recovery', async () => {
    const { ask, refusal } = await aDynamo(plainTable);
    expect(await ask('DescribeContinuousBackups', { TableName: 'things' })).toEqual({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
      },
    });
    expect(await refusal('DescribeContinuousBackups', { TableName: 'none' })).toContain('TableNotFoundException');
  });
});
