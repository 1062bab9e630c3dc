// SES v2 SendEmail: the mail goes to the sink.
import { AwsError } from '../contracts.ts';
import type { ServiceApi } from '../gateway/aws-calls.ts';
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from '../json.ts';
import { readMime } from './mime.ts';
import type { Sink } from './sink.ts';

export function createMailApi(sink: Sink): ServiceApi {
  return async (action, input) => {
    if (action !== 'SendEmail') throw new AwsError('BadRequestException', `${action} is not supported here`);
    const fields = objectOf(input);
    const content = objectOf(fields.Content);
    const destination = objectOf(fields.Destination);
    const addresses = [destination.ToAddresses, destination.CcAddresses, destination.BccAddresses]
      .flatMap(arrayOf)
      .map(String);
    const tags = Object.fromEntries(
      arrayOf(fields.EmailTags)
        .filter(isObject)
        .map((tag) => [String(tag.Name), String(tag.Value)]),
    );
    const mail = isObject(content.Raw) ? rawMail(content.Raw) : simpleMail(objectOf(content.Simple));
    const to = addresses.length > 0 ? addresses.join(', ') : (mail.to ?? '');
    if (to === '') throw new AwsError('BadRequestException', 'Missing final recipient');
    const { to: _to, ...shown } = mail;
    const id = await sink.add({ channel: 'mail', to, ...shown, tags });
    return { MessageId: `local-${String(id).padStart(12, '0')}` };
  };
}

type Mail = { to?: string; subject: string; text: string; html?: string };

function simpleMail(simple: JsonObject): Mail {
  const body = objectOf(simple.Body);
  const html = textOf(objectOf(body.Html).Data);
  return {
    subject: textOf(objectOf(simple.Subject).Data) ?? '',
    text: textOf(objectOf(body.Text).Data) ?? '',
    ...(html === undefined ? {} : { html }),
  };
}

function rawMail(raw: JsonObject): Mail {
  const { headers, text, html } = readMime(Buffer.from(textOf(raw.Data) ?? '', 'base64'));
  return {
    ...(headers.to === undefined ? {} : { to: headers.to }),
    subject: headers.subject ?? '',
    text: text ?? '',
    ...(html === undefined ? {} : { html }),
  };
}
