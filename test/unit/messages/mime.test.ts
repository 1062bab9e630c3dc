import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mimeOf } from '#functions/messages/mime.ts';
import { readMime } from '#local/mail/mime.ts';

const mail = {
  from: 'hotline@city.example',
  to: 'water@city.example',
  subject: '请签收：QH-1234',
  text: '您好，\n请签收。',
  html: '<p>您好</p>',
  id: 'case.1.0@city.example',
  at: '2026-03-02T01:00:00.000Z',
  tags: { caseId: 'c1' },
};
const read = (source: string) => readMime(Buffer.from(source, 'latin1'));

describe('a mail for SMTP', () => {
  it('says in both forms what was composed, whatever its characters', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 300 }).filter((text) => !/\p{Cs}/u.test(text));
    fc.assert(
      fc.property(anything, anything, anything, (subject, text, html) => {
        const { headers, ...parts } = read(mimeOf({ ...mail, subject, text, html }));
        expect(headers['subject']).toBe(subject);
        expect(parts).toEqual({ text, html, attachments: [] });
      }),
    );
  });

  it('carries a deadline as an attachment beside both forms', () => {
    const calendar = 'BEGIN:VCALENDAR\r\nSUMMARY:请签收\r\nEND:VCALENDAR\r\n';
    expect(read(mimeOf({ ...mail, calendar }))).toMatchObject({
      text: mail.text,
      html: mail.html,
      attachments: [{ name: 'deadline.ics', type: 'text/calendar', text: calendar }],
    });
  });

  it('gains no header and no part from what was composed', () => {
    const hostile = 'x\r\nBcc: thief@example.org\r\n\r\n--jiesu\r\nContent-Type: text/html';
    const { headers } = read(mimeOf({ ...mail, subject: hostile, text: hostile, html: hostile, tags: { a: hostile } }));
    expect(headers['bcc']).toBeUndefined();
    expect(headers['to']).toBe(mail.to);
  });

  it('has lines of at most 78 characters', () => {
    const lines = mimeOf({ ...mail, subject: '很长的标题'.repeat(30), text: '字'.repeat(2000) }).split('\r\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(78);
  });

  it('refuses an address that could begin a header', () => {
    expect(() => mimeOf({ ...mail, to: 'a@b.example\r\nBcc: c@d.example' })).toThrow(RangeError);
    expect(() => mimeOf({ ...mail, to: 'a@b.example, c@d.example' })).toThrow(RangeError);
  });

  it('is the same message at every try', () => {
    expect(mimeOf(mail)).toBe(mimeOf(mail));
    expect(read(mimeOf(mail)).headers['message-id']).toBe('<case.1.0@city.example>');
  });
});
