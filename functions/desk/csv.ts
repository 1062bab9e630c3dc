// Tables for spreadsheets (RFC 4180), safe to open: a cell that a spreadsheet would run as a formula is made a text.

const runs = /^[\s\u200b\ufeff]*[=+\-@＝＋－＠|%]/u;

const cell = (value: string): string => {
  const text = runs.test(value) ? `'${value}` : value;
  return `"${printable(text).replaceAll('"', '""')}"`;
};

const printable = (text: string): string => [...text].map((one) => (one < ' ' && one !== '\n' ? ' ' : one)).join('');

/** With a byte order mark, by which spreadsheets know UTF-8. */
export const csv = (rows: readonly (readonly string[])[]): string =>
  `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
