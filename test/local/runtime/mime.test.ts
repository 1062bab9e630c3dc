import { describe, expect, it } from 'vitest';
import { readMime } from '#local/mail/mime.ts';

describe('a raw mail', () => {
  it('is read whatever its encodings', () => {
    const subject = Buffer.from('您有一件新的诉求').toString('base64');
    const raw = [
      'To: a@example.org',
      `Subject: =?UTF-8?B?${subject}?=`,
      'Content-Type: multipart/alternative; boundary="b1"',
      '',
      '--b1',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('请签收 http://127.0.0.1/t/x').toString('base64'),
      '--b1',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<p title=3D"x">=E6=82=A8=',
      '</p>',
      '--b1--',
    ].join('\r\n');
    expect(readMime(Buffer.from(raw))).toMatchObject({
      headers: { to: 'a@example.org', subject: '您有一件新的诉求' },
      text: '请签收 http://127.0.0.1/t/x',
      html: '<p title="x">您</p>',
    });
  });
});
