// The city pack beside the bundle, read once. Synth has parsed it and checked its references (DESIGN §5).
import { readFileSync } from 'node:fs';
import type { CityPack } from '#schemas/city/pack.ts';
import { type WorkingCalendar, workingCalendar } from './working-time.ts';

let pack: CityPack | undefined;
const calendars = new WeakMap<CityPack, WorkingCalendar>();

/** The pack this function was deployed with. */
export const cityPack = (): CityPack => {
  // Parsed by zod at synth, and part of the bundle: it is read as what it is, without a second check at every start.
  pack ??= JSON.parse(readFileSync(new URL('./city.json', import.meta.url), 'utf8'));
  if (pack === undefined) throw new TypeError('city.json is empty');
  return pack;
};

/** The pack with its working calendar: what deciders call policy. */
export const cityPolicy = (): { pack: CityPack; calendar: WorkingCalendar } => policyOf(cityPack());

/** The same of a pack that is at hand. */
export const policyOf = (pack: CityPack): { pack: CityPack; calendar: WorkingCalendar } => {
  const { timeZone, workingHours } = pack.city;
  const calendar = calendars.get(pack) ?? workingCalendar({ timeZone, workingHours, calendars: pack.calendars });
  calendars.set(pack, calendar);
  return { pack, calendar };
};
