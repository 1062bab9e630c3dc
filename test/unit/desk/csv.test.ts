import { describe, expect, it } from 'vitest';
import { csv } from '#functions/desk/csv.ts';

const cellOf = (value: string): string => csv([[value]]).slice(1, -2);

describe('a table for spreadsheets', () => {
  it.each([
    '=1+1',
    '+86',
    '-2',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    ' =cmd',
    '＝1+1',
    '\u200b=1',
    '|calc',
    '=HYPERLINK("http://x","y")',
  ])('makes %j a text and not a formula', (value) => {
    expect(cellOf(value)).toMatch(/^"'/);
  });

  it('keeps quotes, commas and lines within their cell', () => {
    expect(csv([['a"b', 'c,d', 'e\nf']])).toBe('\ufeff"a""b","c,d","e\nf"\r\n');
  });

  it('lets no control character through', () => {
    expect(cellOf('a\u0000b\u0007c\rd')).toBe('"a b c d"');
  });

  it('leaves ordinary words as they are', () => {
    expect(cellOf('LJ-7F3K-9Q2M-4 噪声')).toBe('"LJ-7F3K-9Q2M-4 噪声"');
  });
});
