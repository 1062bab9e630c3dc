// Which resources of the template are encrypted with a key of the template.
import type { LoadedStacks } from '../template/load-stacks.ts';
import { queueType } from '../template/types/messaging.ts';
import { aliasType, keyType, secretType } from '../template/types/security.ts';
import { bucketType, tableType } from '../template/types/storage.ts';
import type { EncryptionKeyOf } from './key-needs.ts';

export function encryptionKeys(stacks: LoadedStacks): EncryptionKeyOf {
  const arns = new Map<string, string>();
  for (const { identity } of stacks.read(keyType)) {
    const arn = identity.attributes.Arn?.() ?? '';
    arns.set(identity.ref, arn).set(arn, arn);
  }
  for (const { properties } of stacks.read(aliasType)) {
    const arn = arns.get(properties.TargetKeyId);
    if (arn === undefined) continue;
    arns.set(properties.AliasName, arn).set(arn.replace(/key\/.*$/, properties.AliasName), arn);
  }
  const keys = new Map<string, string>();
  const note = (name: string, key: string | undefined): void => {
    const arn = key === undefined ? undefined : arns.get(key);
    if (arn !== undefined) keys.set(name, arn);
  };
  for (const { identity, properties } of stacks.read(tableType)) {
    note(`table ${identity.ref}`, properties.SSESpecification?.KMSMasterKeyId);
  }
  for (const { identity, properties } of stacks.read(queueType)) {
    note(`queue ${identity.attributes.QueueName?.()}`, properties.KmsMasterKeyId);
  }
  for (const { identity, properties } of stacks.read(secretType)) note(`secret ${identity.ref}`, properties.KmsKeyId);
  for (const { identity, properties } of stacks.read(bucketType)) {
    for (const { ServerSideEncryptionByDefault: by } of properties.BucketEncryption
      ?.ServerSideEncryptionConfiguration ?? [])
      note(`bucket ${identity.ref}`, by?.KMSMasterKeyID);
  }
  return (kind, name) => keys.get(`${kind} ${name}`);
}
