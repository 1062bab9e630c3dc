// `jiesu city check [DIR]`: says what is wrong with a city pack, or what is in it.
import { join } from 'node:path';
import { stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { loadPack } from '#cities/load-pack.ts';

const help = `jiesu city check [DIR]: checks a city pack (default cities/linjiang)

  --json   the summary as JSON
`;

export const checkCity = {
  summary: 'checks a city pack: jiesu city check [DIR]',
  async run(args: string[]): Promise<number> {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', short: 'h', default: false } },
    });
    const [verb, folder = join(import.meta.dirname, '..', 'cities', 'linjiang')] = positionals;
    if (values.help || verb !== 'check') {
      stdout.write(help);
      return values.help ? 0 : 2;
    }
    const pack = loadPack(folder);
    const summary = {
      city: pack.city.id,
      hash: pack.hash,
      units: pack.departments.units.length,
      categories: pack.catalogue.leaves.length,
      serviceItems: pack.serviceList.items.length,
      dutyLines: pack.dutyLists.lines.length,
      calendars: pack.calendars.map(({ year }) => year),
    };
    const lines = Object.entries(summary).map(([name, value]) => `  ${name.padEnd(14)} ${String(value)}\n`);
    stdout.write(values.json ? `${JSON.stringify(summary)}\n` : `the pack is sound\n${lines.join('')}`);
    return 0;
  },
};
