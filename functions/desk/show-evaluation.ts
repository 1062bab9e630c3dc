// GET /desk/evaluation and GET /desk/evaluation.csv: the three rates of the units in scope, for one month.

import { readLedger } from '#functions/evaluation/read-ledger.ts';
import { type Evaluation, evaluate, type Rate } from '#functions/evaluation/three-rates.ts';
import { json, type RouteResponse, wantsJson } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { citizenOwner, ownersOf } from './board.ts';
import { csv } from './csv.ts';
import { defineDeskRoute, type Reader } from './desk-route.ts';
import { evaluationBody } from './evaluation-page.ts';
import { frame } from './frame.ts';
import { localMonth } from './months.ts';
import { deskHtml, problemPage } from './problem-page.ts';
import { wordsOf } from './words.ts';

/** One unit of a month with its rates. */
export type Judged = { unit: string; evaluation: Evaluation };

/** Units asked at a time. */
const atOnce = 10;

export const handler = defineDeskRoute('evaluation', ['GET'], problemPage, async (request, reader) => {
  const current = localMonth(reader.now, reader.pack.city.timeZone);
  const asked = request.query['month'] ?? '';
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(asked) ? asked : current;
  const judged = await judge(month, reader);
  if (request.path.endsWith('.csv')) return table(judged, month, reader);
  if (wantsJson(request)) return json(200, { month, formula: reader.pack.evaluation, units: judged });
  const { title } = wordsOf(reader.pack, reader.locale).desk.evaluation;
  return deskHtml(200, frame(reader, request, title, evaluationBody(judged, { month, current }, reader)));
});

/** Units that closed something, in the order of the city pack: nobody is ranked. */
const judge = async (month: string, { session, pack }: Reader): Promise<Judged[]> => {
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const units = ownersOf(session.person, { view: 'everyone' }, pack).filter((owner) => owner !== citizenOwner);
  const judged: Judged[] = [];
  for (let from = 0; from < units.length; from += atOnce) {
    const some = units.slice(from, from + atOnce);
    const lines = await Promise.all(some.map((unit) => readLedger(dynamo(), MATTERS_TABLE, { unit, month })));
    some.forEach((unit, at) => {
      const own = lines[at] ?? [];
      if (own.length > 0) judged.push({ unit, evaluation: evaluate(own, pack.evaluation) });
    });
  }
  return judged;
};

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
    ...rates.flatMap((name) => [percent(one[name]), String(one[name].count), String(one[name].of)]),
    one.score === undefined ? '' : String(one.score),
    one.tier === undefined ? '' : words.tier(one.tier),
    String(one.late),
    String(one.reworked),
    one.version,
  ]);
  return {
    statusCode: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="evaluation-${month}.csv"`,
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body: csv([titles, ...rows]),
  };
};
