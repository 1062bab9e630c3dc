import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
} from '@aws-sdk/client-secrets-manager';
import { BadRequestException, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kiosk, openKiosk, refusal } from './kiosk.ts';

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

const SecretId = 'till/key';

describe('a secret', () => {
  it('is got by name or ARN, and described without its value', async () => {
    const { ARN, SecretString, VersionStages } = await kiosk.secrets.send(new GetSecretValueCommand({ SecretId }));
    expect([SecretString, VersionStages]).toEqual(['open sesame', ['AWSCURRENT']]);
    const byArn = await kiosk.secrets.send(new GetSecretValueCommand({ SecretId: ARN }));
    expect(byArn.SecretString).toBe('open sesame');
    const described = await kiosk.secrets.send(new DescribeSecretCommand({ SecretId }));
    expect(described).toMatchObject({ ARN, Name: SecretId });
    expect(JSON.stringify(described)).not.toContain('sesame');
    const { SecretList } = await kiosk.secrets.send(new ListSecretsCommand({}));
    expect(SecretList?.map(({ Name }) => Name)).toEqual([SecretId]);
  });

  it('keeps the value before a new one, and when each was made', async () => {
    const first = await kiosk.secrets.send(new GetSecretValueCommand({ SecretId }));
    await kiosk.advance(60);
    const ClientRequestToken = '11111111-1111-4111-8111-111111111111';
    const put = (SecretString: string) =>
      kiosk.secrets.send(new PutSecretValueCommand({ SecretId, SecretString, ClientRequestToken }));
    await put('open barley');
    const before = await kiosk.secrets.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSPREVIOUS' }));
    expect([before.SecretString, before.CreatedDate]).toEqual(['open sesame', first.CreatedDate]);
    // The same again changes nothing; another value under the same token is refused.
    expect((await put('open barley')).VersionId).toBe(ClientRequestToken);
    expect(await refusal(put('open rye'))).toBeInstanceOf(ResourceExistsException);
    const { Versions } = await kiosk.secrets.send(new ListSecretVersionIdsCommand({ SecretId }));
    expect(Versions?.flatMap(({ VersionStages }) => VersionStages).sort()).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
  });

  it('that is not there is the SDK’s own error', async () => {
    const missing = kiosk.secrets.send(new GetSecretValueCommand({ SecretId: 'nothing' }));
    expect(await refusal(missing)).toBeInstanceOf(ResourceNotFoundException);
  });
});

describe('a mail', () => {
  const mail = (ToAddresses: string[]) =>
    new SendEmailCommand({
      FromEmailAddress: 'kiosk@example.org',
      Destination: { ToAddresses },
      Content: { Simple: { Subject: { Data: 'Tea' }, Body: { Text: { Data: 'It is here.' } } } },
      EmailTags: [{ Name: 'order', Value: '7' }],
    });

  it('ends in the sink, where its tags find it', async () => {
    const { MessageId } = await kiosk.mail.send(mail(['ada@example.org']));
    expect(MessageId).toMatch(/^local-/);
    const { list } = await kiosk.stack.local('messages?order=7');
    expect(list).toMatchObject([{ channel: 'mail', to: 'ada@example.org', subject: 'Tea', text: 'It is here.' }]);
  });

  it('keeps what is attached, as text', async () => {
    const { input } = mail(['ada@example.org']);
    const Attachments = [{ FileName: 'a.ics', ContentType: 'text/calendar', RawContent: Buffer.from('期限') }];
    const Simple = { Subject: { Data: 'Tea' }, Body: { Text: { Data: 'At five.' } }, Attachments };
    const EmailTags = [{ Name: 'order', Value: '8' }];
    await kiosk.mail.send(new SendEmailCommand({ ...input, Content: { Simple }, EmailTags }));
    const { list } = await kiosk.stack.local('messages?order=8');
    expect(list).toMatchObject([{ attachments: [{ name: 'a.ics', type: 'text/calendar', text: '期限' }] }]);
  });

  it('to nobody, to too many or from a template is the SDK’s own error', async () => {
    const many = Array.from({ length: 51 }, (_, index) => `reader-${index}@example.org`);
    const { input } = mail(['ada@example.org']);
    const template = new SendEmailCommand({ ...input, Content: { Template: { TemplateName: 'greeting' } } });
    for (const one of [mail([]), mail(many), template])
      expect(await refusal(kiosk.mail.send(one))).toBeInstanceOf(BadRequestException);
  });
});
