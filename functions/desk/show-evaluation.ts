// GET /desk/evaluation and GET /desk/evaluation.csv: the three rates of the units in scope, for one month.

import { type Evaluation, evaluate, type Rate } from '#functions/evaluation/three-rates.ts';
import { json, type RouteResponse, wantsJson } from '#kernel/define-route.ts';
import { defineDeskRoute, type Reader } from './desk-route.ts';
import { evaluationBody } from './evaluation-page.ts';
import { frame } from './frame.ts';
import { csvFile, ledgerOfMonth, monthOf } from './ledger-of-month.ts';
import { deskHtml, problemPage } from './problem-page.ts';
import { wordsOf } from './words.ts';

/** One unit of a month with its rates. */
export type Judged = { unit: string; evaluation: Evaluation };

export const handler = defineDeskRoute('evaluation', ['GET'], problemPage, async (request, reader) => {
  const { month, current } = monthOf(request, reader);
  const judged = await judge(month, reader);
  if (request.path.endsWith('.csv')) return table(judged, month, reader);
  if (wantsJson(request)) return json(200, { month, formula: reader.pack.evaluation, units: judged });
  const { title } = wordsOf(reader.pack, reader.locale).desk.evaluation;
  return deskHtml(200, frame(reader, request, title, evaluationBody(judged, { month, current }, reader)));
});

/** Units that closed something, in the order of the city pack: nobody is ranked. */
const judge = async (month: string, reader: Reader): Promise<Judged[]> =>
  (await ledgerOfMonth(month, reader)).flatMap(({ unit, lines }) => {
    const ended = lines.flatMap((line) => (line.ended === undefined ? [] : [line.ended]));
    return ended.length === 0 ? [] : [{ unit, evaluation: evaluate(ended, reader.pack.evaluation) }];
  });

const percent = ({ rate }: Rate): string => (rate === undefined ? '' : (rate * 100).toFixed(1));

const table = (judged: readonly Judged[], month: string, { pack, locale }: Reader): RouteResponse => {
  const words = wordsOf(pack, locale);
  const { evaluation: head } = words.desk;
  const rates = ['response', 'resolution', 'satisfaction'] as const;
  const titles = [
    head.month,
    head.unit,
    head.closed,
    head.excluded,
    head.exclusionsAsked,
    head.exclusionsGranted,
    head.exclusionsRefused,
    ...rates.flatMap((name) => [`${head[name]} %`, `${head[name]}: ${head.count}`, `${head[name]}: ${head.of}`]),
    head.score,
    head.tier,
    head.late,
    head.reworked,
    head.formula,
  ];
  const rows = judged.map(({ unit, evaluation: one }) => [
    month,
    words.unit(unit),
    String(one.closed),
    String(one.excluded),
    String(one.exclusions.asked),
    String(one.exclusions.granted),
    String(one.exclusions.refused),
    ...rates.flatMap((name) => [percent(one[name]), String(one[name].count), String(one[name].of)]),
    one.score === undefined ? '' : String(one.score),
    one.tier === undefined ? '' : words.tier(one.tier),
    String(one.late),
    String(one.reworked),
    one.version,
  ]);
  return csvFile(`evaluation-${month}`, [titles, ...rows]);
};
