// AWS::IAM::*, AWS::KMS::*, AWS::SecretsManager::Secret, AWS::SSM::Parameter.
import * as z from 'zod';
import { stableId } from '../../time/ids.ts';
import { flag, PolicyDocument, text, whole } from '../fields.ts';
import type { ResourceType } from '../resource-type.ts';

const RoleProperties = z.strictObject({
  RoleName: text.optional(),
  Path: z.literal('/').optional(),
  AssumeRolePolicyDocument: PolicyDocument,
  ManagedPolicyArns: z.array(text).default([]),
  Policies: z.array(z.strictObject({ PolicyName: text, PolicyDocument })).default([]),
});
export type RoleProperties = z.infer<typeof RoleProperties>;

export const roleType: ResourceType<RoleProperties> = {
  type: 'AWS::IAM::Role',
  properties: RoleProperties,
  inert: { Description: 'words for people', MaxSessionDuration: 'sessions do not expire', Tags: 'labels only' },
  identify: (naming) => {
    const name = naming.name('RoleName', 64);
    return {
      ref: name,
      attributes: {
        Arn: () => `arn:${naming.partition}:iam::${naming.accountId}:role/${name}`,
        RoleId: () => `AROA${stableId(name, 17)}`,
      },
    };
  },
};

const PolicyProperties = z.strictObject({
  PolicyName: text,
  PolicyDocument,
  Roles: z.array(text).default([]),
});
export type PolicyProperties = z.infer<typeof PolicyProperties>;

export const policyType: ResourceType<PolicyProperties> = {
  type: 'AWS::IAM::Policy',
  properties: PolicyProperties,
  inert: {},
  identify: (naming) => ({ ref: naming.name('PolicyName', 128), attributes: {} }),
};

const ManagedPolicyProperties = z.strictObject({
  ManagedPolicyName: text.optional(),
  PolicyDocument,
  Roles: z.array(text).default([]),
  Path: z.literal('/').optional(),
});
export type ManagedPolicyProperties = z.infer<typeof ManagedPolicyProperties>;

export const managedPolicyType: ResourceType<ManagedPolicyProperties> = {
  type: 'AWS::IAM::ManagedPolicy',
  properties: ManagedPolicyProperties,
  inert: { Description: 'words for people' },
  identify: (naming) => {
    const name = naming.name('ManagedPolicyName', 128);
    const arn = `arn:${naming.partition}:iam::${naming.accountId}:policy/${name}`;
    return { ref: arn, attributes: { PolicyArn: () => arn } };
  },
};

const KeyProperties = z.strictObject({
  KeyPolicy: PolicyDocument,
  Enabled: flag.default(true),
  KeySpec: z.literal('SYMMETRIC_DEFAULT').optional(),
  KeyUsage: z.literal('ENCRYPT_DECRYPT').optional(),
});
export type KeyProperties = z.infer<typeof KeyProperties>;

export const keyType: ResourceType<KeyProperties> = {
  type: 'AWS::KMS::Key',
  properties: KeyProperties,
  inert: {
    Description: 'words for people',
    EnableKeyRotation: 'nothing is encrypted with it on this machine',
    MultiRegion: 'there is one region',
    PendingWindowInDays: 'a key stays until its data folder is deleted',
    RotationPeriodInDays: 'nothing is encrypted with it on this machine',
    Tags: 'labels only',
  },
  identify: (naming) => {
    const hex = Buffer.from(stableId(`${naming.stackName}/${naming.logicalId}`, 16)).toString('hex');
    const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
    const arn = `arn:${naming.partition}:kms:${naming.region}:${naming.accountId}:key/${id}`;
    return { ref: id, attributes: { Arn: () => arn, KeyId: () => id } };
  },
};

const AliasProperties = z.strictObject({ AliasName: text, TargetKeyId: text });
export type AliasProperties = z.infer<typeof AliasProperties>;

export const aliasType: ResourceType<AliasProperties> = {
  type: 'AWS::KMS::Alias',
  properties: AliasProperties,
  inert: {},
  identify: (naming) => ({ ref: String(naming.property('AliasName')), attributes: {} }),
};

const SecretProperties = z.strictObject({
  Name: text.optional(),
  SecretString: text.optional(),
  KmsKeyId: text.optional(),
  GenerateSecretString: z
    .strictObject({
      ExcludeCharacters: z.string().default(''),
      ExcludeLowercase: flag.default(false),
      ExcludeNumbers: flag.default(false),
      ExcludePunctuation: flag.default(false),
      ExcludeUppercase: flag.default(false),
      GenerateStringKey: text.optional(),
      IncludeSpace: flag.default(false),
      PasswordLength: whole.min(1).max(4096).default(32),
      RequireEachIncludedType: flag.default(true),
      SecretStringTemplate: text.optional(),
    })
    .optional(),
});
export type SecretProperties = z.infer<typeof SecretProperties>;

export const secretType: ResourceType<SecretProperties> = {
  type: 'AWS::SecretsManager::Secret',
  properties: SecretProperties,
  inert: { Description: 'words for people', ReplicaRegions: 'there is one region', Tags: 'labels only' },
  identify: (naming) => {
    const name = naming.name('Name', 512);
    const suffix = stableId(`secret ${name}`, 6);
    const arn = `arn:${naming.partition}:secretsmanager:${naming.region}:${naming.accountId}:secret:${name}-${suffix}`;
    return { ref: arn, attributes: { Id: () => arn } };
  },
};

const ParameterProperties = z.strictObject({
  Name: text.optional(),
  Type: z.enum(['String', 'StringList']),
  Value: text,
});
export type SsmParameterProperties = z.infer<typeof ParameterProperties>;

export const ssmParameterType: ResourceType<SsmParameterProperties> = {
  type: 'AWS::SSM::Parameter',
  properties: ParameterProperties,
  inert: {
    Description: 'words for people',
    Tags: 'labels only',
    Tier: 'a price',
    AllowedPattern: 'checked at deployment',
  },
  identify: (naming) => ({
    ref: naming.name('Name', 1011),
    attributes: { Type: () => String(naming.property('Type')), Value: () => String(naming.property('Value')) },
  }),
};
