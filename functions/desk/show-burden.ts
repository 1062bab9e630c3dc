// GET /desk/burden and GET /desk/burden.csv: what the hotline asked of the units in scope, week by week, and what they were
// spared; of the cases that closed in one month.
import { figures, sumOfBurden } from '#functions/evaluation/burden.ts';
import { json, wantsJson } from '#kernel/define-route.ts';
import type { BurdenLine } from '#schemas/burden.ts';
import { burdenBody } from './burden-page.ts';
import { defineDeskRoute, type Reader } from './desk-route.ts';
import { frame } from './frame.ts';
import { csvFile, ledgerOfMonth, monthOf } from './ledger-of-month.ts';
import { deskHtml, problemPage } from './problem-page.ts';
import { wordsOf } from './words.ts';

export const handler = defineDeskRoute('burden', ['GET'], problemPage, async (request, reader) => {
  const { month, current } = monthOf(request, reader);
  const unit = request.query['unit'];
  const all = await burdenOfMonth(month, reader);
  const lines = unit === undefined || unit === '' ? all : all.filter((line) => line.unit === unit);
  const words = wordsOf(reader.pack, reader.locale);
  if (request.path.endsWith('.csv')) {
    const { burden } = words.desk;
    const titles = [burden.unit, burden.week, ...figures.map((name) => burden[name])];
    const rows = lines.map((line) => [
      words.unit(line.unit),
      line.week,
      ...figures.map((name) => String(line[name] ?? 0)),
    ]);
    return csvFile(`burden-${month}`, [titles, ...rows]);
  }
  if (wantsJson(request)) return json(200, { month, lines });
  const units = [...new Set(all.map((line) => line.unit))];
  return deskHtml(
    200,
    frame(reader, request, words.desk.burden.title, burdenBody(lines, { month, current, unit, units }, reader)),
  );
});

const burdenOfMonth = async (month: string, reader: Reader): Promise<BurdenLine[]> => {
  const read = await ledgerOfMonth(month, reader);
  return read.flatMap(({ unit, lines }) =>
    sumOfBurden(lines.map(({ week, burden }) => ({ unit, week, ...burden }))).filter((line) =>
      figures.some((name) => (line[name] ?? 0) > 0),
    ),
  );
};
