// Mail by Amazon SES. A synthesis with `-c mail=smtp` puts mail-by-smtp.ts in its place.
import { BadRequestException, MessageRejected, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { readEnvironment } from '#schemas/environment.ts';
import { calendarType } from './deadline-calendar.ts';
import type { SendMail } from './mail.ts';

let client: SESv2Client | undefined;

const content = (Data: string) => ({ Data, Charset: 'UTF-8' });

const attachment = (calendar: string) => ({
  FileName: 'deadline.ics',
  ContentType: `${calendarType(calendar)}; charset=utf-8`,
  RawContent: Buffer.from(calendar, 'utf8'),
});

/** @throws the client's faults, which the queue tries again; a mail that SES will never take is refused. */
export const sendMail: SendMail = async ({ from, to, subject, text, html, calendar, tags }) => {
  const { MAIL_CONFIGURATION_SET } = readEnvironment(['MAIL_CONFIGURATION_SET']);
  client ??= new SESv2Client({ maxAttempts: 3 });
  try {
    await client.send(
      new SendEmailCommand({
        FromEmailAddress: from,
        ConfigurationSetName: MAIL_CONFIGURATION_SET,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: {
            Subject: content(subject),
            Body: { Text: content(text), Html: content(html) },
            ...(calendar === undefined ? {} : { Attachments: [attachment(calendar)] }),
          },
        },
        EmailTags: Object.entries(tags).map(([Name, Value]) => ({ Name, Value })),
      }),
    );
    return { outcome: 'sent' };
  } catch (fault) {
    if (fault instanceof MessageRejected || fault instanceof BadRequestException)
      return { outcome: 'refused', detail: 'SES rejects the message' };
    throw fault;
  }
};
