// Real requests with labels, from outside the project: none of them is ever stored here.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readColumns } from '#cli/rows/read-columns.ts';
import type { LabelledRow } from '#functions/classifier/training/train-model.ts';

export type BenchRow = LabelledRow & { id: string };

/** @throws Error that says how to name a file when there is none. */
export const readData = (file: string | undefined): { rows: BenchRow[]; digest: string } => {
  if (file === undefined || !existsSync(file)) {
    throw new Error(
      `${file === undefined ? 'No data' : `There is no ${file}`}: say --data FILE.tsv (or JIESU_CLASSIFY_DATA=FILE.tsv), with the columns id, group, title, text, label.`,
    );
  }
  const { rows } = readColumns(file, { needed: ['id', 'group', 'title', 'text', 'label'] });
  return {
    rows: rows.map(({ cells: { id = '', group = '', title = '', text = '', label = '' } }) => ({
      id,
      group,
      title,
      text,
      label,
    })),
    digest: createHash('sha256').update(readFileSync(file)).digest('hex'),
  };
};
