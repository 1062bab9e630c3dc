// What permission a call needs: IAM's action and resource names, per service.
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from '../json.ts';
import { dynamoRequests, type TableKeys } from './dynamodb-requests.ts';
import { type EncryptionKeyOf, keyNeeds } from './key-needs.ts';
import type { AccessRequest } from './match.ts';

export type Place = { accountId: string; region: string; partition: string };

export type Directory = Place & {
  tableKeys(tableName: string): TableKeys | undefined;
  secretArn(secretId: string): string | undefined;
  /** Every state machine: a task token does not say whose it is. */
  stateMachineArns(): readonly string[];
  encryptionKey: EncryptionKeyOf;
};

/** One entry a permission needed; an entry with several resources needs any one of them. */
export type Need = { anyOf: readonly AccessRequest[] };

export function needsOf(service: string, action: string, input: unknown, directory: Directory): Need[] {
  const fields = objectOf(input);
  const secret = textOf(fields.SecretId);
  const named = secret === undefined ? fields : { ...fields, SecretId: directory.secretArn(secret) ?? secret };
  const keys = keyNeeds(service, action, named, directory.encryptionKey, directory.region);
  return [...ownNeeds(service, action, fields, directory), ...keys];
}

function ownNeeds(service: string, action: string, fields: JsonObject, directory: Directory): Need[] {
  const each = (requests: readonly AccessRequest[]): Need[] => requests.map((request) => ({ anyOf: [request] }));
  const arn = (name: string, resource: string): string =>
    `arn:${directory.partition}:${name}:${directory.region}:${directory.accountId}:${resource}`;
  const field = (name: string): string => textOf(fields[name]) ?? '';
  switch (service) {
    case 'dynamodb':
      return each(dynamoRequests(action, fields, directory, directory.tableKeys));
    case 'states':
      return stateNeeds(action, fields, directory);
    case 'sqs':
      return each([{ action: sqsAction(action), resource: queueArn(fields, arn) }]);
    case 'secretsmanager':
      return each([
        {
          action: `secretsmanager:${action}`,
          resource: directory.secretArn(field('SecretId')) ?? (field('SecretId') || '*'),
          context: { 'secretsmanager:VersionStage': [textOf(fields.VersionStage) ?? 'AWSCURRENT'] },
        },
      ]);
    case 'ses':
      return mailNeeds(action, fields, arn);
    case 'lambda': {
      const name = field('FunctionName');
      const resource = name === '' ? '*' : name.startsWith('arn:') ? name : arn('lambda', `function:${name}`);
      return each([{ action: action === 'Invoke' ? 'lambda:InvokeFunction' : `lambda:${action}`, resource }]);
    }
    case 'events':
      return each(
        arrayOf(fields.Entries).map(() => ({
          action: 'events:PutEvents',
          resource: arn('events', 'event-bus/default'),
        })),
      );
    case 'scheduler': {
      const name = field('Name');
      const resource = name === '' ? '*' : arn('scheduler', `schedule/default/${name}`);
      const roleArn = textOf(objectOf(fields.Target).RoleArn);
      const passed =
        roleArn === undefined ? [] : [{ action: 'iam:PassRole', resource: roleArn, context: passedTo('scheduler') }];
      return each([{ action: `scheduler:${action}`, resource }, ...passed]);
    }
    case 's3': {
      const bucket = `arn:${directory.partition}:s3:::${field('Bucket')}`;
      if (action.startsWith('List')) return each([{ action: 's3:ListBucket', resource: bucket }]);
      return each([{ action: s3Action(action), resource: `${bucket}/${field('Key')}` }]);
    }
    case 'ssm':
      return each([{ action: `ssm:${action}`, resource: arn('ssm', `parameter/${field('Name').replace(/^\//, '')}`) }]);
    // Anyone may ask who they are.
    case 'sts':
      return [];
    default:
      return each([{ action: `${service}:${action}`, resource: '*' }]);
  }
}

function passedTo(service: string): Record<string, string[]> {
  return { 'iam:PassedToService': [`${service}.amazonaws.com`] };
}

function s3Action(action: string): string {
  const same: Record<string, string> = { HeadObject: 'GetObject', PostObject: 'PutObject' };
  return `s3:${same[action] ?? action}`;
}

function sqsAction(action: string): string {
  const single: Record<string, string> = {
    SendMessageBatch: 'SendMessage',
    DeleteMessageBatch: 'DeleteMessage',
    ChangeMessageVisibilityBatch: 'ChangeMessageVisibility',
  };
  return `sqs:${single[action] ?? action}`;
}

function queueArn(fields: Record<string, unknown>, arn: (service: string, resource: string) => string): string {
  const source = textOf(fields.SourceArn);
  if (source !== undefined) return source;
  const name = textOf(fields.QueueName) ?? textOf(fields.QueueUrl)?.split('/').at(-1);
  return name === undefined ? '*' : arn('sqs', name);
}

function stateNeeds(action: string, fields: Record<string, unknown>, directory: Directory): Need[] {
  const resource =
    textOf(fields.executionArn) ??
    textOf(fields.stateMachineArn) ??
    textOf(fields.resourceArn) ??
    textOf(fields.mapRunArn);
  const name = `states:${action}`;
  if (action.startsWith('SendTask')) {
    return [{ anyOf: directory.stateMachineArns().map((machine) => ({ action: name, resource: machine })) }];
  }
  return [{ anyOf: [{ action: name, resource: resource ?? '*' }] }];
}

function mailNeeds(
  action: string,
  fields: Record<string, unknown>,
  arn: (service: string, resource: string) => string,
): Need[] {
  const from = textOf(fields.FromEmailAddress) ?? '';
  const address = /<([^>]+)>/.exec(from)?.[1] ?? from;
  const raw = isObject(objectOf(fields.Content).Raw);
  const name = action === 'SendEmail' && raw ? 'ses:SendRawEmail' : `ses:${action}`;
  const context = { 'ses:FromAddress': [address] };
  const set = textOf(fields.ConfigurationSetName);
  // The verified identity is the address or its domain: which of the two exists is not known here.
  return [
    {
      anyOf: [address, address.split('@').at(-1) ?? ''].map((identity) => ({
        action: name,
        resource: arn('ses', `identity/${identity}`),
        context,
      })),
    },
    ...(set === undefined
      ? []
      : [{ anyOf: [{ action: name, resource: arn('ses', `configuration-set/${set}`), context }] }]),
  ];
}
