// Where there is no SES, mails go out by SMTP: the same app, synthesized with `-c mail=smtp`.
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readMime } from '#local/mail/mime.ts';
import { plain } from './support/pack.ts';
import { synthesize } from './support/synthesized.ts';
import { openTown, type Town } from './support/town.ts';

let cdkOut: string;
let town: Town;
let answers: (address: string) => Error | undefined = () => undefined;
const taken: { to: string[]; source: string }[] = [];
const mailServer = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onRcptTo: ({ address }, _session, done) => done(answers(address)),
  onData(stream, session, done) {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      taken.push({
        to: session.envelope.rcptTo.map(({ address }) => address),
        source: Buffer.concat(chunks).toString('latin1'),
      });
      done();
    });
  },
});
const refusal = (responseCode: number) => Object.assign(new Error('no'), { responseCode });

beforeAll(async () => {
  cdkOut = synthesize(mkdtempSync(join(tmpdir(), 'jiesu-smtp-')), { mail: 'smtp' });
  await new Promise<void>((ready) => mailServer.listen(0, '127.0.0.1', ready));
});
afterAll(async () => {
  rmSync(cdkOut, { recursive: true });
  await new Promise<void>((ready) => mailServer.close(ready));
});
afterEach(async () => {
  await town.close();
  answers = () => undefined;
  taken.splice(0);
});

const open = () => {
  const { port } = mailServer.server.address() as AddressInfo;
  return openTown({ cdkOut, parameters: { SmtpUrl: `smtp://127.0.0.1:${port}` } });
};

describe('mail by SMTP', () => {
  it('brings a department its link, by which it signs', async () => {
    town = await open();
    const { caseId } = await town.request({ category: plain.path });
    const { headers, text, html, attachments } = readMime(Buffer.from(taken[0]?.source ?? '', 'latin1'));
    expect(headers['x-jiesu-template']).toBe('department-sign-for');
    expect(headers['message-id']).toMatch(new RegExp(`^<${caseId}\\.`));
    expect(attachments).toEqual([expect.objectContaining({ name: 'deadline.ics', type: 'text/calendar' })]);
    expect(attachments[0]?.text.replaceAll('\r\n ', '')).toContain(`UID:${caseId}.lead-1-1@`);
    const link = /https?:\/\/\S+\/t\/\w+/.exec(text ?? '')?.[0] ?? '';
    expect(html).toContain(link);
    expect((await town.act(link, { action: 'sign' })).status).toBe(200);
  });

  it('tries again while the server is busy, and sends once', async () => {
    town = await open();
    answers = () => refusal(451);
    await town.request({ category: plain.path });
    expect(taken).toHaveLength(0);
    answers = () => undefined;
    await town.advance({ minutes: 10 });
    expect(taken).toHaveLength(1);
  });

  it('keeps on record that a mailbox was refused for good, and goes on', async () => {
    town = await open();
    answers = () => refusal(550);
    const { caseId } = await town.request({ category: plain.path });
    await town.advance({ minutes: 10 });
    expect(taken).toHaveLength(0);
    expect(await town.deliveries(caseId)).toContainEqual(
      expect.objectContaining({ template: 'department-sign-for', channel: 'mail', outcome: 'refused' }),
    );
  });
});
