// Posts the rows of a file, a few at a time, and counts what became of them.
import { setTimeout as pause } from 'node:timers/promises';
import { type Door, type Posted, postWebhook } from './post-webhook.ts';
import { fingerprint, type Row } from './rows/read-rows.ts';
import { CommandError, progressBar } from './terminal.ts';

export type FeedSummary = {
  accepted: number;
  repeated: number;
  /** Of the accepted and repeated rows, in the order in which they were answered. */
  caseIds: string[];
  refused: { line: number; reason: string }[];
};

const atOnce = 6;

/** `ratePerSecond` spreads the posts; without it they go as fast as they are answered. */
export const feedRows = async (door: Door, rows: readonly Row[], ratePerSecond?: number): Promise<FeedSummary> => {
  const summary: FeedSummary = { accepted: 0, repeated: 0, caseIds: [], refused: [] };
  const bar = progressBar('Posting', rows.length);
  const begun = performance.now();
  let next = 0;
  let done = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < rows.length; index = next++) {
      const row = rows[index];
      if (row === undefined) return;
      if (ratePerSecond !== undefined)
        await pause(Math.max(0, begun + (index * 1000) / ratePerSecond - performance.now()));
      count(summary, row.line, await post(door, row));
      done += 1;
      bar.update(done);
    }
  };
  try {
    // What follows on a request stays behind it: files with other events go one by one.
    const ordered = rows.some((row) => 'type' in row && row.type !== 'request.created');
    await Promise.all(Array.from({ length: ordered ? 1 : atOnce }, worker));
  } finally {
    bar.end();
  }
  summary.refused.sort((one, other) => one.line - other.line);
  return summary;
};

const post = async (door: Door, row: Row): Promise<Posted> => {
  if ('unreadable' in row) return { outcome: 'refused', status: 0, reason: row.unreadable };
  const { type, data } = row;
  try {
    return await postWebhook(door, { id: `feed-${fingerprint({ type, data })}`, type, data });
  } catch (fault) {
    const why = fault instanceof Error && fault.cause instanceof Error ? fault.cause.message : String(fault);
    throw new CommandError(
      `Nobody answers at ${door.api} (${why}). Is Jiesu running? What was posted before stays; post the file again later.`,
    );
  }
};

const count = (summary: FeedSummary, line: number, posted: Posted): void => {
  if (posted.outcome === 'refused') {
    summary.refused.push({ line, reason: posted.reason });
    return;
  }
  summary[posted.outcome] += 1;
  if (posted.caseId !== undefined) summary.caseIds.push(posted.caseId);
};

const shownRefusals = 20;

/** The summary in words: counts, then the refused rows with their reasons. */
export const summaryText = ({ accepted, repeated, refused }: FeedSummary): string =>
  [
    `${accepted} accepted, ${repeated} repeated, ${refused.length} refused`,
    ...refused.slice(0, shownRefusals).map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...(refused.length > shownRefusals ? [`  … and ${refused.length - shownRefusals} more (--json lists all)`] : []),
  ].join('\n');
