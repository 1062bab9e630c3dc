// A row of the functions' list as IAM statements: exact actions on exact resources.
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FileGrants, FunctionSpec, QueueName, SecretName } from './function-spec.ts';

/** ARNs that a role can be granted something on. */
export type Resources = {
  matters: string;
  mattersStream: string;
  people: string;
  /** Also the key of the files. */
  peopleKey: string;
  /** Objects of the files bucket under one prefix. */
  files(prefix: 'incoming' | 'kept'): string;
  queue(name: QueueName): string;
  lostBatches: string;
  lostEvents: string;
  secrets(name: SecretName): string[];
  /** Undefined while steps are defined that the machine itself needs. */
  stateMachine: string | undefined;
  /** Every execution of the machine; their names are made at run time. */
  executions: string | undefined;
  mailIdentities: string[];
};

const allow = (actions: readonly string[], ...resources: string[]): PolicyStatement =>
  new PolicyStatement({ actions: [...actions], resources });

export const statementsOf = (spec: FunctionSpec, on: Resources): PolicyStatement[] => [
  ...(spec.matters === undefined ? [] : [allow(spec.matters.map(itemAction), on.matters)]),
  ...(spec.indexes ?? []).map((index) => allow(['dynamodb:Query'], `${on.matters}/index/${index}`)),
  // DynamoDB opens the table's own key in the caller's name, for writes as for reads; nothing else is asked of it.
  ...(spec.people === undefined
    ? []
    : [allow(spec.people.map(itemAction), on.people), allow(['kms:Decrypt'], on.peopleKey)]),
  ...(spec.files === undefined ? [] : fileStatements(spec.files, on)),
  ...(spec.secrets === undefined
    ? []
    : [allow(['secretsmanager:GetSecretValue'], ...spec.secrets.flatMap((name) => on.secrets(name)))]),
  ...(spec.sendsTo === undefined ? [] : [allow(['sqs:SendMessage'], ...spec.sendsTo.map((name) => on.queue(name)))]),
  ...(spec.workflow === undefined
    ? []
    : [
        allow(
          spec.workflow.map((action) => `states:${action}`),
          needed(on.stateMachine, spec.name),
        ),
      ]),
  ...(spec.describesExecutions === undefined
    ? []
    : [allow(['states:DescribeExecution'], needed(on.executions, spec.name))]),
  ...(spec.sendsMail !== 'ses' ? [] : [allow(['ses:SendEmail'], ...on.mailIdentities)]),
  ...triggerStatements(spec, on),
];

/** Who writes an object needs a key for it, who reads one has it opened; deleting needs neither. */
const fileStatements = (files: FileGrants, on: Resources): PolicyStatement[] => {
  const places = (['incoming', 'kept'] as const).flatMap((prefix) => {
    const actions = files[prefix];
    return actions === undefined ? [] : [{ actions, resource: on.files(prefix) }];
  });
  const does = (action: string): boolean => places.some(({ actions }) => actions.some((one) => one === action));
  return [
    ...places.map(({ actions, resource }) =>
      allow(
        actions.map((action) => `s3:${action}`),
        resource,
      ),
    ),
    ...(does('GetObject') ? [allow(['kms:Decrypt'], on.peopleKey)] : []),
    ...(does('PutObject') ? [allow(['kms:GenerateDataKey'], on.peopleKey)] : []),
  ];
};

const itemAction = (action: string): string => `dynamodb:${action}`;

const needed = (arn: string | undefined, name: string): string => {
  if (arn === undefined) throw new TypeError(`${name} is a step of the workflow and cannot start it`);
  return arn;
};

/** What Lambda needs in the function's name to bring it its events, or to put aside what failed. */
const triggerStatements = ({ trigger }: FunctionSpec, on: Resources): PolicyStatement[] => {
  switch (trigger.by) {
    case 'stream':
      return [
        allow(
          ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
          on.mattersStream,
        ),
        allow(['sqs:SendMessage'], on.lostBatches),
      ];
    case 'queue':
      return [allow(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], on.queue(trigger.queue))];
    case 'schedule':
    case 'lost-execution':
      return [allow(['sqs:SendMessage'], on.lostEvents)];
    case 'route':
    case 'any-other-route':
    case 'step':
      return [];
    default:
      return trigger satisfies never;
  }
};
