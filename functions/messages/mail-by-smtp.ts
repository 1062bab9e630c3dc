// Mail by SMTP, for regions without SES such as AWS China (DESIGN §8). Always encrypted, but on loopback.
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import * as z from 'zod';
import { UnavailableError } from '#kernel/errors.ts';
import { currentSecret } from '#kernel/secrets.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { OutgoingMail, SendMail, Sent } from './mail.ts';
import { mimeOf } from './mime.ts';

/** An empty user stands for a relay that asks for none. */
const LoginSchema = z.object({ user: z.string(), pass: z.string() });
const patienceMs = 10_000;

/** One connection a mail: a relay's idle timeout is shorter than a function sleeps. @throws UnavailableError to try again. */
export const sendMail: SendMail = async (mail) => {
  const { SMTP_URL, SMTP_SECRET } = readEnvironment(['SMTP_URL', 'SMTP_SECRET']);
  const login = LoginSchema.parse(JSON.parse(await currentSecret(SMTP_SECRET)));
  const connection = connectionTo(new URL(SMTP_URL));
  try {
    await connected(connection);
    if (login.user !== '') await done((ready) => connection.login(login, ready));
    await deliver(connection, mail);
    connection.quit();
    return { outcome: 'sent' };
  } catch (fault) {
    connection.close();
    return outcomeOf(fault);
  }
};

/** `smtps://` is encrypted from the first byte, `smtp://` by STARTTLS, without which nothing is sent. */
const connectionTo = ({ protocol, hostname, port }: URL): SMTPConnection => {
  const secure = protocol === 'smtps:';
  const host = hostname.replace(/^\[|\]$/g, '');
  return new SMTPConnection({
    host,
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTLS: !secure && !['127.0.0.1', '::1', 'localhost'].includes(host),
    connectionTimeout: patienceMs,
    greetingTimeout: patienceMs,
    socketTimeout: patienceMs,
  });
};

const connected = (connection: SMTPConnection): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.on('error', reject);
    connection.connect((fault) => (fault === undefined || fault === null ? resolve() : reject(fault)));
  });

const done = (call: (ready: (fault?: Error | null) => void) => void): Promise<void> =>
  new Promise((resolve, reject) =>
    call((fault) => (fault === undefined || fault === null ? resolve() : reject(fault))),
  );

const deliver = (connection: SMTPConnection, mail: OutgoingMail): Promise<void> =>
  done((ready) => connection.send({ from: mail.from, to: [mail.to] }, mimeOf(mail), ready));

/** A 5xx of SMTP is for good; everything else may pass. The server's words may hold the address: they are not kept. */
const outcomeOf = (fault: unknown): Sent => {
  const code = z.object({ responseCode: z.number() }).safeParse(fault);
  if (code.success && code.data.responseCode >= 500 && code.data.responseCode !== 535) {
    return { outcome: 'refused', detail: `the mail server answers ${code.data.responseCode}` };
  }
  throw new UnavailableError('the mail server does not take the message now', { cause: fault });
};
