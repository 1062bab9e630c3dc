// The API document says what the handlers check, and the committed copy is the current one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '#schemas/openapi.ts';
import { problemKinds, problemType } from '#schemas/problem.ts';

const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`;

/** Every `$ref` of the document. */
const refsIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => (key === '$ref' ? [String(one)] : refsIn(one)));
};

/** Every object schema of the document that would let unknown members pass. */
const openObjects = (value: unknown, path = ''): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const record = Object.fromEntries(Object.entries(value));
  const loose = record['type'] === 'object' && 'properties' in record && record['additionalProperties'] !== false;
  return [
    ...(loose ? [path] : []),
    ...Object.entries(record).flatMap(([key, one]) => openObjects(one, `${path}/${key}`)),
  ];
};

describe('docs/openapi.json', () => {
  it('is current (else: npm run openapi)', () => {
    expect(readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'openapi.json'), 'utf8')).toBe(text);
  });

  it('refers only to what is there', () => {
    const document: { components?: { schemas?: Record<string, unknown> } } = JSON.parse(text);
    const known = Object.keys(document.components?.schemas ?? {}).map((name) => `#/components/schemas/${name}`);
    const refs = [...new Set(refsIn(document))];
    expect(refs.filter((one) => !known.includes(one))).toEqual([]);
    expect(known.filter((one) => !refs.includes(one))).toEqual([]);
  });

  it('describes strict objects only', () => {
    expect(openObjects(JSON.parse(text).components.schemas)).toEqual([]);
  });

  it('names every kind of problem that an interface for programs can answer', () => {
    const pageOnly = ['no-such-page', 'not-readable', 'not-signed-in', 'not-permitted'];
    expect(
      problemKinds.filter((kind) => !pageOnly.includes(kind) && !text.includes(`\`${problemType(kind)}\``)),
    ).toEqual([]);
  });
});
