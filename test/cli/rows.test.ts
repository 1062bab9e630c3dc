// Files as hotlines export them become events to post.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { parseTable } from '#cli/rows/parse-table.ts';
import { readRows } from '#cli/rows/read-rows.ts';
import { RequestCreatedSchema } from '#schemas/webhooks.ts';

const folder = mkdtempSync(join(tmpdir(), 'jiesu-rows-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const rowsOf = (name: string, content: string | Uint8Array) => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return readRows(file);
};

describe('a table', () => {
  it('is read whatever its cells hold', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\r', ''));
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom<',' | '\t'>(',', '\t'),
        fc.constantFrom('\n', '\r\n'),
        (table, separator, end) => {
          const quoted = table.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`).join(separator));
          expect(parseTable(quoted.join(end), separator).map(({ cells }) => cells)).toEqual(table);
        },
      ),
    );
  });

  it('knows the line on which a row begins, quotes and line breaks included', () => {
    const rows = parseTable('a,b\n"one\ntwo",x\n\n"say ""hi""",y\n', ',');
    expect(rows).toEqual([
      { line: 1, cells: ['a', 'b'] },
      { line: 2, cells: ['one\ntwo', 'x'] },
      { line: 5, cells: ['say "hi"', 'y'] },
    ]);
  });
});

describe('rows', () => {
  it('of a table fill the nested data of a request', () => {
    const head = 'externalId,channel,text,name,requester.phone,confidential,address,lat,lon,answer,answeredAt';
    const rows = rowsOf(
      'a.csv',
      `${head}\nA-1,phone,"路灯,不亮",王某,138,是,滨河路,30.5,120,已答复,2026-03-02T09:00:00+08:00\n`,
    );
    expect(rows).toEqual([
      {
        line: 2,
        type: 'request.created',
        data: {
          externalId: 'A-1',
          channel: 'phone',
          text: '路灯,不亮',
          requester: { name: '王某', phone: '138', confidential: true },
          location: { address: '滨河路', lat: 30.5, lon: 120 },
          handled: { answer: '已答复', at: '2026-03-02T09:00:00+08:00' },
        },
      },
    ]);
  });

  it('may have Chinese heads, tabs, and the encoding of Chinese spreadsheets', () => {
    // "内容\t电话\n路灯不亮\t138" in GB 18030.
    const bytes = Uint8Array.from([
      0xc4, 0xda, 0xc8, 0xdd, 0x09, 0xb5, 0xe7, 0xbb, 0xb0, 0x0a, 0xc2, 0xb7, 0xb5, 0xc6, 0xb2, 0xbb, 0xc1, 0xc1, 0x09,
      0x31, 0x33, 0x38, 0x0a,
    ]);
    expect(rowsOf('gb.tsv', bytes)).toEqual([
      expect.objectContaining({ data: expect.objectContaining({ text: '路灯不亮', requester: { phone: '138' } }) }),
    ]);
  });

  it('without an id get one of their content, so that the same file twice makes no second case', () => {
    const [first] = rowsOf('b.csv', 'text,phone\n路灯,1\n');
    const [same, other] = rowsOf('c.csv', 'text,phone\n路灯,1\n路灯,2\n');
    const id = (row: typeof first) => (row !== undefined && 'data' in row ? row.data['externalId'] : undefined);
    expect(id(first)).toMatch(/^row-[0-9a-f]{24}$/);
    expect(id(same)).toBe(id(first));
    expect(id(other)).not.toBe(id(first));
  });

  it('of JSON Lines are events, or the data of a request alone; broken lines are told and the others go on', () => {
    const rows = rowsOf('d.jsonl', '{"externalId":"A"}\n\n{"type":"sms.received","data":{"from":"1"}}\n{oops\n[1]\n');
    expect(rows).toEqual([
      { line: 1, type: 'request.created', data: { externalId: 'A' } },
      { line: 3, type: 'sms.received', data: { from: '1' } },
      { line: 4, unreadable: 'not JSON' },
      { line: 5, unreadable: 'not a JSON object' },
    ]);
  });

  it('with a column nobody knows are refused with those there are', () => {
    expect(() => rowsOf('e.csv', 'text,colour\n1,2\n')).toThrow(/Unknown columns: colour\.[\s\S]*externalId/);
    expect(() => rowsOf('f.xlsx', '')).toThrow(/\.jsonl, \.csv or \.tsv/);
    expect(() => readRows(join(folder, 'none.csv'))).toThrow(/cannot be read/);
  });
});

it('the sample requests are requests, each with an id of its own', () => {
  const rows = readRows(join(import.meta.dirname, '../../cities/linjiang/sample/requests.jsonl'));
  const created = rows.map((row) => RequestCreatedSchema.parse('data' in row ? row.data : row));
  expect(new Set(created.map(({ externalId }) => externalId)).size).toBe(rows.length);
  expect(rows.length).toBeGreaterThanOrEqual(30);
});
