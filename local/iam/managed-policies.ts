// AWS managed policies that templates attach. Those about logs, traces and network cards grant nothing that is
// checked here; the others are spelled out.
import type { Statement } from '../template/fields.ts';

const GRANTS: Readonly<Record<string, readonly string[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': [],
  AWSXRayDaemonWriteAccess: [],
  AWSXrayWriteOnlyAccess: [],
  CloudWatchLambdaInsightsExecutionRolePolicy: [],
  'service-role/AWSLambdaDynamoDBExecutionRole': [
    'dynamodb:DescribeStream',
    'dynamodb:GetRecords',
    'dynamodb:GetShardIterator',
    'dynamodb:ListStreams',
  ],
  'service-role/AWSLambdaSQSQueueExecutionRole': ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
};

/** The statements of an AWS managed policy, or undefined when it is not known here. */
export function managedStatements(policyArn: string): Statement[] | undefined {
  const actions = GRANTS[policyArn.replace(/^arn:[^:]*:iam::aws:policy\//, '')];
  if (actions === undefined) return undefined;
  return actions.length === 0 ? [] : [{ Effect: 'Allow', Action: [...actions], Resource: ['*'] }];
}
