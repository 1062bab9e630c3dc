// What must outlive every deployment: the record, people's data with their key, files.
import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { FilesBucket } from './constructs/files-bucket.ts';
import { MattersTable } from './constructs/matters-table.ts';
import { PeopleTable } from './constructs/people-table.ts';

export class DataStack extends Stack {
  readonly matters: Table;
  readonly people: Table;
  readonly peopleKey: Key;

  constructor(scope: Construct, id: string, props: StackProps & { stage: string }) {
    super(scope, id, props);
    const { stage } = props;
    this.peopleKey = new Key(this, 'PeopleKey', {
      alias: `jiesu-${stage}-people`,
      description: 'People and files of the hotline',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.matters = new MattersTable(this, 'Matters', { tableName: `jiesu-${stage}-matters` }).table;
    this.people = new PeopleTable(this, 'People', { tableName: `jiesu-${stage}-people`, key: this.peopleKey }).table;
    const { bucket } = new FilesBucket(this, 'Files', { key: this.peopleKey });

    new CfnOutput(this, 'MattersTable', { value: this.matters.tableName });
    new CfnOutput(this, 'PeopleTable', { value: this.people.tableName });
    new CfnOutput(this, 'FilesBucket', { value: bucket.bucketName });
  }
}
