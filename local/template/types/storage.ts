// AWS::DynamoDB::Table and AWS::S3::*.
import * as z from 'zod';
import { flag, PolicyDocument, text, whole } from '../fields.ts';
import type { ResourceType } from '../resource-type.ts';

const KeySchema = z
  .array(z.strictObject({ AttributeName: text, KeyType: z.enum(['HASH', 'RANGE']) }))
  .min(1)
  .max(2);
const Projection = z.strictObject({
  ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
  NonKeyAttributes: z.array(z.string()).optional(),
});
const Throughput = z.strictObject({ ReadCapacityUnits: whole, WriteCapacityUnits: whole });

const TableProperties = z.strictObject({
  TableName: text.optional(),
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: text, AttributeType: z.enum(['S', 'N', 'B']) })),
  KeySchema,
  GlobalSecondaryIndexes: z
    .array(z.strictObject({ IndexName: text, KeySchema, Projection, ProvisionedThroughput: Throughput.optional() }))
    .default([]),
  LocalSecondaryIndexes: z.array(z.strictObject({ IndexName: text, KeySchema, Projection })).default([]),
  StreamSpecification: z
    .strictObject({ StreamViewType: z.enum(['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY']) })
    .optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: text.optional(), Enabled: flag }).optional(),
  SSESpecification: z
    .strictObject({ SSEEnabled: flag, SSEType: z.string().optional(), KMSMasterKeyId: text.optional() })
    .optional(),
});
export type TableProperties = z.infer<typeof TableProperties>;

export const tableType: ResourceType<TableProperties> = {
  type: 'AWS::DynamoDB::Table',
  properties: TableProperties,
  inert: {
    BillingMode: 'units are counted, not billed or limited',
    ContributorInsightsSpecification: 'metrics are not kept',
    DeletionProtectionEnabled: 'a table stays until its data folder is deleted',
    PointInTimeRecoverySpecification: 'back up the data folder instead',
    ProvisionedThroughput: 'capacity is not limited here',
    TableClass: 'a price, not a behaviour',
    Tags: 'labels only',
  },
  identify: (naming) => {
    const name = naming.name('TableName', 255);
    const { partition, region, accountId } = naming;
    return {
      ref: name,
      attributes: {
        Arn: () => `arn:${partition}:dynamodb:${region}:${accountId}:table/${name}`,
        StreamArn: () => naming.streamArn(name),
      },
    };
  },
};

const BucketProperties = z.strictObject({
  BucketName: text.optional(),
  /** Not encrypted on this machine; but whoever may not use the key is refused. */
  BucketEncryption: z
    .strictObject({
      ServerSideEncryptionConfiguration: z.array(
        z.strictObject({
          BucketKeyEnabled: flag.optional(),
          ServerSideEncryptionByDefault: z
            .strictObject({ SSEAlgorithm: z.string(), KMSMasterKeyID: text.optional() })
            .optional(),
        }),
      ),
    })
    .optional(),
  NotificationConfiguration: z
    .strictObject({ EventBridgeConfiguration: z.strictObject({ EventBridgeEnabled: flag }) })
    .optional(),
  CorsConfiguration: z
    .strictObject({
      CorsRules: z.array(
        z.strictObject({
          AllowedHeaders: z.array(z.string()).optional(),
          AllowedMethods: z.array(z.string()),
          AllowedOrigins: z.array(z.string()),
          ExposedHeaders: z.array(z.string()).optional(),
          MaxAge: whole.optional(),
          Id: z.string().optional(),
        }),
      ),
    })
    .optional(),
});
export type BucketProperties = z.infer<typeof BucketProperties>;

export const bucketType: ResourceType<BucketProperties> = {
  type: 'AWS::S3::Bucket',
  properties: BucketProperties,
  inert: {
    AccessControl: 'public access does not exist here',
    LifecycleConfiguration: 'objects stay until they are deleted',
    LoggingConfiguration: 'access logs are not written',
    OwnershipControls: 'there is one owner',
    PublicAccessBlockConfiguration: 'public access does not exist here',
    Tags: 'labels only',
    VersioningConfiguration: 'only the newest version of an object is kept',
  },
  identify: (naming) => {
    const name = naming.name('BucketName', 63).toLowerCase();
    const host = `${name}.s3.${naming.region}.${naming.urlSuffix}`;
    return {
      ref: name,
      attributes: {
        Arn: () => `arn:${naming.partition}:s3:::${name}`,
        DomainName: () => `${name}.s3.${naming.urlSuffix}`,
        RegionalDomainName: () => host,
      },
    };
  },
};

const BucketPolicyProperties = z.strictObject({ Bucket: text, PolicyDocument });
export type BucketPolicyProperties = z.infer<typeof BucketPolicyProperties>;

export const bucketPolicyType: ResourceType<BucketPolicyProperties> = {
  type: 'AWS::S3::BucketPolicy',
  properties: BucketPolicyProperties,
  inert: {},
  identify: (naming) => ({ ref: `${naming.stackName}-${naming.logicalId}`, attributes: {} }),
};
