// GET /desk and GET /desk.csv: what is late, what is at risk today, and on whom it waits.
import { readCaseNumber } from '#functions/case/case-id.ts';
import { inWords } from '#functions/pages/format.ts';
import { json, type RouteResponse, wantsJson } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { findMatters } from '#kernel/find-store.ts';
import { findHasher, productKeys } from '#kernel/keyed-hash.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { type Board, type Filters, ownersOf, parseFilters, type Row, readBoard, readInboxes } from './board.ts';
import { boardBody } from './board-page.ts';
import { csv } from './csv.ts';
import { defineDeskRoute, type Reader } from './desk-route.ts';
import { frame } from './frame.ts';
import { deskHtml, problemPage } from './problem-page.ts';
import { wordsOf } from './words.ts';

const pageSize = 50;
/** A spreadsheet of more rows is nobody's list of work. */
const longestTable = 2000;

export const handler = defineDeskRoute('board', ['GET'], problemPage, async (request, reader) => {
  const filters = parseFilters(request.query);
  if (request.path.endsWith('.csv')) return table(await load(filters, reader, longestTable), reader);
  const caseId = wantsJson(request) ? undefined : await caseOfNumber(filters.q);
  if (caseId !== undefined)
    return { statusCode: 303, headers: { location: `/desk/cases/${caseId}`, 'cache-control': 'no-store' } };
  const board = await load(filters, reader, pageSize);
  if (wantsJson(request))
    return json(200, { rows: board.rows.map(plain), ...(board.next === undefined ? {} : { next: board.next }) });
  const { title } = wordsOf(reader.pack, reader.locale).desk.board;
  return deskHtml(200, frame(reader, request, title, boardBody(board, filters, reader)));
});

/** A whole case number leads to its case, open or closed; whether it is the reader's to see, its page says. */
const caseOfNumber = async (typed: string | undefined): Promise<string | undefined> => {
  const number = readCaseNumber(typed ?? '');
  if (number === undefined) return undefined;
  const { MATTERS_TABLE, KEYS_SECRET } = readEnvironment(['MATTERS_TABLE', 'KEYS_SECRET']);
  const hash = findHasher((await productKeys(KEYS_SECRET)).find)('number', number);
  const [found] = await findMatters(dynamo(), MATTERS_TABLE, { facet: 'number', hash, since: '0', limit: 1 });
  return found?.ref.id;
};

const load = async (filters: Filters, { session, pack, now }: Reader, size: number): Promise<Board> => {
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const owners = ownersOf(session.person, filters, pack);
  const inboxes = await readInboxes(MATTERS_TABLE, owners);
  return readBoard(inboxes, owners, filters, { now, timeZone: pack.city.timeZone, size });
};

const plain = ({ ref, taskId, kind, dueAt, provisional, shown, owner, when }: Row) => ({
  caseId: ref.id,
  taskId,
  kind,
  owner,
  dueAt,
  provisional,
  when,
  number: shown?.number,
  category: shown?.topic,
  urgency: shown?.level,
});

const table = (board: Board, { pack, locale, now }: Reader): RouteResponse => {
  const words = wordsOf(pack, locale);
  const { board: head } = words.desk;
  const rows = board.rows.map(({ shown, kind, owner, dueAt }) => [
    shown?.number ?? '',
    shown?.topic === undefined ? head.unclassified : words.categoryPath(shown.topic),
    shown?.level === undefined ? '' : words.level(shown.level),
    words.task(kind),
    words.unit(owner),
    inWords(dueAt, pack.city.timeZone, locale),
    words.left(dueAt, now),
  ]);
  const titles = [head.case, head.category, head.urgency, head.task, head.waitingOn, head.dueAt, head.left];
  return {
    statusCode: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="desk.csv"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
    body: csv([titles, ...rows]),
  };
};
