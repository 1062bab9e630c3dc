// Expressions that the service refuses, and the words it has for them.
import { describe, expect, it } from 'vitest';
import { aDynamo, key, plainTable } from './table-under-test.ts';

const table = await aDynamo(plainTable);
const put = (input: object) => table.refusal('PutItem', { TableName: 'things', Item: key('a', '1'), ...input });
const update = (UpdateExpression: string, ExpressionAttributeValues: object) =>
  table.refusal('UpdateItem', { TableName: 'things', Key: key('a', '1'), UpdateExpression, ExpressionAttributeValues });
const condition = (ConditionExpression: string, ExpressionAttributeValues: object, more: object = {}) =>
  put({ ConditionExpression, ExpressionAttributeValues, ...more });
const v = { ':v': { S: 'v' } };
const invalid = (message: string) => `ValidationException: ${message}`;

describe('an expression is refused', () => {
  it.each<[string, string]>([
    ['', 'The expression can not be empty;'],
    ['a1 = ', 'Syntax error; token: "<EOF>", near: "="'],
    ['a1 == :v', 'Syntax error; token: "=", near: "== :v"'],
    ['a1 :v', 'Syntax error; token: ":v", near: "a1 :v"'],
    ['a1 = :v extra', 'Syntax error; token: "extra", near: ":v extra"'],
    ['a1 = "text"', 'Syntax error; token: """, near: "= "t"'],
    ['_a = :v', 'Syntax error; token: "_", near: "_a"'],
    ['(a1) AND (b1)', 'Syntax error; token: "AND", near: ") AND ("'],
    ['NOT :v', 'Syntax error; token: "<EOF>", near: ":v"'],
    ['status = :v', 'Attribute name is a reserved keyword; reserved keyword: status'],
    ['a1.Name = :v', 'Attribute name is a reserved keyword; reserved keyword: Name'],
    ['exists(a1)', 'Invalid function name; function: exists'],
    ['SIZE(a1) = :v', 'Invalid function name; function: SIZE'],
    ['if_not_exists(a1, :v) = :v', 'The function is not allowed in a condition expression; function: if_not_exists'],
    ['size(a1)', 'The function is not allowed to be used this way in an expression; function: size'],
    [
      'attribute_exists(a1) = :v',
      'The function is not allowed to be used this way in an expression; function: attribute_exists',
    ],
    ['((a1 = :v))', 'The expression has redundant parentheses;'],
    [
      'a1 = a1',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [a1]',
    ],
    [
      'begins_with(a1)',
      'Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1',
    ],
    ['attribute_exists(:v)', 'Operator or function requires a document path; operator or function: attribute_exists'],
    ['a1 = :w', 'An expression attribute value used in expression is not defined; attribute value: :w'],
    ['#n = :v', 'An expression attribute name used in the document path is not defined; attribute name: #n'],
    [
      'attribute_type(a1, :v)',
      'Invalid attribute type name found; type: v, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
    ],
    [`${'a1 = :v OR '.repeat(400)}a1 = :v`, 'Expression size has exceeded the maximum allowed size;'],
    [
      `a1 IN (${Array.from({ length: 101 }, () => ':v').join(',')})`,
      'The IN operator is provided with too many operands; number of operands: 101',
    ],
  ])('%s', async (text, message) => {
    expect(await condition(text, v)).toBe(invalid(`Invalid ConditionExpression: ${message}`));
  });

  it.each<[string, object, string]>([
    [
      'a1 < :v',
      { ':v': { BOOL: true } },
      'Incorrect operand type for operator or function; operator or function: <, operand type: BOOL',
    ],
    [
      'begins_with(a1, :v)',
      { ':v': { N: '1' } },
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    [
      'size(:v) > :v',
      { ':v': { N: '1' } },
      'Incorrect operand type for operator or function; operator or function: size, operand type: N',
    ],
    [
      'a1 BETWEEN :a AND :b',
      { ':a': { N: '2' }, ':b': { N: '1' } },
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}',
    ],
    [
      'a1 BETWEEN :a AND :b',
      { ':a': { N: '2' }, ':b': { S: '3' } },
      'The BETWEEN operator requires same data type for lower and upper bounds; lower bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {S:3}',
    ],
  ])('%s with %j', async (text, values, message) => {
    expect(await condition(text, values)).toBe(invalid(`Invalid ConditionExpression: ${message}`));
  });

  it.each<[string, string]>([
    ['a1 = :v', 'Syntax error; token: "a1", near: "a1 ="'],
    ['SET a1 = :v SET b1 = :v', 'The "SET" section can only be used once in an update expression;'],
    ['SET a1 = :v + :v + :v', 'Syntax error; token: "+", near: ":v + :v"'],
    [
      'SET a1 = :v, a1 = :v',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a1], path two: [a1]',
    ],
    [
      'SET a1.b1 = :v REMOVE a1',
      'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a1, b1], path two: [a1]',
    ],
    [
      'SET a1.b1 = :v, a1[0] = :v',
      'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a1, b1], path two: [a1, [0]]',
    ],
    ['SET a1 = size(b1)', 'The function is not allowed in an update expression; function: size'],
    ['SET a1 = twice(b1)', 'Invalid function name; function: twice'],
    [
      'SET a1 = if_not_exists(:v, :v)',
      'Operator or function requires a document path; operator or function: if_not_exists',
    ],
    ['SET a1 = b1 + :v', 'Incorrect operand type for operator or function; operator or function: +, operand type: S'],
    [
      'SET a1 = list_append(b1, :v)',
      'Incorrect operand type for operator or function; operator or function: list_append, operand type: S',
    ],
    [
      'ADD a1 :v',
      'Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeset: ALLOWED_FOR_ADD_OPERAND',
    ],
    [
      'DELETE a1 :v',
      'Incorrect operand type for operator or function; operator: DELETE, operand type: STRING, typeset: ALLOWED_FOR_DELETE_OPERAND',
    ],
    ['REMOVE a1 REMOVE b1', 'The "REMOVE" section can only be used once in an update expression;'],
  ])('%s', async (text, message) => {
    expect(await update(text, v)).toBe(invalid(`Invalid UpdateExpression: ${message}`));
  });

  it('when its placeholders are not used, not known, malformed or for nothing', async () => {
    expect(await condition('a1 = :v', { ...v, ':w': { S: 'w' } })).toBe(
      invalid('Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}'),
    );
    expect(await condition('a1 = :v', v, { ExpressionAttributeNames: { '#n': 'n' } })).toBe(
      invalid('Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}'),
    );
    expect(await put({ ExpressionAttributeValues: v })).toBe(
      invalid('ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null'),
    );
    expect(await put({ ExpressionAttributeNames: { '#n': 'n' } })).toBe(
      invalid('ExpressionAttributeNames can only be specified when using expressions'),
    );
    expect(await condition('a1 = :v', {})).toBe(invalid('ExpressionAttributeValues must not be empty'));
    expect(await condition('a1 = :v', { v: { S: 'v' } })).toBe(
      invalid('ExpressionAttributeValues contains invalid key: Syntax error; key: "v"'),
    );
    expect(await condition('a1 = :v', { ':v': { NS: [] } })).toBe(
      invalid(
        'ExpressionAttributeValues contains invalid value: One or more parameter values were invalid: An number set  may not be empty for key :v',
      ),
    );
  });
});
