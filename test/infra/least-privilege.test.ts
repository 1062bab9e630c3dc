// Who may do what: every statement of every role and resource policy.
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { functions } from '#infra/functions.ts';
import { aCity } from '#test/builders/city.ts';
import { ofType, type Synthesized, synthesize } from './synthesize.ts';

let stacks: Synthesized;
beforeAll(async () => {
  // CloudFormation's own rules are checked where the stacks are.
  vi.stubEnv('CDK_VALIDATION', 'false');
  stacks = await synthesize();
});

type Statement = { Action: string | string[]; Resource: unknown; Effect: string; Principal?: unknown; where: string };
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Statements of identities: roles and the policies attached to them. */
const identityStatements = (from = stacks): Statement[] =>
  from.all.flatMap(({ id, Type, Properties }) => {
    const documents =
      Type === 'AWS::IAM::Role'
        ? (Properties['Policies'] ?? []).map((policy: any) => policy.PolicyDocument)
        : Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy'
          ? [Properties['PolicyDocument']]
          : [];
    return documents.flatMap((document: any) =>
      document.Statement.map((statement: any) => ({ ...statement, where: id })),
    );
  });

const statementsOf = (name: string, from = stacks): Statement[] => {
  const lambda = ofType(from.workflow, 'AWS::Lambda::Function').find(
    ({ Properties }) => Properties['FunctionName'] === `jiesu-dev-${name}`,
  );
  const roleId = lambda?.Properties['Role']['Fn::GetAtt'][0];
  return identityStatements(from).filter(({ where }) => where === `workflow/${roleId}`);
};
const actionsOf = (name: string): unknown[] => statementsOf(name).flatMap(({ Action }) => list(Action));

describe('roles', () => {
  it('name every action: no wildcard', () => {
    const wildcards = identityStatements().filter(({ Action }) =>
      list(Action).some((action) => String(action).includes('*')),
    );
    expect(wildcards).toEqual([]);
  });

  it('name every resource, but for services that know none', () => {
    const open = identityStatements().filter(({ Resource }) => list(Resource).some((resource) => resource === '*'));
    const actions = new Set(open.flatMap(({ Action }) => list(Action)));
    expect(
      [...actions].filter(
        (action) =>
          !/^(xray:(Put|GetSampling)|logs:(Create|Get|Update|Delete|List)LogDeliver|logs:(PutResourcePolicy|Describe(ResourcePolicies|LogGroups)))/.test(
            String(action),
          ),
      ),
    ).toEqual([]);
    const partly = identityStatements().filter(({ Resource }) =>
      list(Resource).some((resource) => /[^:]\*/.test(JSON.stringify(resource).replaceAll('"*"', ''))),
    );
    // Keys of pictures are made at run time: each role reaches those under a prefix of its row.
    const prefixes = new Set(partly.flatMap(({ Resource }) => list(Resource).map((one) => JSON.stringify(one))));
    expect([...prefixes].map((one) => /(incoming|kept)\/\*"\]\]\}$/.exec(one)?.[1]).sort()).toEqual([
      'incoming',
      'kept',
    ]);
    expect(partly.every(({ Action }) => list(Action).every((action) => String(action).startsWith('s3:')))).toBe(true);
  });

  it('carry nothing of AWS’s managed policies and nothing added behind the list', () => {
    for (const { id, Properties } of ofType(stacks.all, 'AWS::IAM::Role'))
      expect(Properties['ManagedPolicyArns'], id).toBeUndefined();
    expect(ofType(stacks.all, 'AWS::IAM::Policy')).toEqual([]);
  });

  it('let only functions that use people, or pictures, use their key', () => {
    for (const { name, people, files = {} } of functions) {
      const does = [...(files.incoming ?? []), ...(files.kept ?? [])];
      expect(actionsOf(name).includes('kms:Decrypt'), name).toBe(people !== undefined || does.includes('GetObject'));
      expect(actionsOf(name).includes('kms:GenerateDataKey'), name).toBe(does.includes('PutObject'));
    }
  });

  it('let the workflow call its steps, write into waits, and nothing more', () => {
    const machine = ofType(stacks.workflow, 'AWS::StepFunctions::StateMachine')[0];
    const own = identityStatements().filter(
      ({ where }) => where === `workflow/${machine?.Properties['RoleArn']['Fn::GetAtt'][0]}`,
    );
    const scoped = own.filter(({ Resource }) => Resource !== '*');
    expect(scoped.flatMap(({ Action }) => list(Action))).toEqual(['lambda:InvokeFunction', 'dynamodb:UpdateItem']);
    expect(list(scoped[0]?.Resource)).toHaveLength(functions.filter(({ trigger }) => trigger.by === 'step').length);
  });

  it('let messages be signed for the sources that want to hear, and for no other', async () => {
    const signing = (from: Synthesized) =>
      statementsOf('deliver-message', from)
        .filter(({ Action }) => list(Action).includes('secretsmanager:GetSecretValue'))
        .flatMap(({ Resource }) => list(Resource).map((one: any) => String(one.Ref)))
        .filter((id) => id.includes('signing'));
    expect(signing(stacks)).toEqual([]);
    const pack = aCity();
    const [first, ...others] = pack.city.sources;
    const sources = [{ ...first!, outboundUrl: 'https://platform.example/hook' }, ...others];
    const heard = await synthesize({}, { ...pack, city: { ...pack.city, sources } });
    expect(signing(heard)).toEqual([expect.stringMatching(/^Secretshotlinesigning/)]);
  });

  it('let the Open311 door read the keys of the sources that may come that way, and no other', async () => {
    const keysOf = (from: Synthesized) =>
      ['accept-service-request', 'read-service-requests'].map((name) =>
        statementsOf(name, from)
          .filter(({ Action }) => list(Action).includes('secretsmanager:GetSecretValue'))
          .flatMap(({ Resource }) => list(Resource).map((one: any) => String(one.Ref))),
      );
    for (const keys of keysOf(stacks)) expect(keys).toEqual([expect.stringMatching(/^SecretsKeys/)]);
    const pack = aCity();
    const [first, ...others] = pack.city.sources;
    const sources = [{ ...first!, open311: true as const }, ...others];
    const admitted = await synthesize({}, { ...pack, city: { ...pack.city, sources } });
    for (const keys of keysOf(admitted))
      expect(keys).toEqual([expect.stringMatching(/^SecretsKeys/), expect.stringMatching(/^Secretshotlineopen311/)]);
  });

  it('let triage sign and count questions where the city asks a second opinion, and nowhere else', async () => {
    const granted = (from: Synthesized) => statementsOf('triage-case', from).flatMap(({ Action }) => list(Action));
    expect(granted(stacks)).not.toContain('dynamodb:UpdateItem');
    const pack = aCity();
    const secondOpinion = { url: 'https://model.example/ask', sure: 0.8, perHour: 100, seconds: 5 };
    const asking = await synthesize({}, { ...pack, triage: { ...pack.triage, secondOpinion } });
    expect(granted(asking)).toContain('dynamodb:UpdateItem');
    const signing = statementsOf('triage-case', asking).flatMap(({ Resource }) =>
      list(Resource).map((one: any) => String(one.Ref)),
    );
    expect(signing).toContainEqual(expect.stringMatching(/^SecretsSecondOpinion/));
  });

  it('let nobody scan, delete or write in batches', () => {
    expect(
      identityStatements()
        .flatMap(({ Action }) => list(Action))
        .filter((action) => /Scan|DeleteItem|Batch/.test(String(action))),
    ).toEqual([]);
  });
});

