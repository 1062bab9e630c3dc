import { describe, expect, it } from 'vitest';
import { createAccess } from '#local/iam/access.ts';
import { needsOf } from '#local/iam/requests-of-call.ts';
import type { Statement } from '#local/template/fields.ts';

const table = 'arn:aws:dynamodb:us-east-1:111111111111:table/loans';
const role = 'arn:aws:iam::111111111111:role/clerk';
const place = { accountId: '111111111111', region: 'us-east-1', partition: 'aws' };

function accessWith(statements: Statement[], resources: [string, Statement[]][] = []) {
  const access = createAccess({ roles: new Map([[role, statements]]), resources: new Map(resources), ...place });
  const { caller } = access.enrol(role, 'lend', 'lend');
  return { access, caller };
}

describe('the ledger of permissions', () => {
  it('counts what each action on each resource has allowed, and keeps what was refused', () => {
    const statement: Statement = {
      Effect: 'Allow',
      Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
      Resource: [table],
    };
    const access = createAccess({
      roles: new Map([[role, [statement]]]),
      resources: new Map(),
      origins: new Map([[statement, { place: 'loans/ClerkRole', index: 2 }]]),
      ...place,
    });
    const { caller } = access.enrol(role, 'lend', 'lend');
    access.authorize(caller, [{ action: 'dynamodb:PutItem', resource: table }]);
    expect(() => access.authorize(caller, [{ action: 'dynamodb:Scan', resource: table }])).toThrow();
    const common = { place: 'loans/ClerkRole', statement: 2, resource: table };
    expect(access.ledger.grants()).toEqual([
      { ...common, at: [0, 0], action: 'dynamodb:GetItem', uses: 0 },
      { ...common, at: [1, 0], action: 'dynamodb:PutItem', uses: 1 },
    ]);
    expect(access.ledger.denials()).toEqual([
      { who: role, action: 'dynamodb:Scan', resource: table, message: expect.stringContaining('dynamodb:Scan') },
    ]);
    access.ledger.reset();
    expect(access.ledger.grants().every(({ uses }) => uses === 0)).toBe(true);
    expect(access.ledger.denials()).toEqual([]);
  });
});

describe('what a role may do', () => {
  it('is what its statements allow, wildcards included', () => {
    const { access, caller } = accessWith([
      { Effect: 'Allow', Action: ['dynamodb:Get*', 'DYNAMODB:query'], Resource: [table, `${table}/index/*`] },
    ]);
    const may = (action: string, resource = table) => access.allows(caller, { action, resource });
    expect(may('dynamodb:GetItem')).toBe(true);
    expect(may('dynamodb:Query', `${table}/index/by-reader`)).toBe(true);
    expect(may('dynamodb:PutItem')).toBe(false);
    expect(may('dynamodb:GetItem', `${table}s`)).toBe(false);
  });

  it('is nothing where a statement denies it', () => {
    const { access, caller } = accessWith([
      { Effect: 'Allow', Action: ['*'], Resource: ['*'] },
      { Effect: 'Deny', Action: ['dynamodb:DeleteItem'], Resource: [table] },
    ]);
    expect(access.allows(caller, { action: 'dynamodb:PutItem', resource: table })).toBe(true);
    expect(() => access.authorize(caller, [{ action: 'dynamodb:DeleteItem', resource: table }])).toThrow(
      /explicit deny/,
    );
  });

  it('is refused in the words of AWS: who, what, on which resource', () => {
    const { access, caller } = accessWith([]);
    expect(() => access.authorize(caller, [{ action: 'sqs:SendMessage', resource: 'arn:q' }])).toThrow(
      'User: arn:aws:sts::111111111111:assumed-role/clerk/lend is not authorized to perform: sqs:SendMessage on resource: arn:q because no identity-based policy allows the sqs:SendMessage action',
    );
  });

  it('can be bound to leading keys', () => {
    const { access, caller } = accessWith([
      {
        Effect: 'Allow',
        Action: ['dynamodb:*'],
        Resource: [table],
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['CASE#*'] } },
      },
    ]);
    const directory = {
      ...place,
      tableKeys: () => ({ hash: 'pk', indexes: {} }),
      secretArn: () => undefined,
      stateMachineArns: () => [],
      encryptionKey: () => undefined,
    };
    const allowed = (action: string, input: object): boolean =>
      needsOf('dynamodb', action, input, directory).every((need) =>
        need.anyOf.some((one) => access.allows(caller, one)),
      );
    const key = (pk: string) => ({ TableName: 'loans', Key: { pk: { S: pk } } });
    expect(allowed('GetItem', key('CASE#1'))).toBe(true);
    expect(allowed('GetItem', key('PERSON#1'))).toBe(false);
    expect(
      allowed('TransactWriteItems', {
        TransactItems: [{ Update: key('CASE#1') }, { Put: { TableName: 'loans', Item: { pk: { S: 'X' } } } }],
      }),
    ).toBe(false);
    const query = (pk: string) => ({
      TableName: 'loans',
      KeyConditionExpression: '#k = :k AND begins_with(sk, :s)',
      ExpressionAttributeNames: { '#k': 'pk' },
      ExpressionAttributeValues: { ':k': { S: pk }, ':s': { S: 'E' } },
    });
    expect(allowed('Query', query('CASE#9'))).toBe(true);
    expect(allowed('Query', query('PERSON#9'))).toBe(false);
  });

  it('refuses conditions that it cannot evaluate, at load', () => {
    const odd: Statement = {
      Effect: 'Allow',
      Action: ['*'],
      Resource: ['*'],
      Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } },
    };
    expect(() => accessWith([odd])).toThrow(/IpAddress is not evaluated here/);
  });

  it('lets a service in only where the resource names it', () => {
    const queue = 'arn:aws:sqs:us-east-1:111111111111:q';
    const { access } = accessWith(
      [],
      [
        [
          queue,
          [
            {
              Effect: 'Allow',
              Action: ['sqs:SendMessage'],
              Resource: [queue],
              Principal: { Service: ['events.amazonaws.com'] },
              Condition: { ArnEquals: { 'aws:SourceArn': ['arn:rule/one'] } },
            },
          ],
        ],
      ],
    );
    const may = (rule: string) =>
      access.serviceMay('events.amazonaws.com', {
        action: 'sqs:SendMessage',
        resource: queue,
        context: { 'aws:SourceArn': [rule] },
      });
    expect(may('arn:rule/one')).toBe(true);
    expect(may('arn:rule/two')).toBe(false);
  });
});
