// `npm run openapi`: writes the API document; `--check` only says whether the committed one is current.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openApiDocument } from '#schemas/openapi.ts';

const file = join(import.meta.dirname, '..', 'docs', 'openapi.json');
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`;

if (values.check) {
  if (readFileSync(file, 'utf8') !== text) {
    console.error('docs/openapi.json is stale: run `npm run openapi` and commit it.');
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, text);
  console.log(`${file} written`);
}
