// CreateTable, UpdateTable, DeleteTable and what describes tables.
import { AwsError, type Clock, type Storage } from '../contracts.ts';
import { isObject } from '../json.ts';
import { describeTable } from './describe-table.ts';
import { invalid, unreadable } from './errors.ts';
import type { ItemStore } from './item-store.ts';
import { readTable, readTableName } from './read-table.ts';
import { flagOf, integerOf, optionalText, type Request, required, requiredText } from './request.ts';
import type { Streams } from './streams.ts';
import type { Table } from './table.ts';
import type { TableStore } from './table-store.ts';
import type { Expiries } from './time-to-live.ts';
import { readTableChanges } from './update-table.ts';

export type TableParts = {
  storage: Storage;
  clock: Clock;
  tables: TableStore;
  items: ItemStore;
  expiries: Expiries;
  streams: Streams;
  arnOf(name: string): string;
};

export const tableApi = ({ storage, clock, tables, items, expiries, streams, arnOf }: TableParts) => {
  const described = (table: Table) => describeTable(table, items.contents(table));
  const inUse = (message: string) => new AwsError('ResourceInUseException', message);
  /** Writes, and only then takes for known what was written. */
  const change = async <T>(write: () => T): Promise<T> => {
    const result = await storage.write(write);
    tables.settle();
    return result;
  };

  return {
    async CreateTable(request: Request) {
      const definition = readTable(request, arnOf, clock.now());
      const exists = () => inUse(`Table already exists: ${definition.name}`);
      if (tables.find(definition.name) !== undefined) throw exists();
      const table = await change(() => tables.add(definition));
      if (table === undefined) throw exists();
      return { TableDescription: described(table) };
    },

    DescribeTable(request: Request) {
      const name = readTableName(request);
      const table = tables.find(name);
      if (table !== undefined) return { Table: described(table) };
      throw new AwsError('ResourceNotFoundException', `Requested resource not found: Table: ${name} not found`);
    },

    async UpdateTable(request: Request) {
      const old = tables.of(request);
      const { table, added, removed } = readTableChanges(request, old, clock.now());
      await change(() => {
        tables.change(table);
        for (const index of removed) items.removeIndex(old, index);
        for (const index of added) items.fillIndex(table, index);
        if (old.stream !== undefined && old.stream.arn !== table.stream?.arn) streams.removeTable(old);
      });
      return { TableDescription: described(table) };
    },

    async DeleteTable(request: Request) {
      const table = tables.of(request);
      if (table.deletionProtected) {
        throw invalid(
          'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
        );
      }
      const description = { ...described(table), TableStatus: 'DELETING' };
      await change(() => {
        items.removeTable(table);
        streams.removeTable(table);
        tables.remove(table);
      });
      return { TableDescription: description };
    },

    ListTables(request: Request) {
      const limit = integerOf(request, 'Limit', 1, 100) ?? 100;
      const after = optionalText(request, 'ExclusiveStartTableName') ?? '';
      const names = tables.all().flatMap(({ name }) => (name > after ? [name] : []));
      const page = names.slice(0, limit);
      return { TableNames: page, ...(names.length > limit ? { LastEvaluatedTableName: page.at(-1) } : {}) };
    },

    async UpdateTimeToLive(request: Request) {
      const table = tables.of(request);
      const specification = required(request, 'TimeToLiveSpecification');
      if (!isObject(specification)) throw unreadable('Unexpected field type');
      const enabled = flagOf(specification, 'Enabled') === true;
      const name = requiredText(specification, 'AttributeName');
      refuseTtlChange(table, enabled, name);
      const changed: Table = { ...table, ttl: enabled ? name : undefined };
      await change(() => {
        tables.change(changed);
        if (!enabled) expiries.removeTable(table);
        else for (const { key, row } of items.every(table)) expiries.note(changed, key, undefined, row.item);
      });
      return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: name } };
    },

    DescribeTimeToLive(request: Request) {
      const { ttl } = tables.of(request);
      return {
        TimeToLiveDescription:
          ttl === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName: ttl },
      };
    },

    DescribeContinuousBackups(request: Request) {
      const name = readTableName(request);
      if (tables.find(name) === undefined) throw new AwsError('TableNotFoundException', `Table not found: ${name}`);
      return {
        ContinuousBackupsDescription: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
        },
      };
    },
  };
};

const refuseTtlChange = ({ ttl }: Table, enabled: boolean, name: string): void => {
  if (enabled && ttl === name) throw invalid('TimeToLive is already enabled');
  if (!enabled && ttl === undefined) throw invalid('TimeToLive is already disabled');
  if (ttl !== undefined && ttl !== name) {
    throw invalid(`TimeToLive is active on a different AttributeName: current AttributeName is ${ttl}`);
  }
};
