// The same app, deployed again with another city pack: what a change of policy does to cases under way.
import { cpSync, globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { CityPack } from '#schemas/city/pack.ts';

/** A copy of the synthesized app whose pack is what `change` makes of it; the caller removes the folder. */
export const redeployed = (change: (pack: CityPack) => CityPack): string => {
  const folder = mkdtempSync(join(tmpdir(), 'jiesu-redeployed-'));
  cpSync(inject('cdkOut'), folder, { recursive: true });
  for (const file of globSync(join(folder, 'asset.*', 'city.json'))) {
    const pack: CityPack = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify(change(pack)));
  }
  return folder;
};
