// The permissions that a DynamoDB call needs: tables, indexes, every item of a transaction, and leading keys.
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from '../json.ts';
import type { AccessRequest } from './match.ts';

/** The hash key attribute of a table and of each of its indexes. */
export type TableKeys = { hash: string; indexes: Readonly<Record<string, string>> };

type Place = { accountId: string; region: string; partition: string };

const TRANSACT_ACTIONS: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
  Get: 'dynamodb:GetItem',
};

export function dynamoRequests(
  action: string,
  fields: JsonObject,
  place: Place,
  keysOf: (tableName: string) => TableKeys | undefined,
): AccessRequest[] {
  const arn = (table: string, index?: string): string => {
    const base = table.startsWith('arn:')
      ? table
      : `arn:${place.partition}:dynamodb:${place.region}:${place.accountId}:table/${table}`;
    return index === undefined ? base : `${base}/index/${index}`;
  };
  const leading = (table: string, keys: readonly unknown[], index?: string): AccessRequest['context'] => {
    const known = keysOf(table.split('/').at(-1) ?? table);
    const hash = index === undefined ? known?.hash : known?.indexes[index];
    if (hash === undefined) return {};
    return { 'dynamodb:LeadingKeys': keys.flatMap((key) => plain(objectOf(key)[hash]) ?? []) };
  };

  switch (action) {
    case 'TransactWriteItems':
    case 'TransactGetItems':
      return arrayOf(fields.TransactItems).flatMap((entry) =>
        Object.entries(objectOf(entry)).map(([kind, operation]): AccessRequest => {
          const item = objectOf(operation);
          const table = textOf(item.TableName) ?? '';
          return {
            action: TRANSACT_ACTIONS[kind] ?? `dynamodb:${kind}Item`,
            resource: arn(table),
            context: { ...leading(table, [item.Key ?? item.Item]), 'dynamodb:EnclosingOperation': [action] },
          };
        }),
      );
    case 'BatchGetItem':
      return Object.entries(objectOf(fields.RequestItems)).map(([table, wanted]) => ({
        action: 'dynamodb:BatchGetItem',
        resource: arn(table),
        context: leading(table, arrayOf(objectOf(wanted).Keys)),
      }));
    case 'BatchWriteItem':
      return Object.entries(objectOf(fields.RequestItems)).map(([table, writes]) => ({
        action: 'dynamodb:BatchWriteItem',
        resource: arn(table),
        context: leading(
          table,
          arrayOf(writes).map(
            (write) => objectOf(objectOf(write).PutRequest).Item ?? objectOf(objectOf(write).DeleteRequest).Key,
          ),
        ),
      }));
    case 'DescribeStream':
    case 'GetShardIterator':
      return [{ action: `dynamodb:${action}`, resource: textOf(fields.StreamArn) ?? '*' }];
    default: {
      const table = textOf(fields.TableName);
      if (table === undefined) return [{ action: `dynamodb:${action}`, resource: '*' }];
      const index = textOf(fields.IndexName);
      const keys = isObject(fields.Key) ? [fields.Key] : isObject(fields.Item) ? [fields.Item] : [];
      const hash = index === undefined ? keysOf(table)?.hash : keysOf(table)?.indexes[index];
      const context =
        action === 'Query' && hash !== undefined
          ? { 'dynamodb:LeadingKeys': queriedKey(fields, hash) }
          : leading(table, keys, index);
      return [
        { action: `dynamodb:${action}`, resource: arn(table, index), ...(context === undefined ? {} : { context }) },
      ];
    }
  }
}

/** The hash key's value in a key condition: `hash = :value`, names substituted. */
function queriedKey(fields: JsonObject, hash: string): string[] {
  const expression = textOf(fields.KeyConditionExpression) ?? '';
  const names = objectOf(fields.ExpressionAttributeNames);
  const values = objectOf(fields.ExpressionAttributeValues);
  for (const [, name = '', value = ''] of expression.matchAll(/([#\w.-]+)\s*=\s*(:[\w-]+)/g)) {
    if ((textOf(names[name]) ?? name) === hash) return [plain(values[value]) ?? ''];
  }
  return [];
}

function plain(value: unknown): string | undefined {
  return Object.values(objectOf(value))
    .map(textOf)
    .find((text) => text !== undefined);
}
