// The state machine of the hotline case: the file as it is written, with the names of this deployment put in.
import { readFileSync } from 'node:fs';
import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

export type WorkflowProps = {
  stateMachineName: string;
  definitionFile: string;
  /** Functions of the steps, by name. */
  steps: ReadonlyMap<string, IFunction>;
  matters: { tableName: string; tableArn: string };
  production: boolean;
};

/** `triage-case` → `TriageCaseArn`: the placeholder that stands for a function in the workflow's file. */
export const placeholderOf = (functionName: string): string =>
  `${functionName.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase())}Arn`;

/** ARN pattern of a machine's executions. */
export const executionsOf = (scope: Construct, stateMachineName: string): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${stateMachineName}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

export class Workflow extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, props: WorkflowProps) {
    super(scope, id);
    const { stateMachineName, matters, production } = props;
    const definition = readFileSync(props.definitionFile, 'utf8');
    const known: Record<string, string> = {
      Partition: Stack.of(this).partition,
      MattersTable: matters.tableName,
      ...Object.fromEntries([...props.steps].map(([name, step]) => [placeholderOf(name), step.functionArn])),
    };
    const used = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name));
    refuseMismatch(props.definitionFile, used, Object.keys(known));
    const logGroup = new LogGroup(this, 'Log', {
      // Log delivery keeps its permission for this prefix in one place, however many machines there are.
      logGroupName: `/aws/vendedlogs/states/${stateMachineName}`,
      retention: production ? RetentionDays.SIX_MONTHS : RetentionDays.TWO_WEEKS,
      removalPolicy: production ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
    const role = machineRole(
      this,
      [...props.steps.values()].map((step) => step.functionArn),
      matters.tableArn,
    );
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineName,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: known,
      role: role.withoutPolicyUpdates(),
      logs: { destination: logGroup, level: LogLevel.ERROR, includeExecutionData: false },
      tracingEnabled: true,
    });
    acknowledge(this.machine, {
      'AwsSolutions-SF1':
        'every entry of every case would double the bill; the history keeps all of them, the log keeps errors',
    });
  }
}

/** A placeholder nobody fills would be deployed as text, a step nobody calls would be a function without a caller. */
const refuseMismatch = (file: string, used: ReadonlySet<string>, known: readonly string[]): void => {
  const unfilled = [...used].filter((name) => !known.includes(name));
  const unused = known.filter((name) => !used.has(name));
  if (unfilled.length > 0)
    throw new TypeError(`${file}: nothing fills ${unfilled.map((name) => `\${${name}}`).join(', ')}`);
  if (unused.length > 0)
    throw new TypeError(`${file}: no state uses ${unused.map((name) => `\${${name}}`).join(', ')}`);
};

const machineRole = (scope: Construct, stepArns: string[], mattersArn: string): Role => {
  const role = new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('states.amazonaws.com'),
    inlinePolicies: {
      Own: new PolicyDocument({
        statements: [
          new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: stepArns }),
          // A wait is opened by writing the task's token beside it.
          new PolicyStatement({ actions: ['dynamodb:UpdateItem'], resources: [mattersArn] }),
          new PolicyStatement({
            actions: [
              'logs:CreateLogDelivery',
              'logs:GetLogDelivery',
              'logs:UpdateLogDelivery',
              'logs:DeleteLogDelivery',
              'logs:ListLogDeliveries',
              'logs:PutResourcePolicy',
              'logs:DescribeResourcePolicies',
              'logs:DescribeLogGroups',
              'xray:PutTraceSegments',
              'xray:PutTelemetryRecords',
              'xray:GetSamplingRules',
              'xray:GetSamplingTargets',
            ],
            resources: ['*'],
          }),
        ],
      }),
    },
  });
  acknowledge(role, {
    'AwsSolutions-IAM5[Resource::*]':
      'log delivery and X-Ray know no resources: their actions can only be allowed on all',
  });
  return role;
};
