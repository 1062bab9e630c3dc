// The city pack beside the bundle, read once. Synth has parsed it and checked its references (DESIGN §5).
import { readFileSync } from 'node:fs';
import type { CityPack } from '#schemas/city/pack.ts';
import { type WorkingCalendar, workingCalendar } from './working-time.ts';

let pack: CityPack | undefined;
let calendar: WorkingCalendar | undefined;

/** The pack this function was deployed with. */
export const cityPack = (): CityPack => {
  // Parsed by zod at synth, and part of the bundle: it is read as what it is, without a second check at every start.
  pack ??= JSON.parse(readFileSync(new URL('./city.json', import.meta.url), 'utf8'));
  if (pack === undefined) throw new TypeError('city.json is empty');
  return pack;
};

/** The pack with its working calendar: what deciders call policy. */
export const cityPolicy = (): { pack: CityPack; calendar: WorkingCalendar } => {
  const city = cityPack();
  calendar ??= workingCalendar({
    timeZone: city.city.timeZone,
    workingHours: city.city.workingHours,
    calendars: city.calendars,
  });
  return { pack: city, calendar };
};
