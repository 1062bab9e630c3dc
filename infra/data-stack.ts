// What must outlive every deployment: the record, people's data with their key, files.
import { Aws, CfnOutput, type Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { FilesBucket } from './constructs/files-bucket.ts';
import { MattersTable } from './constructs/matters-table.ts';
import { PeopleTable } from './constructs/people-table.ts';

/** Known before it is there, so that a role can name what it may reach; the account makes it the only one of its name. */
export const filesBucketName = (stage: string): string => `jiesu-${stage}-files-${Aws.ACCOUNT_ID}-${Aws.REGION}`;

export class DataStack extends Stack {
  readonly matters: Table;
  readonly people: Table;
  readonly peopleKey: Key;
  readonly files: Bucket;

  constructor(scope: Construct, id: string, props: StackProps & { stage: string; keptFor: Duration }) {
    super(scope, id, props);
    const { stage, keptFor } = props;
    this.peopleKey = new Key(this, 'PeopleKey', {
      alias: `jiesu-${stage}-people`,
      description: 'People and files of the hotline',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.matters = new MattersTable(this, 'Matters', { tableName: `jiesu-${stage}-matters` }).table;
    this.people = new PeopleTable(this, 'People', { tableName: `jiesu-${stage}-people`, key: this.peopleKey }).table;
    this.files = new FilesBucket(this, 'Files', {
      bucketName: filesBucketName(stage),
      key: this.peopleKey,
      keptFor,
    }).bucket;

    new CfnOutput(this, 'MattersTable', { value: this.matters.tableName });
    new CfnOutput(this, 'PeopleTable', { value: this.people.tableName });
    new CfnOutput(this, 'FilesBucket', { value: this.files.bucketName });
  }
}
