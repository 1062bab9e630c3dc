// Requests that the service refuses, and the words it has for them.
import { describe, expect, it } from 'vitest';
import { aDynamo, key, keyed, plainTable, typed } from './table-under-test.ts';

const table = await aDynamo({
  ...plainTable,
  AttributeDefinitions: typed({ pk: 'S', sk: 'S', boss: 'S', rank_no: 'N' }),
  GlobalSecondaryIndexes: [
    { IndexName: 'byBoss', KeySchema: keyed('boss', 'rank_no'), Projection: { ProjectionType: 'KEYS_ONLY' } },
  ],
});
const refused = (action: string, input: object) => table.refusal(action, { TableName: 'things', ...input });
const put = (input: object) => refused('PutItem', { Item: key('a', '1'), ...input });
const update = (UpdateExpression: string, values?: object, more: object = {}) =>
  refused('UpdateItem', {
    Key: key('a', '1'),
    UpdateExpression,
    ...(values === undefined ? {} : { ExpressionAttributeValues: values }),
    ...more,
  });
const v = { ':v': { S: 'v' } };
const invalid = (message: string) => `ValidationException: ${message}`;
const wrong = (message: string) => invalid(`One or more parameter values were invalid: ${message}`);

describe('an item is refused', () => {
  it.each<[string, object, string]>([
    ['without its sort key', { pk: { S: 'a' } }, wrong('Missing the key sk in the item')],
    [
      'with a key of another type',
      { pk: { N: '1' }, sk: { S: 'x' } },
      wrong('Type mismatch for key pk expected: S actual: N'),
    ],
    [
      'with an empty key',
      key('', 'x'),
      invalid(
        'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
      ),
    ],
    [
      'with a partition key over 2048 bytes',
      key('字'.repeat(683), 'x'),
      wrong('Size of hashkey has exceeded the maximum size limit of2048 bytes'),
    ],
    [
      'with a sort key over 1024 bytes',
      key('a', 'x'.repeat(1025)),
      wrong('Aggregated size of all range keys has exceeded the size limit of 1024 bytes'),
    ],
    [
      'with an index key of another type',
      { ...key('a', '1'), boss: { N: '1' } },
      wrong('Type mismatch for Index Key boss Expected: S Actual: N IndexName: byBoss'),
    ],
    [
      'with an empty index key',
      { ...key('a', '1'), boss: { S: '' } },
      invalid(
        'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: byBoss, IndexKey: boss',
      ),
    ],
    [
      'over 400 KB',
      { ...key('a', '1'), text: { S: 'x'.repeat(400 * 1024) } },
      invalid('Item size has exceeded the maximum allowed size'),
    ],
    [
      'with a value of no type',
      { ...key('a', '1'), x: {} },
      invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'),
    ],
    [
      'with a value of two types',
      { ...key('a', '1'), x: { S: 'a', N: '1' } },
      invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      ),
    ],
    [
      'with a null that is not',
      { ...key('a', '1'), x: { NULL: false } },
      wrong('Null attribute value types must have the value of true'),
    ],
    [
      'with a set that has a member twice',
      { ...key('a', '1'), x: { NS: ['1', '1.0'] } },
      wrong('Input collection [1, 1] contains duplicates.'),
    ],
    ['with an empty set', { ...key('a', '1'), x: { SS: [] } }, wrong('An string set  may not be empty')],
    [
      'with a number that is a number',
      { ...key('a', '1'), x: { N: 1 } },
      'SerializationException: NUMBER_VALUE cannot be converted to String',
    ],
    [
      'with what is not Base64',
      { ...key('a', '1'), x: { B: 'a!' } },
      'SerializationException: Invalid Base64 in a binary value',
    ],
    [
      'nested too deep',
      { ...key('a', '1'), x: JSON.parse(`${'{"L":['.repeat(40)}{"S":"x"}${']}'.repeat(40)}`) },
      invalid('Nesting Levels have exceeded supported limits'),
    ],
  ])('%s', async (_, Item, message) => {
    expect(await put({ Item })).toBe(message);
  });

  it('of exactly 400 KB is taken', async () => {
    const names = Buffer.byteLength('pkask1text');
    expect(await put({ Item: { ...key('a', '1'), text: { S: 'x'.repeat(400 * 1024 - names) } } })).toBe(
      'nothing was refused',
    );
    expect(await update('SET more = :v', v)).toBe(invalid('Item size to update has exceeded the maximum allowed size'));
  });
});

