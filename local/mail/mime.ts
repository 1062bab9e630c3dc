// Reads enough of a MIME message to show it: headers, the plain part, the HTML part.

export type ReadAttachment = { name: string; type: string; text: string };
export type ReadMail = {
  headers: Record<string, string>;
  text: string | undefined;
  html: string | undefined;
  attachments: ReadAttachment[];
};

export function readMime(raw: Buffer): ReadMail {
  const { headers, body } = split(raw.toString('latin1'));
  const parts = leaves(headers, body);
  const part = (type: string): string | undefined =>
    parts.find((one) => one.type === type && one.name === undefined)?.text;
  return {
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, decodeWords(value)])),
    text: part('text/plain'),
    html: part('text/html'),
    attachments: parts.flatMap(({ name, type, text }) => (name === undefined ? [] : [{ name, type, text }])),
  };
}

function split(source: string): { headers: Record<string, string>; body: string } {
  const end = /\r?\n\r?\n/.exec(source);
  const head = end === null ? source : source.slice(0, end.index);
  const headers: Record<string, string> = {};
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { headers, body: end === null ? '' : source.slice(end.index + end[0].length) };
}

type Leaf = { type: string; text: string; name: string | undefined };

function leaves(headers: Record<string, string>, body: string): Leaf[] {
  const contentType = headers['content-type'] ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!contentType.toLowerCase().startsWith('multipart/') || boundary === undefined) {
    return [
      {
        type: contentType.split(';')[0]?.trim().toLowerCase() ?? '',
        text: decodeBody(headers, body, contentType),
        name: /^attachment\b.*filename="?([^";]+)"?/i.exec(headers['content-disposition'] ?? '')?.[1],
      },
    ];
  }
  return body
    .split(`--${boundary}`)
    .slice(1)
    .filter((part) => !part.startsWith('--'))
    .flatMap((part) => {
      const inner = split(part.replace(/^\r?\n/, '').replace(/\r?\n$/, ''));
      return leaves(inner.headers, inner.body);
    });
}

function decodeBody(headers: Record<string, string>, body: string, contentType: string): string {
  const charset = /charset="?([^";\s]+)"?/i.exec(contentType)?.[1] ?? 'utf-8';
  const encoding = headers['content-transfer-encoding']?.toLowerCase();
  const bytes =
    encoding === 'base64'
      ? Buffer.from(body, 'base64')
      : encoding === 'quoted-printable'
        ? quotedPrintable(body)
        : Buffer.from(body, 'latin1');
  return decodeBytes(bytes, charset);
}

function quotedPrintable(text: string): Buffer {
  const joined = text.replace(/=\r?\n/g, '');
  return Buffer.from(
    joined.replace(/=([0-9A-F]{2})/gi, (_whole, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  );
}

/** Encoded words of RFC 2047, such as =?UTF-8?B?…?=. */
function decodeWords(value: string): string {
  return value
    .replace(/\?=\s+=\?/g, '?==?')
    .replace(/=\?([^?]+)\?([BQ])\?([^?]*)\?=/gi, (_whole, charset: string, kind: string, text: string) =>
      decodeBytes(
        kind.toUpperCase() === 'B' ? Buffer.from(text, 'base64') : quotedPrintable(text.replaceAll('_', ' ')),
        charset,
      ),
    );
}

function decodeBytes(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