describe('resource policies', () => {
  it('refuse what does not come encrypted', () => {
    const queues = ofType(stacks.workflow, 'AWS::SQS::Queue').length;
    const policies = ofType(stacks.all, 'AWS::SQS::QueuePolicy');
    expect(policies).toHaveLength(queues);
    const guarded = [
      ...policies,
      ...ofType(stacks.all, 'AWS::S3::BucketPolicy'),
      ...ofType(stacks.all, 'AWS::SNS::TopicPolicy'),
    ];
    for (const { id, Properties } of guarded) {
      expect(JSON.stringify(Properties['PolicyDocument']), id).toContain('aws:SecureTransport');
    }
  });

  it('let API Gateway and EventBridge call one function each for one route or rule', () => {
    for (const { id, Properties } of ofType(stacks.workflow, 'AWS::Lambda::Permission')) {
      expect(Properties['SourceArn'], id).toBeDefined();
      expect(['apigateway.amazonaws.com', 'events.amazonaws.com'], id).toContain(Properties['Principal']);
    }
  });
});

describe('exemptions from the AWS Solutions rules', () => {
  it('are these, each with a reason', () => {
    for (const { id, reason } of stacks.exemptions) expect(reason.length, id).toBeGreaterThan(40);
    expect([...new Set(stacks.exemptions.map(({ id }) => id))].sort()).toEqual([
      'AwsSolutions-APIG4',
      'AwsSolutions-IAM5[Resource::*]',
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::jiesu-dev-files-<AWS::AccountId>-<AWS::Region>/incoming/*]',
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::jiesu-dev-files-<AWS::AccountId>-<AWS::Region>/kept/*]',
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:states:<AWS::Region>:<AWS::AccountId>:execution:jiesu-dev-hotline-case:*]',
      'AwsSolutions-S1',
      'AwsSolutions-SF1',
      'AwsSolutions-SMG4',
      'AwsSolutions-SQS3',
    ]);
  });
});

describe('what an operator reads', () => {
  it('is in the outputs', () => {
    expect(Object.keys(stacks.outputs)).toEqual(
      expect.arrayContaining([
        'ApiUrl',
        'StateMachineArn',
        'MattersTable',
        'PeopleTable',
        'MessagesQueueUrl',
        'ReactionsQueueUrl',
        'FollowersQueueUrl',
        'SourceSecrets',
        'DeskKeySecret',
        'KeysSecret',
      ]),
    );
  });
});
