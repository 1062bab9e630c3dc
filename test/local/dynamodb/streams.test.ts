import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Item } from '#local/dynamodb/attribute-value.ts';
import { createDynamo } from '#local/dynamodb/create-dynamo.ts';
import { openStorage } from '#local/storage.ts';
import { aDynamo, key, plainTable, root } from './table-under-test.ts';

const s = (value: string) => ({ S: value });
const hour = 3600;
const streaming = (StreamViewType: string, more: object = {}) => ({
  ...plainTable,
  StreamSpecification: { StreamEnabled: true, StreamViewType },
  ...more,
});
const aStream = async (view: string) => {
  const table = await aDynamo(streaming(view));
  const { Table } = await table.ask('DescribeTable', { TableName: 'things' });
  const arn: string = Table.LatestStreamArn;
  return { ...table, arn, records: (after?: string, limit = 100) => table.dynamo.readStream(arn, after, limit) };
};

describe('a stream', () => {
  it('tells what came, changed and went, in order, in the shape of AWS', async () => {
    const { put, ask, records } = await aStream('NEW_AND_OLD_IMAGES');
    await put({ ...key('a', '1'), note: s('x') });
    await put({ ...key('a', '1'), note: s('yy') });
    await ask('DeleteItem', { TableName: 'things', Key: key('a', '1') });
    const found = records();
    expect(found.map(({ eventName, dynamodb }) => [eventName, dynamodb['OldImage'], dynamodb['NewImage']])).toEqual([
      ['INSERT', undefined, { ...key('a', '1'), note: s('x') }],
      ['MODIFY', { ...key('a', '1'), note: s('x') }, { ...key('a', '1'), note: s('yy') }],
      ['REMOVE', { ...key('a', '1'), note: s('yy') }, undefined],
    ]);
    expect(found[0]).toEqual({
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventName: 'INSERT',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: Date.parse('2026-03-02T01:00:00Z') / 1000,
        Keys: key('a', '1'),
        NewImage: { ...key('a', '1'), note: s('x') },
        SequenceNumber: expect.stringMatching(/^\d{21}$/),
        SizeBytes: 6 + 11,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
    const sequences = found.map(({ dynamodb }) => dynamodb.SequenceNumber);
    expect(sequences.toSorted()).toEqual(sequences);
    expect(new Set(sequences).size).toBe(3);
  });

  it.each([
    ['NEW_IMAGE', ['NewImage']],
    ['OLD_IMAGE', ['OldImage']],
    ['NEW_AND_OLD_IMAGES', ['NewImage', 'OldImage']],
    ['KEYS_ONLY', []],
  ])('of %s shows %j', async (view, images) => {
    const { put, records } = await aStream(view);
    await put(key('a', '1'));
    await put({ ...key('a', '1'), note: s('x') });
    const shown = Object.keys(records().at(-1)?.dynamodb ?? {}).filter((name) => name.endsWith('Image'));
    expect(shown.sort()).toEqual(images);
  });

  it('is silent about what changes nothing, and what was refused or taken back', async () => {
    const { put, update, refusal, ask, records } = await aStream('NEW_IMAGE');
    await put({ ...key('a', '1'), one: s('1'), two: s('2') });
    await put({ two: s('2'), one: s('1'), ...key('a', '1') });
    await update(key('a', '1'), 'SET one = :v', { ExpressionAttributeValues: { ':v': s('1') } });
    await ask('DeleteItem', { TableName: 'things', Key: key('a', 'none') });
    await refusal('PutItem', {
      TableName: 'things',
      Item: key('a', '1'),
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await refusal('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: 'things', Item: key('a', 'new') } },
        { ConditionCheck: { TableName: 'things', Key: key('a', 'none'), ConditionExpression: 'attribute_exists(pk)' } },
      ],
    });
    expect(records()).toHaveLength(1);
  });

  it('is read on from where a reader stopped', async () => {
    const { put, records } = await aStream('KEYS_ONLY');
    for (const sk of ['1', '2', '3', '4']) await put(key('a', sk));
    const first = records(undefined, 3);
    const rest = records(first.at(-1)?.dynamodb.SequenceNumber);
    expect([first.length, rest.length]).toEqual([3, 1]);
    expect(rest[0]?.dynamodb['Keys']).toEqual(key('a', '4'));
  });

  it('tells its listeners after the commit, and only of streams that were written to', async () => {
    const { put, dynamo, arn, get, records, ask } = await aStream('KEYS_ONLY');
    await ask('CreateTable', streaming('KEYS_ONLY', { TableName: 'others' }));
    const told: [string, number][] = [];
    dynamo.onStreamRecords((streamArn) => told.push([streamArn, records().length]));
    await put(key('a', '1'));
    await get(key('a', '1'));
    expect(told).toEqual([[arn, 1]]);
  });

  it('keeps a record for 24 hours, and never gives its number again', async () => {
    const { put, records, wait, keepHouse, dynamo, storage, now } = await aStream('KEYS_ONLY');
    const count = () => storage.db.prepare('SELECT count(*) AS n FROM dynamo_change WHERE tbl > 0').get()?.['n'];
    await put(key('a', '1'));
    const [{ dynamodb: old } = { dynamodb: { SequenceNumber: '' } }] = records();
    wait(24 * hour - 1);
    expect(records()).toHaveLength(1);
    wait(1);
    expect(records()).toHaveLength(0);
    expect(dynamo.nextDueAt()).toBe(now() + hour * 1000);
    wait(hour);
    await keepHouse();
    expect(count()).toBe(0);
    expect(dynamo.nextDueAt()).toBeUndefined();
    await put(key('a', '2'));
    expect((records()[0]?.dynamodb.SequenceNumber ?? '') > old.SequenceNumber).toBe(true);
  });
});

describe('the Streams API', () => {
  let stream: Awaited<ReturnType<typeof aStream>>;
  beforeEach(async () => {
    stream = await aStream('NEW_IMAGE');
    for (const sk of ['1', '2', '3']) await stream.put(key('a', sk));
  });
  const iterator = async (more: object): Promise<string> => {
    const { StreamDescription } = await stream.ask('DescribeStream', { StreamArn: stream.arn });
    const { ShardId } = StreamDescription.Shards[0];
    return (await stream.ask('GetShardIterator', { StreamArn: stream.arn, ShardId, ...more })).ShardIterator;
  };
  const read = async (ShardIterator: string, more: object = {}) => {
    const { Records, NextShardIterator } = await stream.ask('GetRecords', { ShardIterator, ...more });
    return {
      sks: Records.map(({ dynamodb }: { dynamodb: { Keys: Item } }) => dynamodb.Keys['sk']),
      next: NextShardIterator,
    };
  };

  it('lists and describes a stream with its one shard', async () => {
    const { Streams } = await stream.ask('ListStreams', { TableName: 'things' });
    expect(Streams).toEqual([{ StreamArn: stream.arn, StreamLabel: '2026-03-02T01:00:00.000', TableName: 'things' }]);
    expect((await stream.ask('ListStreams', { TableName: 'others' })).Streams).toEqual([]);
    const { StreamDescription } = await stream.ask('DescribeStream', { StreamArn: stream.arn });
    expect(StreamDescription).toMatchObject({
      StreamStatus: 'ENABLED',
      StreamViewType: 'NEW_IMAGE',
      TableName: 'things',
    });
    expect(StreamDescription.Shards).toHaveLength(1);
  });

  it('reads from the beginning, page by page, and waits at the end', async () => {
    const first = await read(await iterator({ ShardIteratorType: 'TRIM_HORIZON' }), { Limit: 2 });
    expect(first.sks).toEqual([s('1'), s('2')]);
    const second = await read(first.next);
    expect(second.sks).toEqual([s('3')]);
    expect((await read(second.next)).sks).toEqual([]);
    await stream.put(key('a', '4'));
    expect((await read(second.next)).sks).toEqual([s('4')]);
  });

  it('reads from the end, at a record and after one', async () => {
    const SequenceNumber = stream.records()[1]?.dynamodb.SequenceNumber;
    expect((await read(await iterator({ ShardIteratorType: 'LATEST' }))).sks).toEqual([]);
    expect((await read(await iterator({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber }))).sks).toEqual([
      s('2'),
      s('3'),
    ]);
    expect((await read(await iterator({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber }))).sks).toEqual([
      s('3'),
    ]);
  });

  it('refuses an iterator after 15 minutes, and a stream that is not there', async () => {
    const ShardIterator = await iterator({ ShardIteratorType: 'TRIM_HORIZON' });
    stream.wait(15 * 60 + 1);
    expect(await stream.refusal('GetRecords', { ShardIterator })).toBe('ExpiredIteratorException: Iterator expired');
    expect(await stream.refusal('DescribeStream', { StreamArn: 'arn:nothing' })).toContain('ResourceNotFoundException');
  });
});

describe('after a restart', () => {
  it('everything that was acknowledged is there, and goes on where it was', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'dynamo-'));
    const now = Date.parse('2026-03-02T01:00:00Z');
    const place = { accountId: '111111111111', region: 'us-east-1', partition: 'aws' };
    const opened = () => {
      const storage = openStorage(join(folder, 'data.sqlite'));
      const dynamo = createDynamo({ storage, clock: { now: () => now }, wake: () => undefined, ...place });
      return { storage, dynamo };
    };
    const first = opened();
    await first.dynamo.api('CreateTable', streaming('KEYS_ONLY'), root);
    const ttl = { TableName: 'things', TimeToLiveSpecification: { Enabled: true, AttributeName: 'ttl' } };
    await first.dynamo.api('UpdateTimeToLive', ttl, root);
    await first.dynamo.api(
      'PutItem',
      { TableName: 'things', Item: { ...key('a', '1'), ttl: { N: '1900000000' } } },
      root,
    );
    await first.storage.close();

    const { storage, dynamo } = opened();
    expect(await dynamo.api('GetItem', { TableName: 'things', Key: key('a', '1') }, root)).toHaveProperty('Item');
    const described = await dynamo.api('DescribeTable', { TableName: 'things' }, root);
    expect(described).toMatchObject({ Table: { ItemCount: 1, LatestStreamLabel: '2026-03-02T01:00:00.000' } });
    expect(dynamo.nextDueAt()).toBe(now + 25 * 3600 * 1000);
    const arn = 'arn:aws:dynamodb:us-east-1:111111111111:table/things/stream/2026-03-02T01:00:00.000';
    await dynamo.api('PutItem', { TableName: 'things', Item: key('a', '2') }, root);
    expect(dynamo.readStream(arn, undefined, 10).map(({ dynamodb }) => Number(dynamodb.SequenceNumber))).toEqual([
      1, 2,
    ]);
    await storage.close();
    rmSync(folder, { recursive: true });
  });
});
