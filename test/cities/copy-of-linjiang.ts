// A copy of the sample pack that a test may spoil.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { CityPackError } from '#cities/city-pack-error.ts';
import { loadPack } from '#cities/load-pack.ts';

/** A fresh copy for every test of the file that calls this. */
export const copyOfLinjiang = () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'jiesu-pack-'));
    cpSync('cities/linjiang', folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const path = (name: string) => join(folder, name);
  const read = (name: string) => readFileSync(path(name), 'utf8');
  const write = (name: string, text: string) => writeFileSync(path(name), text);

  /** Replaces the first `before` of a file; answers the line on which it stood. */
  const change = (name: string, before: string, after: string): number => {
    const text = read(name);
    if (!text.includes(before)) throw new Error(`${name} does not hold ${before}`);
    write(
      name,
      text.replace(before, () => after),
    );
    return text.slice(0, text.indexOf(before)).split('\n').length;
  };

  const error = (): CityPackError => {
    try {
      loadPack(folder);
    } catch (fault) {
      if (fault instanceof CityPackError) return fault;
      throw fault;
    }
    throw new Error('the wrong pack was loaded');
  };

  /** Problems without the folder in front, which differs each time. */
  const problems = () => error().problems.map((one) => ({ ...one, file: one.file.slice(folder.length + 1) }));

  return { path, read, write, change, error, problems, load: () => loadPack(folder) };
};
