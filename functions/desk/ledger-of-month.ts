// The ledger of one month for the units that a reader may see: what the pages of figures are made of.
import { type ReadLine, readLedger } from '#functions/evaluation/read-ledger.ts';
import type { RouteRequest, RouteResponse } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { citizenOwner, ownersOf } from './board.ts';
import { csv } from './csv.ts';
import type { Reader } from './desk-route.ts';
import { localMonth } from './months.ts';

/** The month that is asked for, or the one under way in the city. */
export const monthOf = ({ query }: RouteRequest, reader: Reader): { month: string; current: string } => {
  const current = localMonth(reader.now, reader.pack.city.timeZone);
  const asked = query['month'] ?? '';
  return { month: /^\d{4}-(0[1-9]|1[0-2])$/.test(asked) ? asked : current, current };
};

/** Who sees more units than these is told by one query of the whole month. */
const fewUnits = 3;

/** Units with something on record, in the order of the city pack: nobody is ranked. */
export const ledgerOfMonth = async (
  month: string,
  { session, pack }: Reader,
): Promise<{ unit: string; lines: ReadLine[] }[]> => {
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const units = ownersOf(session.person, { view: 'everyone' }, pack).filter((owner) => owner !== citizenOwner);
  const asked = units.length > fewUnits ? [{ month }] : units.map((unit) => ({ month, unit }));
  const read = await Promise.all(asked.map((what) => readLedger(dynamo(), MATTERS_TABLE, what)));
  const ofUnit = Map.groupBy(read.flat(), ({ unit }) => unit);
  return units.flatMap((unit) => {
    const lines = ofUnit.get(unit);
    return lines === undefined ? [] : [{ unit, lines }];
  });
};

/** A table for a spreadsheet. */
export const csvFile = (name: string, rows: readonly (readonly string[])[]): RouteResponse => ({
  statusCode: 200,
  headers: {
    'content-type': 'text/csv; charset=utf-8',
    'content-disposition': `attachment; filename="${name}.csv"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  },
  body: csv(rows.map((row) => [...row])),
});
