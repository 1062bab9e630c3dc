// The first start shows a city at work: departments and citizens of the sample act on the cases that were just posted, over
// the links that they were sent, as people would. What each does stands in `sample/acts.json`.
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { caseStatuses } from '#schemas/city/messages.ts';
import { CommandError } from './terminal.ts';

/** The acts on one case in order, and where they leave it. */
const ActsSchema = z.array(
  z.strictObject({
    leaves: z.enum(caseStatuses),
    acts: z.array(z.strictObject({ opens: z.string(), does: z.looseObject({ action: z.string() }) })),
  }),
);
const SentSchema = z.array(z.object({ tags: z.record(z.string(), z.string()), links: z.array(z.string()) }));

/** Plays as many rows of `file` as there are cases, each on its own; answers how many acts were done. */
export const playSample = async (api: string, file: string, caseIds: readonly string[]): Promise<number> => {
  const rows = ActsSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  let done = 0;
  for (const [index, { acts }] of rows.entries()) {
    const caseId = caseIds[index];
    if (caseId === undefined) return done;
    for (const { opens, does } of acts) {
      await fetch(`${api}/_local/idle`);
      const link = await linkOf(api, caseId, opens);
      // A unit that reads a morning list has no link yet: its case stays as it is.
      if (link === undefined) break;
      await act(link, does);
      done += 1;
    }
  }
  await fetch(`${api}/_local/idle`);
  return done;
};

const linkOf = async (api: string, caseId: string, template: string): Promise<string | undefined> => {
  const response = await fetch(`${api}/_local/messages?caseId=${caseId}&template=${template}`);
  const sent = SentSchema.parse(await response.json());
  return sent.at(-1)?.links.find((one) => new URL(one).pathname.startsWith('/t/'));
};

const act = async (link: string, does: object): Promise<void> => {
  const headers = { 'content-type': 'application/json', accept: 'application/json' };
  const response = await fetch(link, { method: 'POST', headers, body: JSON.stringify(does) });
  const told = await response.text();
  if (!response.ok) throw new CommandError(`A sample act was refused (${response.status}): ${told.slice(0, 300)}`);
};
