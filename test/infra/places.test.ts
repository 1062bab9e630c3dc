// Where the stacks may go: any region of `aws`, AWS China, a production stage, a domain of one's own.
import { describe, expect, it } from 'vitest';
import { readSettings } from '#infra/settings.ts';
import { leaves, ofType, synthesize } from './synthesize.ts';

describe('AWS China', () => {
  it('synthesizes without an ARN, a host or a service that is not there', async () => {
    const { text, all } = await synthesize({ region: 'cn-north-1' });
    expect(text).not.toContain('arn:aws:');
    expect(text).not.toMatch(/amazonaws\.com(?!\.cn)[^"]*execute-api|execute-api[^"]*amazonaws\.com(?!\.cn)/);
    expect(all.filter(({ Type }) => /Cognito|Scheduler|Bedrock/.test(Type))).toEqual([]);
    const hosts = leaves(ofType(all, 'AWS::Lambda::Function').map(({ Properties }) => Properties['Environment']));
    expect(hosts.filter(([, value]) => value === 'AWS::URLSuffix').length).toBeGreaterThan(0);
  });
});

describe('mail', () => {
  it('goes by SMTP in AWS China, where SES is not offered: a login in a secret, no right to SES', async () => {
    const { text, all } = await synthesize({ region: 'cn-north-1' });
    expect(text).not.toContain('ses:SendEmail');
    const environment = JSON.stringify(
      ofType(all, 'AWS::Lambda::Function').find(({ Properties }) =>
        String(Properties['FunctionName']).endsWith('deliver-message'),
      )?.Properties['Environment'],
    );
    expect(environment).toContain('SMTP_URL');
    expect(ofType(all, 'AWS::SecretsManager::Secret').map(({ Properties }) => Properties['Name'])).toContain(
      'jiesu/dev/smtp',
    );
  });

  it('goes by SES elsewhere, unless the operator says otherwise', async () => {
    expect((await synthesize()).text).toContain('ses:SendEmail');
    expect((await synthesize({ mail: 'smtp' })).text).not.toContain('ses:SendEmail');
  });
});

describe('an open region', () => {
  it('takes its partition from where it is deployed', async () => {
    const { text, all } = await synthesize();
    expect(text).not.toContain('arn:aws:');
    const machine = ofType(all, 'AWS::StepFunctions::StateMachine')[0];
    expect(machine?.Properties['DefinitionSubstitutions']['Partition']).toEqual({ Ref: 'AWS::Partition' });
  });
});

describe('a production stage with a domain', () => {
  it('keeps its logs for half a year, and answers under its own name', async () => {
    const { all, outputs } = await synthesize({
      stage: 'prod',
      domain: 'hotline.example.org',
      region: 'eu-central-1',
      certificate: 'arn:aws:acm:eu-central-1:111111111111:certificate/1',
    });
    for (const group of ofType(all, 'AWS::Logs::LogGroup')) {
      expect(group).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', Properties: { RetentionInDays: 180 } });
    }
    expect(ofType(all, 'AWS::ApiGatewayV2::DomainName')).toHaveLength(1);
    expect(outputs['ApiUrl']).toMatchObject({ Value: 'https://hotline.example.org' });
  });
});

describe('settings', () => {
  const settings = (context: Record<string, string>) => readSettings((key) => context[key]);

  it('begin with a stage for trying things in the sample city', () => {
    expect(settings({})).toEqual({ stage: 'dev', city: 'linjiang' });
  });

  it('refuse what no stack could be named after', () => {
    expect(() => settings({ stage: 'Prod 1' })).toThrow('-c stage: a stage is 2 to 16 small letters and digits');
    expect(() => settings({ city: '../secrets' })).toThrow('-c city: a city is the name of a folder in cities/');
    expect(() => settings({ region: 'Beijing' })).toThrow('-c region');
    expect(() => settings({ domain: 'hotline.example.org' })).toThrow('domain and certificate go together');
  });
});
