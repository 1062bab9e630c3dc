// The DynamoDB Streams API over one shard a stream.
import { AwsError, type Clock } from '../contracts.ts';
import { keySchema } from './describe-table.ts';
import { invalid } from './errors.ts';
import { choiceOf, integerOf, optionalText, type Request, requiredText } from './request.ts';
import { type Streams, sequenceText } from './streams.ts';
import type { Table } from './table.ts';
import type { TableStore } from './table-store.ts';

const shardId = 'shardId-00000000000000000001-00000001';
const iteratorLivesMs = 15 * 60_000;
const largestAnswer = 1024 * 1024;
const kinds = ['TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'] as const;

export const streamsApi = (tables: TableStore, streams: Streams, clock: Clock) => {
  const tableOf = (arn: string): Table => {
    const table = tables.all().find((one) => one.stream?.arn === arn);
    if (table !== undefined) return table;
    throw new AwsError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);
  };
  /** Where a reader stands: after which record, and since when. */
  const iteratorOf = (arn: string, after: number): string => `${arn}|${after}|${clock.now()}`;

  return {
    ListStreams(request: Request) {
      const name = optionalText(request, 'TableName');
      return {
        Streams: tables
          .all()
          .flatMap(({ name: TableName, stream }) =>
            stream === undefined || (name !== undefined && name !== TableName)
              ? []
              : [{ StreamArn: stream.arn, StreamLabel: stream.label, TableName }],
          ),
      };
    },
    DescribeStream(request: Request) {
      const arn = requiredText(request, 'StreamArn');
      const table = tableOf(arn);
      const shard = { ShardId: shardId, SequenceNumberRange: { StartingSequenceNumber: sequenceText(1) } };
      return {
        StreamDescription: {
          StreamArn: arn,
          StreamLabel: table.stream?.label,
          StreamStatus: 'ENABLED',
          StreamViewType: table.stream?.view,
          CreationRequestDateTime: table.createdAt / 1000,
          TableName: table.name,
          KeySchema: keySchema(table.keys),
          Shards: optionalText(request, 'ExclusiveStartShardId') === undefined ? [shard] : [],
        },
      };
    },
    GetShardIterator(request: Request) {
      const arn = requiredText(request, 'StreamArn');
      const table = tableOf(arn);
      if (requiredText(request, 'ShardId') !== shardId) {
        throw new AwsError('ResourceNotFoundException', 'Requested resource not found: Shard does not exist');
      }
      requiredText(request, 'ShardIteratorType');
      const kind = choiceOf(request, 'ShardIteratorType', kinds, 'LATEST');
      if (kind === 'TRIM_HORIZON') return { ShardIterator: iteratorOf(arn, 0) };
      if (kind === 'LATEST') return { ShardIterator: iteratorOf(arn, Number(streams.latest(table) ?? 0)) };
      const sequence = Number(requiredText(request, 'SequenceNumber'));
      if (!Number.isSafeInteger(sequence)) throw invalid('Invalid SequenceNumber');
      return { ShardIterator: iteratorOf(arn, kind === 'AT_SEQUENCE_NUMBER' ? sequence - 1 : sequence) };
    },
    GetRecords(request: Request) {
      const [arn = '', after = '', since = ''] = requiredText(request, 'ShardIterator').split('|');
      if (!/^\d+$/.test(after) || !/^\d+$/.test(since)) throw invalid('Invalid ShardIterator');
      const table = tableOf(arn);
      if (clock.now() - Number(since) > iteratorLivesMs) {
        throw new AwsError('ExpiredIteratorException', 'Iterator expired');
      }
      const limit = integerOf(request, 'Limit', 1, 1000) ?? 1000;
      let bytes = 0;
      const Records = streams.read(table, after, limit).filter(({ dynamodb }) => {
        const fits = bytes < largestAnswer;
        bytes += Number(dynamodb.SizeBytes);
        return fits;
      });
      const last = Number(Records.at(-1)?.dynamodb.SequenceNumber ?? after);
      return { Records, NextShardIterator: iteratorOf(arn, last) };
    },
  };
};
