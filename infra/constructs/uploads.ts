// What comes into the files bucket goes by the event bus to the queue of pictures that are to be looked at.
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export class Uploads extends Construct {
  constructor(scope: Construct, id: string, props: { files: IBucket; uploads: IQueue; lostEvents: IQueue }) {
    super(scope, id);
    new Rule(this, 'Arrived', {
      description: 'Pictures that departments have sent',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [props.files.bucketName] }, object: { key: [{ prefix: 'incoming/' }] } },
      },
      targets: [new SqsQueue(props.uploads, { deadLetterQueue: props.lostEvents, retryAttempts: 20 })],
    });
  }
}
