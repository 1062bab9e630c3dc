// The record: commits and what is derived from them (DESIGN §2). Kept when the stack goes.
import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

const text = (name: string) => ({ name, type: AttributeType.STRING });

export class MattersTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, props: { tableName: string }) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: props.tableName,
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      stream: StreamViewType.NEW_IMAGE,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Sparse: an item is in an index only while it has the index's keys.
    this.table.addGlobalSecondaryIndex({
      indexName: 'inbox',
      partitionKey: text('inboxKey'),
      sortKey: text('turn'),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: ['kind', 'state', 'role', 'shown', 'provisional'],
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'ledger',
      partitionKey: text('ledgerMonth'),
      sortKey: text('ledgerUnit'),
      projectionType: ProjectionType.ALL,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: 'parent',
      partitionKey: text('parentId'),
      sortKey: text('at'),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
}