describe('a request is refused', () => {
  it.each<[string, string, object, string]>([
    [
      'for a table that is not there',
      'GetItem',
      { TableName: 'nothing', Key: key('a', '1') },
      'ResourceNotFoundException: Requested resource not found',
    ],
    [
      'without a table',
      'GetItem',
      { TableName: undefined },
      invalid(
        "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
      ),
    ],
    [
      'without a key',
      'GetItem',
      {},
      invalid("1 validation error detected: Value null at 'key' failed to satisfy constraint: Member must not be null"),
    ],
    [
      'with half a key',
      'GetItem',
      { Key: { pk: { S: 'a' } } },
      invalid('The provided key element does not match the schema'),
    ],
    [
      'with more than a key',
      'DeleteItem',
      { Key: { ...key('a', '1'), x: { S: 'x' } } },
      invalid('The provided key element does not match the schema'),
    ],
    [
      'that wants back what a put has not',
      'PutItem',
      { Item: key('a', '1'), ReturnValues: 'ALL_NEW' },
      invalid('ReturnValues can only be ALL_OLD or NONE'),
    ],
    [
      'with a choice that there is not',
      'UpdateItem',
      { Key: key('a', '1'), ReturnValues: 'SOME' },
      invalid(
        "1 validation error detected: Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
      ),
    ],
    [
      'that changes a key',
      'UpdateItem',
      { Key: key('a', '1'), UpdateExpression: 'SET sk = :v', ExpressionAttributeValues: v },
      wrong('Cannot update attribute sk. This attribute is part of the key'),
    ],
    [
      'in the old manner',
      'PutItem',
      { Item: key('a', '1'), Expected: {} },
      invalid('Expected is a legacy parameter that the embedded DynamoDB does not read: use an expression'),
    ],
    [
      'that nobody knows',
      'ExecuteStatement',
      {},
      'UnknownOperationException: ExecuteStatement is not supported by the embedded DynamoDB',
    ],
    [
      'with a projection of overlapping paths',
      'GetItem',
      { Key: key('a', '1'), ProjectionExpression: 'x.y, x' },
      invalid(
        'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [x, y], path two: [x]',
      ),
    ],
  ])('%s', async (_, action, input, message) => {
    expect(await refused(action, input)).toBe(message);
  });
});

describe('a query is refused', () => {
  const values = { ':p': { S: 'a' }, ':s': { S: 'b' } };
  const query = (KeyConditionExpression: string, more: object = {}) =>
    refused('Query', { KeyConditionExpression, ExpressionAttributeValues: values, ...more });
  it.each<[string, object, string]>([
    ['sk = :s AND boss = :p', {}, 'Query condition missed key schema element: pk'],
    ['pk = :p AND boss = :s', {}, 'Query condition missed key schema element: sk'],
    ['pk > :p AND sk = :s', {}, 'Query key condition not supported'],
    ['pk = :p OR sk = :s', {}, 'Invalid operator used in KeyConditionExpression: OR'],
    ['pk = :p AND sk <> :s', {}, 'Invalid operator used in KeyConditionExpression: <>'],
    ['pk = :p AND contains(sk, :s)', {}, 'Invalid operator used in KeyConditionExpression: contains'],
    ['pk = :p AND pk = :s', {}, 'KeyConditionExpressions must only contain one condition per key'],
    ['pk = :p AND sk.x = :s', {}, 'KeyConditionExpressions cannot have conditions on nested attributes'],
    [
      'pk = :p AND sk > pk',
      { ExpressionAttributeValues: { ':p': { S: 'a' } } },
      'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
    ],
    [
      'pk = :p AND sk = :s',
      { ExpressionAttributeValues: { ':p': { S: 'a' }, ':s': { N: '1' } } },
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    ['pk = :p AND sk = :s', { IndexName: 'nothing' }, 'The table does not have the specified index: nothing'],
    ['boss = :p AND pk = :s', { IndexName: 'byBoss' }, 'Query condition missed key schema element: rank_no'],
    [
      'boss = :p',
      { IndexName: 'byBoss', ConsistentRead: true, ExpressionAttributeValues: { ':p': { S: 'a' } } },
      'Consistent reads are not supported on global secondary indexes',
    ],
    [
      'boss = :p',
      { IndexName: 'byBoss', Select: 'ALL_ATTRIBUTES', ExpressionAttributeValues: { ':p': { S: 'a' } } },
      'One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index byBoss because its projection type is not ALL',
    ],
    [
      'boss = :p',
      { IndexName: 'byBoss', ProjectionExpression: 'x', ExpressionAttributeValues: { ':p': { S: 'a' } } },
      'One or more parameter values were invalid: Global secondary index byBoss does not project [x]',
    ],
    [
      'pk = :p',
      { FilterExpression: 'sk = :s' },
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
    ],
    [
      'pk = :p AND sk = :s',
      { Select: 'COUNT', ProjectionExpression: 'x' },
      'Cannot specify the ProjectionExpression when choosing to get only the Count',
    ],
    [
      'pk = :p AND sk = :s',
      { Limit: 0 },
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      'pk = :p AND sk > :s',
      { ExclusiveStartKey: key('other', 'c') },
      'The provided starting key is outside query boundaries based on provided conditions',
    ],
    [
      'pk = :p AND sk > :s',
      { ExclusiveStartKey: key('a', 'a') },
      'The provided starting key is outside query boundaries based on provided conditions',
    ],
    ['pk = :p AND sk > :s', { ExclusiveStartKey: { pk: { S: 'a' } } }, 'The provided starting key is invalid'],
  ])('%s %j', async (text, more, message) => {
    expect(await query(text, more)).toBe(invalid(message));
  });

  it('without a key condition', async () => {
    expect(await refused('Query', {})).toBe(
      invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.'),
    );
  });
});
