// The rows of the functions' list against what the bundles say, and their sizes (DESIGN §7).
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bundles, bundleFunctions } from '#infra/bundle-functions.ts';
import { functions } from '#infra/functions.ts';
import { functionsFor } from '#infra/variants.ts';
import { EnvironmentSchema, readEnvironment } from '#schemas/environment.ts';
import { root } from './synthesize.ts';

let bundles: Bundles;
beforeAll(async () => {
  bundles = await bundleFunctions(functions, root, '{}');
});
afterAll(() => bundles.discard());

const textOf = (name: string): string => readFileSync(join(bundles.folderOf(name), 'index.mjs'), 'utf8');

describe.each(functions)('$name', ({ name, entry, environment, readsCity, trigger }) => {
  it('has the file that bears its name', () => {
    expect(existsSync(join(root, entry))).toBe(true);
    expect(entry.endsWith(`/${name}.ts`)).toBe(true);
  });

  it('is told what it reads, and nothing else', () => {
    const text = textOf(name);
    const read = Object.keys(EnvironmentSchema.shape).filter(
      (key) => text.includes(`"${key}"`) || text.includes(`process.env.${key}`),
    );
    // What step functions share with all others may be in the bundle without being called.
    expect([...environment].sort()).toEqual(read.sort());
  });

  it('has the city beside it if it reads it', () => {
    expect(textOf(name).includes('city.json')).toBe(readsCity);
    expect(existsSync(join(bundles.folderOf(name), 'city.json'))).toBe(readsCity);
  });

  it('is at most 320 KB', () => {
    expect(statSync(join(bundles.folderOf(name), 'index.mjs')).size).toBeLessThanOrEqual(320 * 1024);
  });

  it('exports its handler', () => {
    expect(textOf(name)).toMatch(/export\{[^}]*\bas handler\b/);
    expect(trigger.by).toBeTruthy();
  });
});

describe('mail by SMTP', () => {
  it('stays within the size as well, and leaves SES out', async () => {
    const smtp = await bundleFunctions(functionsFor({ mail: 'smtp', secondOpinion: false }), root, '{}');
    const file = join(smtp.folderOf('deliver-message'), 'index.mjs');
    expect(statSync(file).size).toBeLessThanOrEqual(320 * 1024);
    expect(readFileSync(file, 'utf8')).not.toContain('SendEmail');
    smtp.discard();
  });
});

describe('bundling', () => {
  it('names every handler that is missing', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'jiesu-empty-'));
    try {
      await expect(bundleFunctions(functions.slice(0, 2), empty, '{}')).rejects.toThrow(
        'these functions have no handler: functions/intake/accept-request.ts, functions/intake/read-case.ts',
      );
    } finally {
      rmSync(empty, { recursive: true, force: true });
    }
  });

  it('puts the model of the city beside the function that classifies, and no other', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jiesu-model-'));
    writeFileSync(join(folder, 'a.model'), 'model');
    const some = functions.filter(({ name }) => ['triage-case', 'chase'].includes(name));
    const withModel = await bundleFunctions(some, root, '{}', join(folder, 'a.model'));
    try {
      expect(readFileSync(join(withModel.folderOf('triage-case'), 'classifier.model'), 'utf8')).toBe('model');
      expect(existsSync(join(withModel.folderOf('chase'), 'classifier.model'))).toBe(false);
    } finally {
      withModel.discard();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('gives the same bytes twice', async () => {
    const again = await bundleFunctions(functions.slice(0, 2), root, '{}');
    for (const { name } of functions.slice(0, 2)) {
      expect(readFileSync(join(again.folderOf(name), 'index.mjs'), 'utf8')).toBe(textOf(name));
    }
    again.discard();
  });
});

describe('the environment', () => {
  it('refuses a variable that is missing or wrong, by name', () => {
    delete process.env['MATTERS_TABLE'];
    expect(() => readEnvironment(['MATTERS_TABLE'])).toThrow('environment variable MATTERS_TABLE is missing or wrong');
    process.env['PUBLIC_BASE_URL'] = 'not a url';
    expect(() => readEnvironment(['PUBLIC_BASE_URL'])).toThrow(
      'environment variable PUBLIC_BASE_URL is missing or wrong',
    );
    delete process.env['PUBLIC_BASE_URL'];
  });
});
