// The API document says what the handlers check, and the committed copy is the current one.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleOf } from '#schemas/examples.ts';
import { explainedComponents, meaningsOf } from '#schemas/meanings.ts';
import { componentSchemas, openApiDocument } from '#schemas/openapi.ts';
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

/** Every field of a schema, however deep, with its own schema. */
const fieldsIn = (value: unknown): [string, Record<string, unknown>][] => {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'properties' && typeof one === 'object' && one !== null
      ? [...(Object.entries(one) as [string, Record<string, unknown>][]), ...Object.values(one).flatMap(fieldsIn)]
      : key === 'examples'
        ? []
        : fieldsIn(one),
  );
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

  it('describes strict objects only, but for forms whose senders send more: gateways, and the clients of a standard', () => {
    expect(openObjects(JSON.parse(text).components.schemas)).toEqual(['/SmsReceipt', '/Open311Form']);
  });

  it('has an example of every body that its schema takes', () => {
    for (const [name, schema] of componentSchemas) {
      const { success, error } = schema.safeParse(exampleOf(name));
      expect(success, `${name}: ${error?.message}`).toBe(true);
    }
  });

  it('says of every field what it means, and of nothing that is no field', () => {
    const schemas: Record<string, unknown> = JSON.parse(text).components.schemas;
    for (const [name, schema] of Object.entries(schemas)) {
      const fields = fieldsIn(schema);
      expect(fields.filter(([, one]) => one['description'] === undefined).map(([field]) => `${name} ${field}`)).toEqual(
        [],
      );
      const known = fields.map(([field]) => field);
      expect(
        meaningsOf(name).filter((field) => !known.includes(field)),
        name,
      ).toEqual([]);
    }
    expect(explainedComponents.filter((name) => schemas[name] === undefined)).toEqual([]);
  });

  it('names every kind of problem that an interface for programs can answer', () => {
    const pageOnly = ['no-such-page', 'not-readable', 'not-signed-in', 'not-permitted'];
    expect(
      problemKinds.filter((kind) => !pageOnly.includes(kind) && !text.includes(`\`${problemType(kind)}\``)),
    ).toEqual([]);
  });
});
