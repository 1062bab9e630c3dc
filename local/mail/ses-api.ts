// SES v2 SendEmail: the mail goes to the sink.
import { AwsError } from '../contracts.ts';
import type { ServiceApi } from '../gateway/aws-calls.ts';
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from '../json.ts';
import { type ReadAttachment, readMime } from './mime.ts';
import type { MailOutcomes } from './outcomes.ts';
import type { Sink } from './sink.ts';

export function createMailApi(sink: Sink, outcomes: MailOutcomes): ServiceApi {
  return async (action, input) => {
    if (action !== 'SendEmail') throw new AwsError('BadRequestException', `${action} is not supported here`);
    const fields = objectOf(input);
    const content = objectOf(fields.Content);
    const destination = objectOf(fields.Destination);
    refuseWrongMail(fields, content);
    const set = textOf(fields.ConfigurationSetName);
    outcomes.check(set);
    const addresses = [destination.ToAddresses, destination.CcAddresses, destination.BccAddresses]
      .flatMap(arrayOf)
      .map(String);
    const tags = Object.fromEntries(
      arrayOf(fields.EmailTags)
        .filter(isObject)
        .map((tag) => [String(tag.Name), String(tag.Value)]),
    );
    const mail = isObject(content.Raw) ? rawMail(content.Raw) : simpleMail(objectOf(content.Simple));
    for (const address of addresses)
      if (address.lastIndexOf('@') > LONGEST_LOCAL_PART) throw wrong('Local address is too long.');
    if (addresses.length > MOST_RECIPIENTS) throw wrong(`Recipient count exceeds ${MOST_RECIPIENTS}.`);
    const to = addresses.length > 0 ? addresses.join(', ') : (mail.to ?? '');
    if (to === '') throw wrong('Missing final recipient');
    const { to: _to, ...shown } = mail;
    const id = `local-${String(await sink.add({ channel: 'mail', to, ...shown, tags })).padStart(12, '0')}`;
    await outcomes.tell(set, { id, from: textOf(fields.FromEmailAddress) ?? '', to: addresses, tags });
    return { MessageId: id };
  };
}

/** RFC 5321, section 4.5.3.1.1. */
const LONGEST_LOCAL_PART = 64;

/** A quota of SES, all kinds of recipients together. */
const MOST_RECIPIENTS = 50;

function wrong(message: string): AwsError {
  return new AwsError('BadRequestException', message);
}

/** What would be sent on AWS otherwise than it would be shown here. */
function refuseWrongMail(fields: JsonObject, content: JsonObject): void {
  const kinds = ['Raw', 'Simple', 'Template'].filter((kind) => isObject(content[kind]));
  if (kinds.length !== 1) throw wrong('Content must be one of Raw, Simple and Template.');
  if (kinds.includes('Template')) throw wrong('Templates are not supported here.');
  if (kinds.includes('Simple') && textOf(fields.FromEmailAddress) === undefined)
    throw wrong('FromEmailAddress must be given.');
}

type Mail = { to?: string; subject: string; text: string; html?: string; attachments?: ReadAttachment[] };

function simpleMail(simple: JsonObject): Mail {
  const body = objectOf(simple.Body);
  const html = textOf(objectOf(body.Html).Data);
  return {
    subject: textOf(objectOf(simple.Subject).Data) ?? '',
    text: textOf(objectOf(body.Text).Data) ?? '',
    ...(html === undefined ? {} : { html }),
    ...(simple.Attachments === undefined ? {} : { attachments: arrayOf(simple.Attachments).map(attachmentOf) }),
  };
}

function attachmentOf(value: unknown): ReadAttachment {
  const { FileName, ContentType, RawContent } = objectOf(value);
  const [name, content] = [textOf(FileName), textOf(RawContent)];
  if (name === undefined || content === undefined) throw wrong('An attachment needs FileName and RawContent.');
  return { name, type: textOf(ContentType) ?? '', text: Buffer.from(content, 'base64').toString('utf8') };
}

function rawMail(raw: JsonObject): Mail {
  const { headers, text, html, attachments } = readMime(Buffer.from(textOf(raw.Data) ?? '', 'base64'));
  return {
    ...(headers.to === undefined ? {} : { to: headers.to }),
    subject: headers.subject ?? '',
    text: text ?? '',
    ...(html === undefined ? {} : { html }),
    ...(attachments.length === 0 ? {} : { attachments }),
  };
}
