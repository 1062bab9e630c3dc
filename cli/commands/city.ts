// `jiesu city check [DIR]`: is this pack fit to be deployed, and if not, where not.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CityPackError } from '#cities/city-pack-error.ts';
import { loadPack } from '#cities/load-pack.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { projectRoot } from '../synth.ts';
import { CommandError, print, printJson, UsageError } from '../terminal.ts';

const usage = `usage: jiesu city check [DIR] [--json]
  DIR    a city pack, or the name of a folder in cities/ (linjiang)`;

const run = async (words: string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { json: { type: 'boolean', default: false } },
  });
  const [verb, folder = 'linjiang', ...more] = positionals;
  if (verb !== 'check' || more.length > 0) throw new UsageError('Say: city check.');
  const place = placeOf(folder);
  try {
    const summary = summarize(loadPack(place));
    if (values.json) printJson({ ok: true, ...summary });
    else for (const [what, count] of Object.entries(summary)) print(`${what.padEnd(14)} ${count}`);
    return 0;
  } catch (fault) {
    if (!(fault instanceof CityPackError)) throw fault;
    if (values.json) printJson({ ok: false, problems: fault.problems });
    else print(fault.message);
    return 1;
  }
};

/** The folder of a city pack: the folder itself, or a name in cities/. */
export const placeOf = (folder: string): string => {
  if (existsSync(join(folder, 'city.yaml'))) return folder;
  const named = join(projectRoot, 'cities', folder);
  if (existsSync(join(named, 'city.yaml'))) return named;
  throw new CommandError(`There is no city.yaml in ${folder}, and no city of that name in cities/.`);
};

export const summarize = (pack: CityPack) => ({
  city: pack.city.name[pack.city.defaultLocale],
  hash: pack.hash,
  units: pack.departments.units.length,
  categories: pack.catalogue.leaves.length,
  'service items': pack.serviceList.items.length,
  'duty lines': pack.dutyLists.lines.length,
  calendars: pack.calendars.map(({ year }) => year).join(', '),
});

export const city = { run, usage };
