// GET /desk/topics and GET /desk/topics.csv: what many people spoke of lately, as it was counted last (未诉先办). One item
// is read, whatever the size of the city.
import { dayAfter } from '#functions/proactive/days.ts';
import { readTopics } from '#functions/proactive/topics-store.ts';
import { json, type RouteResponse, wantsJson } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { ProblemError, problem } from '#kernel/problems.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { Count, Topic, Topics } from '#schemas/topics.ts';
import { can } from './can.ts';
import { defineDeskRoute, type Reader } from './desk-route.ts';
import { frame } from './frame.ts';
import { csvFile } from './ledger-of-month.ts';
import { deskHtml, problemPage } from './problem-page.ts';
import { topicsBody } from './topics-page.ts';
import { areaName, categoryName, chosen, parseChoice, short, sumOf, usualOf } from './topics-view.ts';
import { wordsOf } from './words.ts';

export const handler = defineDeskRoute('topics', ['GET'], problemPage, async (request, reader) => {
  const { session, pack } = reader;
  if (!can(session.person, 'see-topics', { what: 'city' }, pack.city.roles))
    throw new ProblemError(
      problem('not-permitted', 'what the whole city speaks of is shown to the desk and supervisors'),
    );
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const all = await readTopics(dynamo(), MATTERS_TABLE);
  const choice = parseChoice(request.query);
  const topics = all === undefined ? undefined : chosen(all, choice);
  if (request.path.endsWith('.csv')) return table(topics, reader);
  if (wantsJson(request)) return json(200, topics ?? { topics: [], counts: [] });
  const { title } = wordsOf(pack, reader.locale).desk.topics;
  return deskHtml(200, frame(reader, request, title, topicsBody(topics, all, choice, reader)));
});

/** Topics, then every row of counts with its days, under one heading: a sheet that can be sorted and filtered. */
const table = (topics: Topics | undefined, { pack, locale }: Reader): RouteResponse => {
  const words = wordsOf(pack, locale);
  const { topics: head } = words.desk;
  if (topics === undefined) return csvFile('topics', []);
  const first = dayAfter(topics.today, 1 - topics.windowDays);
  const days = Array.from({ length: topics.windowDays }, (_, index) => dayAfter(first, index));
  const about = (one: Topic | Count): string[] => [categoryName(one.category, words), areaName(one.area, words)];
  const places = topics.topics.map((one) => [
    one.place,
    ...about(one),
    ...[one.people, one.requests, one.usual].map(String),
    '',
    one.first,
    one.last,
    one.cases.map(({ number }) => number).join(' '),
  ]);
  const counts = topics.counts.map((one) => {
    const usual = usualOf(one, topics);
    const figures = [String(one.people), String(sumOf(one)), usual === undefined ? '' : short(usual)];
    return [
      '',
      ...about(one),
      ...figures,
      one.unusual ? head.unusual : '',
      first,
      topics.today,
      '',
      ...one.days.map(String),
    ];
  });
  const titles = [head.place, head.category, head.area, head.people, head.requests, head.usual, head.unusual];
  return csvFile(`topics-${topics.today}`, [
    [...titles, head.first, head.last, words.desk.board.case, ...days],
    ...places,
    ...counts,
  ]);
};
