// Pictures beside a department's words (DESIGN §2, §4): private, versioned, under the same key as people's data. The bucket
// tells of what came in by the event bus.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { Key } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

export class FilesBucket extends Construct {
  readonly bucket: Bucket;

  constructor(scope: Construct, id: string, props: { bucketName: string; key: Key; keptFor: Duration }) {
    super(scope, id);
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: props.bucketName,
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      bucketKeyEnabled: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      versioned: true,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(1), noncurrentVersionExpiration: Duration.days(30) },
        // What nobody could look at in a fortnight: the queue that told of it has an alarm.
        { prefix: 'incoming/', expiration: Duration.days(14) },
        // A picture is never kept longer than the city keeps people's data.
        { prefix: 'kept/', expiration: props.keptFor },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // By the property itself: the CDK's way is a function of its own that sets it from outside.
    const { defaultChild } = this.bucket.node;
    if (!(defaultChild instanceof CfnBucket)) throw new TypeError('a bucket is a CfnBucket');
    defaultChild.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
    acknowledge(this.bucket, {
      'AwsSolutions-S1':
        'each picture that comes and goes is an event of its case; a second log of addresses would only name more people',
    });
  }
}
