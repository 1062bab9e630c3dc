// The pages of the API document: every operation has one, tells every field, and stays light, in both languages.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiDocument, operationsOf } from '#functions/docs/api-document.ts';
import { indexPage } from '#functions/docs/index-page.ts';
import { operationPage } from '#functions/docs/operation-page.ts';
import { tablesOf, takesOf } from '#functions/docs/schema-rows.ts';
import { functions } from '#infra/functions.ts';
import { problemKinds, problemType } from '#schemas/problem.ts';
import { loadPack } from '../../../cities/load-pack.ts';

const pack = loadPack(join(import.meta.dirname, '../../../cities/linjiang'));
const operations = operationsOf(apiDocument);
const longest = 60 * 1024;

describe.each(['zh-CN', 'en'] as const)('in %s', (locale) => {
  const reader = { pack, locale };
  const index = indexPage(apiDocument, reader);

  it('leads to every operation and names every problem', () => {
    for (const { operation } of operations) expect(index).toContain(`/docs/${operation.operationId}?lang=${locale}`);
    for (const kind of problemKinds) expect(index).toContain(problemType(kind));
    expect(index).toContain('HMAC-SHA256');
    expect(Buffer.byteLength(index)).toBeLessThan(longest);
  });

  it.each(operations.map((placed) => [placed.operation.operationId, placed] as const))(
    'tells all of %s without a script, and stays light',
    (_id, placed) => {
      const text = operationPage(apiDocument, placed, reader).replaceAll('<wbr>', '');
      expect(Buffer.byteLength(text)).toBeLessThan(longest);
      expect(text).not.toMatch(/<script|undefined|\[object/);
      for (const { name } of placed.operation.parameters ?? []) expect(text).toContain(`<code>${name}</code>`);
      for (const status of Object.keys(placed.operation.responses)) expect(text).toContain(`<h3>${status}</h3>`);
    },
  );
});

describe('a schema', () => {
  it('is told form by form, with the path of every field', () => {
    const tables = tablesOf(apiDocument.components.schemas['Webhook'] ?? {});
    expect(tables.map(({ title }) => title)).toContain('type = "request.created"');
    expect(tables[0]?.rows.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['type', 'data.externalId', 'data.requester.phone', 'data.attachments[].url']),
    );
    expect(tables[0]?.rows.find(({ path }) => path === 'data.externalId')?.required).toBe(true);
  });

  it('says of a part with several forms which field is in which', () => {
    const [table] = tablesOf(apiDocument.components.schemas['Accepted'] ?? {});
    const rows = table?.rows.filter(({ path }) => path.startsWith('advice')) ?? [];
    expect(rows.filter(({ path }) => path === 'advice.kind')).toHaveLength(1);
    expect(rows.find(({ path }) => path === 'advice.line')?.meaning).toContain('kind = "emergency-line"');
  });

  it('says what it takes in signs', () => {
    expect(takesOf({ type: 'string', maxLength: 200 })).toBe('string ≤ 200');
    expect(takesOf({ type: 'integer', minimum: 1, maximum: 400 })).toBe('integer 1…400');
    expect(takesOf({ type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })).toBe(
      'integer',
    );
    expect(takesOf({ type: 'array', items: { type: 'string' }, maxItems: 6 })).toBe('[string] ≤ 6');
    expect(takesOf({ anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] })).toBe(
      'string (date-time) | null',
    );
  });
});

describe('the document', () => {
  it('describes every route for programs, and no other', () => {
    const forPeople = /^GET \/(desk|sign-in|page|docs|openapi|c\/)|^POST \/(desk|sign-out|c\/)|\/(reveal|files)$/;
    const routes = functions.flatMap(({ trigger }) => (trigger.by === 'route' ? [...trigger.routes] : []));
    const shape = (route: string) => route.replaceAll(/\{[^}]+\}(\.\{format\})?/g, '*');
    const told = operations.flatMap(({ method, path }) =>
      path.endsWith('}.{format}')
        ? [`${method} ${path}`]
        : ['xml', 'json'].map((one) => `${method} ${path.replace('{format}', one)}`),
    );
    const expected = routes.filter((route) => !forPeople.test(route)).map(shape);
    expect([...new Set(told.map(shape))].sort()).toEqual([...new Set(expected)].sort());
  });
});
