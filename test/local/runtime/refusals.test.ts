import { describe, expect, it } from 'vitest';
import { openLibrary, synthesized } from './library.ts';
import { inlineFunction, role, writtenApp } from './written-app.ts';

async function reasonsFor(resources: Record<string, unknown>, more: Record<string, unknown> = {}): Promise<string> {
  try {
    const stack = await openLibrary({ cdkOut: writtenApp(resources, more) });
    await stack.stop();
    return 'runs';
  } catch (error) {
    return error instanceof Error && error.name === 'RefusedError' ? error.message : `unexpected: ${String(error)}`;
  }
}

const Queue = { Type: 'AWS::SQS::Queue' };

describe('what cannot be run faithfully is refused at load, by place and reason', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>, string]>([
    [
      'a resource type that is not known',
      { X: { Type: 'AWS::EC2::Instance' } },
      {},
      'small/X (AWS::EC2::Instance): resource type AWS::EC2::Instance is not supported here',
    ],
    [
      'a property that would change behaviour',
      { Q: { ...Queue, Properties: { Surprise: 1 } } },
      {},
      'small/Q (AWS::SQS::Queue): property Surprise is not supported here',
    ],
    [
      'a value that would',
      { A: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'a', ProtocolType: 'WEBSOCKET' } } },
      {},
      'small/A (AWS::ApiGatewayV2::Api): property ProtocolType: only HTTP APIs are run here',
    ],
    [
      'a reference to nothing',
      { Q: { ...Queue, Properties: { QueueName: { Ref: 'Nobody' } } } },
      {},
      'small/Q: Nobody is not in the template',
    ],
    [
      'a parameter without a value',
      { Q: { ...Queue, Properties: { QueueName: { Ref: 'Name' } } } },
      { Parameters: { Name: { Type: 'String' } } },
      'small: parameter Name has no default: give it with --parameter Name=…',
    ],
    [
      'a template section that is not known',
      {},
      { Transform: 'AWS::Serverless-2016-10-31' },
      'small: template section Transform is not supported here',
    ],
    [
      'a runtime other than Node.js',
      { Role: role(), F: inlineFunction('', { Runtime: 'python3.13' }) },
      {},
      'small/F (AWS::Lambda::Function): property Runtime: only Node.js functions are run here',
    ],
    [
      'a managed policy that is not known',
      {
        R: {
          ...role(),
          Properties: { ...role().Properties, ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] },
        },
      },
      {},
      'small/R: managed policy arn:aws:iam::aws:policy/AdministratorAccess is not known here',
    ],
    [
      'an event source that its function may not read',
      {
        Role: role(),
        Q: Queue,
        F: inlineFunction('export const handler = async () => 1'),
        M: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { FunctionName: { Ref: 'F' }, EventSourceArn: { 'Fn::GetAtt': ['Q', 'Arn'] } },
        },
      },
      {},
      'small/M: role arn:aws:iam::111111111111:role/small-Role may not sqs:ReceiveMessage, sqs:DeleteMessage, sqs:GetQueueAttributes on arn:aws:sqs:us-east-1:111111111111:small-Q',
    ],
    [
      'a schedule that cannot be followed',
      { R: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'cron(0 9 ? * 2#1 *)' } } },
      {},
      'small/R: schedule expression cron(0 9 ? * 2#1 *) uses what is not followed here (W, # or names)',
    ],
  ])('%s', async (_what, resources, more, reason) => {
    expect(await reasonsFor(resources, more)).toBe(reason);
  });

  it('every reason at once', async () => {
    const reasons = await reasonsFor({
      Q: { ...Queue, Properties: { One: 1 } },
      B: { Type: 'AWS::S3::Bucket', Properties: { Two: 2 } },
    });
    expect(reasons.split('\n')).toHaveLength(2);
  });

  it('a folder that is no synthesized app', async () => {
    await expect(openLibrary({ cdkOut: '/nowhere' })).rejects.toThrow('is this a synthesized cdk.out folder?');
  });

  it('a parameter that no template has', async () => {
    await expect(openLibrary({ cdkOut: synthesized(), parameters: { Nobody: '1' } })).rejects.toThrow(
      'no stack has a parameter named Nobody',
    );
  });

  it('an address that other machines can reach, unless that is said', async () => {
    await expect(openLibrary({ cdkOut: '/nowhere', host: '0.0.0.0' })).rejects.toThrow('say --expose if that is meant');
  });
});

describe('references of a template', () => {
  it('are resolved: parameters, conditions, mappings, joins, substitutions', async () => {
    const resources = {
      Role: role(),
      Skipped: { Type: 'AWS::EC2::Instance', Condition: 'Never' },
      Q: {
        ...Queue,
        Properties: { VisibilityTimeout: { 'Fn::If': ['Never', 1, { Ref: 'AWS::NoValue' }] }, DelaySeconds: '0' },
      },
      F: inlineFunction('export const handler = async () => process.env.SEEN', {
        Environment: {
          Variables: {
            SEEN: {
              'Fn::Join': [
                '|',
                [
                  { Ref: 'Word' },
                  { 'Fn::FindInMap': ['Map', 'a', 'b'] },
                  {
                    'Fn::Sub': [
                      ['AWS::Region', 'x', 'Q.QueueName', '!raw'].map((name) => `\${${name}}`).join(' '),
                      { x: { 'Fn::Select': [1, { 'Fn::Split': [',', 'p,q'] }] } },
                    ],
                  },
                ],
              ],
            },
          },
        },
      }),
    };
    const cdkOut = writtenApp(resources, {
      Parameters: { Word: { Type: 'String', Default: 'no' } },
      Mappings: { Map: { a: { b: 'mapped' } } },
      Conditions: {
        Never: {
          'Fn::And': [{ 'Fn::Equals': [{ Ref: 'Word' }, 'no'] }, { 'Fn::Not': [{ 'Fn::Equals': ['x', 'x'] }] }],
        },
      },
    });
    const stack = await openLibrary({ cdkOut, parameters: { Word: '{url}' } });
    const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=local/20260302/us-east-1/lambda/aws4_request, x' };
    const answer = await fetch(`${stack.url}/2015-03-31/functions/small-F/invocations`, {
      method: 'POST',
      headers,
      body: '{}',
    });
    expect(await answer.json()).toBe(`${stack.url}|mapped|us-east-1 q small-Q \${raw}`);
    await stack.stop();
  });
});
