// The KMS permissions that a call needs when its table, queue or secret is encrypted with a key of the template: the
// service uses the key in the caller's name. Encryption itself does not take place here.
import { arrayOf, type JsonObject, objectOf, textOf } from '../json.ts';
import type { Need } from './requests-of-call.ts';

export type EncryptedKind = 'table' | 'queue' | 'secret' | 'bucket';

/** @returns the ARN of the customer managed key of a table, queue or bucket (by name) or secret (by ARN or name). */
export type EncryptionKeyOf = (kind: EncryptedKind, name: string) => string | undefined;

const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan', 'TransactGetItems']);

export function keyNeeds(
  service: string,
  action: string,
  fields: JsonObject,
  keyOf: EncryptionKeyOf,
  region: string,
): Need[] {
  const need = (resource: string | undefined, via: string, ...actions: string[]): Need[] =>
    resource === undefined
      ? []
      : [
          {
            anyOf: actions.map((name) => ({
              action: `kms:${name}`,
              resource,
              context: { 'kms:ViaService': [`${via}.${region}.amazonaws.com`] },
            })),
          },
        ];
  switch (service) {
    case 'dynamodb':
      return tablesOf(fields).flatMap((table) => {
        const key = keyOf('table', table);
        // Which of its key permissions a write uses is the table's own affair; a writer that has none cannot write.
        return READS.has(action)
          ? need(key, 'dynamodb', 'Decrypt')
          : need(key, 'dynamodb', 'Decrypt', 'Encrypt', 'GenerateDataKey');
      });
    case 'sqs': {
      const key = keyOf('queue', textOf(fields.QueueUrl)?.split('/').at(-1) ?? '');
      if (action.startsWith('SendMessage'))
        return [...need(key, 'sqs', 'GenerateDataKey'), ...need(key, 'sqs', 'Decrypt')];
      return action === 'ReceiveMessage' ? need(key, 'sqs', 'Decrypt') : [];
    }
    case 'secretsmanager': {
      const key = keyOf('secret', textOf(fields.SecretId) ?? '');
      if (action === 'GetSecretValue') return need(key, 'secretsmanager', 'Decrypt');
      if (action !== 'PutSecretValue') return [];
      return [...need(key, 'secretsmanager', 'GenerateDataKey'), ...need(key, 'secretsmanager', 'Decrypt')];
    }
    case 's3': {
      const key = keyOf('bucket', textOf(fields.Bucket) ?? '');
      if (action === 'PutObject' || action === 'PostObject') return need(key, 's3', 'GenerateDataKey');
      return action === 'GetObject' || action === 'HeadObject' ? need(key, 's3', 'Decrypt') : [];
    }
    default:
      return [];
  }
}

function tablesOf(fields: JsonObject): string[] {
  const single = textOf(fields.TableName);
  const batched = Object.keys(objectOf(fields.RequestItems));
  const transacted = arrayOf(fields.TransactItems).flatMap((entry) =>
    Object.values(objectOf(entry)).flatMap((operation) => textOf(objectOf(operation).TableName) ?? []),
  );
  const names = [...(single === undefined ? [] : [single]), ...batched, ...transacted];
  return [...new Set(names.map((name) => name.split('/').at(-1) ?? name))];
}
