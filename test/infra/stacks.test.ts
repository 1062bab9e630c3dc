// What the AWS Solutions rules cannot see: promises of the synthesized stacks (DESIGN §8).
import { beforeAll, describe, expect, it } from 'vitest';
import { functions } from '#infra/functions.ts';
import { ofType, type Resource, type Synthesized, synthesize } from './synthesize.ts';

let stacks: Synthesized;
beforeAll(async () => {
  stacks = await synthesize();
});

const only = (
  resources: readonly Resource[],
  type: string,
  having: (resource: Resource) => boolean = () => true,
): Resource => {
  const found = ofType(resources, type).filter(having);
  expect(found, type).toHaveLength(1);
  return found[0] as Resource;
};
const tableNamed = (name: string) =>
  only(stacks.data, 'AWS::DynamoDB::Table', ({ Properties }) => Properties['TableName'] === name);

describe('what must outlive a deployment', () => {
  it('keeps both tables with point-in-time recovery and deletion protection', () => {
    for (const table of ofType(stacks.data, 'AWS::DynamoDB::Table')) {
      expect(table).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(table.Properties).toMatchObject({
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      });
    }
    expect(ofType(stacks.data, 'AWS::DynamoDB::Table')).toHaveLength(2);
    expect(ofType(stacks.workflow, 'AWS::DynamoDB::Table')).toHaveLength(0);
  });

  it('finds open tasks, ledger lines and followers by sparse indexes', () => {
    const indexes = tableNamed('jiesu-dev-matters').Properties['GlobalSecondaryIndexes'] as Record<string, any>[];
    expect(
      indexes.map((index) => [
        index['IndexName'],
        index['KeySchema'].map((key: any) => key.AttributeName),
        index['Projection']['ProjectionType'],
      ]),
    ).toEqual([
      ['inbox', ['inboxKey', 'turn'], 'INCLUDE'],
      ['ledger', ['ledgerMonth', 'ledgerUnit'], 'ALL'],
      ['parent', ['parentId', 'at'], 'KEYS_ONLY'],
    ]);
  });

  it('streams new images of matters, and nothing of people', () => {
    expect(tableNamed('jiesu-dev-matters').Properties['StreamSpecification']).toEqual({ StreamViewType: 'NEW_IMAGE' });
    expect(tableNamed('jiesu-dev-people').Properties['StreamSpecification']).toBeUndefined();
  });

  it('keeps people and files under a rotating key of their own', () => {
    const key = only(stacks.data, 'AWS::KMS::Key');
    expect(key).toMatchObject({ DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } });
    expect(tableNamed('jiesu-dev-people').Properties['SSESpecification']).toMatchObject({
      SSEEnabled: true,
      SSEType: 'KMS',
      KMSMasterKeyId: {},
    });
    const bucket = only(stacks.data, 'AWS::S3::Bucket');
    expect(bucket).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: { VersioningConfiguration: { Status: 'Enabled' } },
    });
    expect(bucket.Properties['BucketEncryption'].ServerSideEncryptionConfiguration[0]).toMatchObject({
      ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' },
    });
  });

  it('keeps the secrets: their other copies are with the sources', () => {
    const secrets = ofType(stacks.workflow, 'AWS::SecretsManager::Secret');
    expect(secrets.map(({ Properties }) => Properties['Name']).sort()).toEqual([
      'jiesu/dev/desk-key',
      'jiesu/dev/keys',
      'jiesu/dev/oidc-client',
      'jiesu/dev/sms-gateway',
      'jiesu/dev/sources/hotline/read',
      'jiesu/dev/sources/hotline/signing',
      'jiesu/dev/sources/mini-program/read',
      'jiesu/dev/sources/mini-program/signing',
    ]);
    for (const secret of secrets) {
      expect(secret.DeletionPolicy).toBe('RetainExceptOnCreate');
      expect(secret.Properties['GenerateSecretString']).toMatchObject({ ExcludePunctuation: true });
      expect(secret.Properties['GenerateSecretString'].PasswordLength).toBeGreaterThanOrEqual(32);
    }
  });
});

