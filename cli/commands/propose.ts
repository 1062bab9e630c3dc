// `jiesu propose`: what returns and rulings say against the assignment catalogue, as a diff to be reviewed.
import { parseArgs } from 'node:util';
import { catalogueDiff } from '#cities/catalogue-diff.ts';
import { loadPack } from '#cities/load-pack.ts';
import { learnFromRulings, type Proposal } from '#functions/assignment/learn-from-rulings.ts';
import { CaseEventSchema } from '#schemas/case-events.ts';
import { CommitSchema } from '#schemas/matter.ts';
import { cityFolder } from '../city-folder.ts';
import { endpointOptions } from '../endpoints.ts';
import { isCommit, itemsByCase, readMatters, storedCommit } from '../read-tables.ts';
import { print, printJson, say, UsageError } from '../terminal.ts';

const usage = `usage: jiesu propose [options] > catalogue.diff
  --city NAME       the city pack that is proposed to be changed (linjiang)
  --at-least N      cases that must have gone the same way (3)
  --agreeing SHARE  of all cases that the unit was given first in this category (0.8)
  --json            the proposals with their cases, instead of a diff
  --data DIR | --endpoints FILE    where Jiesu runs (.jiesu)
  --table NAME      instead: the table of matters of a deployment, with the credentials of your environment

The diff goes to standard output, the reasons to standard error. Nothing is changed: read it, apply it with \`patch -p0\`, and
deploy. A unit that the duty lists do not let lead is never proposed.`;

const reasons: Record<NonNullable<Proposal['obstacle']>, string> = {
  'by-area': 'its lead follows the place: look at the duty list instead',
  'not-the-catalogue': 'the catalogue does not name that unit any more',
  guard: 'the duty lists do not let that unit lead',
  'unknown-category': 'the catalogue has no such category any more',
};

const run = async (words: string[]): Promise<number> => {
  const { values } = parseArgs({
    args: words,
    options: {
      ...endpointOptions,
      city: { type: 'string', default: 'linjiang' },
      'at-least': { type: 'string', default: '3' },
      agreeing: { type: 'string', default: '0.8' },
      json: { type: 'boolean', default: false },
      table: { type: 'string' },
    },
  });
  const [atLeast, agreeing] = [Number(values['at-least']), Number(values.agreeing)];
  if (!Number.isInteger(atLeast) || atLeast < 1) throw new UsageError('--at-least is a whole number from 1.');
  if (!(agreeing > 0 && agreeing <= 1)) throw new UsageError('--agreeing is a share above 0, at most 1.');
  const folder = cityFolder(values.city);
  const cases = [...itemsByCase(await readMatters(values))].map(([caseId, own]) => ({
    caseId,
    events: own
      .filter(isCommit)
      .flatMap((item) => CommitSchema.parse(storedCommit(item)).events.map((event) => CaseEventSchema.parse(event))),
  }));
  const proposals = learnFromRulings(cases, loadPack(folder), { atLeast, agreeing });
  if (values.json) printJson(proposals);
  else show(proposals, folder);
  return 0;
};

const show = (proposals: readonly Proposal[], folder: string): void => {
  if (proposals.length === 0) say('Returns and rulings say nothing against the catalogue.');
  for (const { category, from, to, cases, of, obstacle } of proposals) {
    const how = obstacle === undefined ? 'proposed below' : `not proposed: ${reasons[obstacle]}`;
    say(`${category}: ${cases.length} of ${of} cases went from ${from} to ${to}; ${how}`);
  }
  const possible = proposals.filter(({ obstacle }) => obstacle === undefined);
  if (possible.length > 0) print(catalogueDiff(folder, possible, process.cwd()).trimEnd());
};

export const propose = { run, usage };