describe('functions', () => {
  it('are those of the list, on arm64 and Node.js 24, traced, logging JSON into a log of their own', () => {
    const lambdas = ofType(stacks.workflow, 'AWS::Lambda::Function');
    expect(lambdas.map(({ Properties }) => Properties['FunctionName']).sort()).toEqual(
      functions.map(({ name }) => `jiesu-dev-${name}`).sort(),
    );
    for (const { Properties } of lambdas) {
      expect(Properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON', LogGroup: {} },
      });
    }
    expect(new Set(lambdas.map(({ Properties }) => JSON.stringify(Properties['Role']))).size).toBe(lambdas.length);
  });

  it('wait less than those who wait for them', () => {
    for (const { name, trigger, timeoutSeconds } of functions) {
      // The workflow gives up after 60 seconds, API Gateway after 30.
      if (trigger.by === 'step') expect(timeoutSeconds, name).toBeLessThan(60);
      if (trigger.by === 'route') expect(timeoutSeconds, name).toBeLessThan(30);
      if (trigger.by === 'schedule') expect(timeoutSeconds, name).toBeLessThan(trigger.minutes * 60);
    }
  });

  it('forget no log: every log group has a retention', () => {
    const groups = ofType(stacks.all, 'AWS::Logs::LogGroup');
    expect(groups).toHaveLength(functions.length + 2);
    for (const { id, Properties } of groups) expect(Properties['RetentionInDays'], id).toBe(14);
  });
});

describe('edges', () => {
  it('wakes react for new commits and for tokens that came after their settlement, for nothing else', () => {
    const mapping = only(
      stacks.workflow,
      'AWS::Lambda::EventSourceMapping',
      ({ Properties }) => Properties['StartingPosition'] !== undefined,
    );
    expect(mapping.Properties).toMatchObject({
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRetryAttempts: 8,
      DestinationConfig: { OnFailure: {} },
    });
    const patterns = mapping.Properties['FilterCriteria'].Filters.map((filter: { Pattern: string }) =>
      JSON.parse(filter.Pattern),
    );
    expect(patterns).toEqual([
      { eventName: ['INSERT'], dynamodb: { Keys: { sk: { S: [{ prefix: 'EVT#' }] } } } },
      {
        eventName: ['MODIFY'],
        dynamodb: {
          Keys: { sk: { S: [{ prefix: 'WAIT#' }] } },
          NewImage: {
            token: { S: [{ exists: true }] },
            settledAs: { S: [{ exists: true }] },
            lastWrite: { S: ['token'] },
          },
        },
      },
    ]);
  });

  it('gives every queue that feeds a function a queue for what it gave up, and more time than the function has', () => {
    const queues = ofType(stacks.workflow, 'AWS::SQS::Queue');
    for (const { name, trigger, timeoutSeconds } of functions) {
      if (trigger.by !== 'queue') continue;
      const { Properties } = only(
        queues,
        'AWS::SQS::Queue',
        (queue) => /^jiesu-dev-(\w+)(\.fifo)?$/.exec(queue.Properties['QueueName'])?.[1] === trigger.queue,
      );
      expect(Properties['RedrivePolicy'], name).toMatchObject({ deadLetterTargetArn: {} });
      expect(Properties['VisibilityTimeout'], name).toBeGreaterThan(timeoutSeconds);
    }
    for (const { id, Properties } of queues) {
      expect(Properties, id).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 86_400 });
    }
    expect(ofType(stacks.workflow, 'AWS::Lambda::EventSourceMapping')).toHaveLength(6);
  });

  it('keeps the order of a matter’s messages and nobody else’s', () => {
    const { Properties } = only(
      stacks.workflow,
      'AWS::SQS::Queue',
      (queue) => queue.Properties['QueueName'] === 'jiesu-dev-messages.fifo',
    );
    expect(Properties).toMatchObject({
      FifoQueue: true,
      DeduplicationScope: 'messageGroup',
      FifoThroughputLimit: 'perMessageGroupId',
    });
  });

  it('starts the next execution when one is lost, and sweeps and releases messages every five minutes', () => {
    const rules = ofType(stacks.workflow, 'AWS::Events::Rule');
    // Three ticks, lost executions, mails that came back, pictures that came in.
    expect(rules).toHaveLength(6);
    for (const { id, Properties } of rules)
      expect(Properties['Targets'][0], id).toMatchObject({ DeadLetterConfig: { Arn: {} } });
    expect(
      rules.map(({ Properties }) => Properties['ScheduleExpression'] ?? Properties['EventPattern'].detail.status),
    ).toEqual(expect.arrayContaining(['rate(5 minutes)', ['FAILED', 'TIMED_OUT', 'ABORTED']]));
    for (const config of ofType(stacks.workflow, 'AWS::Lambda::EventInvokeConfig')) {
      expect(config.Properties['DestinationConfig']).toMatchObject({ OnFailure: {} });
    }
    expect(ofType(stacks.workflow, 'AWS::Lambda::EventInvokeConfig')).toHaveLength(4);
  });
});

describe('the door', () => {
  it('opens exactly the routes of the list and answers everything else itself', () => {
    const listed = functions.flatMap(({ trigger }): readonly string[] =>
      trigger.by === 'route' ? trigger.routes : trigger.by === 'any-other-route' ? ['$default'] : [],
    );
    expect(
      ofType(stacks.workflow, 'AWS::ApiGatewayV2::Route')
        .map(({ Properties }) => Properties['RouteKey'])
        .sort(),
    ).toEqual([...listed].sort());
    for (const { Properties } of ofType(stacks.workflow, 'AWS::ApiGatewayV2::Integration'))
      expect(Properties['PayloadFormatVersion']).toBe('2.0');
    expect(only(stacks.workflow, 'AWS::ApiGatewayV2::Api').Properties['CorsConfiguration']).toBeUndefined();
  });

  it('is throttled, and its log has neither paths nor queries nor addresses', () => {
    const { Properties } = only(stacks.workflow, 'AWS::ApiGatewayV2::Stage');
    expect(Properties['DefaultRouteSettings']).toMatchObject({ ThrottlingRateLimit: 200, ThrottlingBurstLimit: 400 });
    const format = String(Properties['AccessLogSettings'].Format);
    expect(format).toContain('$context.routeKey');
    expect(format).not.toMatch(/path|query|sourceIp|userAgent|identity/i);
  });
});

describe('the workflow', () => {
  it('is a traced Standard machine that logs errors without their data', () => {
    const { Properties } = only(stacks.workflow, 'AWS::StepFunctions::StateMachine');
    expect(Properties).toMatchObject({
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { IncludeExecutionData: false, Level: 'ERROR' },
    });
  });
});

describe('alarms', () => {
  const alarms = () => ofType(stacks.workflow, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);

  it('all reach people, and say what they mean', () => {
    for (const alarm of alarms()) {
      expect(alarm['AlarmActions'], alarm['AlarmName']).toHaveLength(1);
      expect(alarm['AlarmDescription'], alarm['AlarmName']).toMatch(/\w+ \w+/);
      expect(alarm['TreatMissingData']).toBe('notBreaching');
    }
    const topic = only(stacks.workflow, 'AWS::SNS::Topic');
    expect(topic.Properties['KmsMasterKeyId']).toBeDefined();
    expect(only(stacks.workflow, 'AWS::SNS::Subscription').Condition).toMatch(/AlarmMailWanted/);
  });

  it('watch every queue: what was given up at once, the others when they are late', () => {
    const names = alarms().map((alarm) => alarm['AlarmName']);
    for (const { Properties } of ofType(stacks.workflow, 'AWS::SQS::Queue')) {
      const name = String(Properties['QueueName']).replace(/^jiesu-dev-|\.fifo$/g, '');
      const alarm = name.endsWith('-dead')
        ? `${name.slice(0, -5)}-given-up`
        : name.startsWith('lost-')
          ? name
          : `${name}-old`;
      expect(names).toContain(`jiesu-dev-${alarm}`);
    }
  });

  it('watch every function, the stream, lost executions, and the figures that should be 0', () => {
    const names = alarms().map((alarm) => alarm['AlarmName']);
    for (const { name } of functions)
      expect(names).toEqual(expect.arrayContaining([`jiesu-dev-${name}-errors`, `jiesu-dev-${name}-throttled`]));
    for (const name of [
      'stream-behind',
      'executions-failed',
      'executions-timed-out',
      'executions-aborted',
      'api-faults',
    ])
      expect(names).toContain(`jiesu-dev-${name}`);
    const counted = alarms().filter((alarm) => alarm['Namespace'] === 'Jiesu');
    expect(counted.map((alarm) => alarm['MetricName']).sort()).toEqual([
      'DutyOfficerEntries',
      'MailUndelivered',
      'OutboundGone',
      'ProvisionalDeadlines',
      'SweepMoved',
    ]);
    for (const alarm of counted)
      expect(alarm).toMatchObject({ Threshold: 1, Dimensions: [{ Name: 'Stage', Value: 'dev' }] });
  });
});
