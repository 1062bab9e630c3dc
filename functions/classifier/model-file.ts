// The file of a model: a line that names the format, a line of JSON about the model, then its tables, deflated. Reading
// needs no more than this; nothing in it depends on when or where it was written.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import { indexHashes } from './gram-index.ts';
import type { GramTable, Head, Kind, Model } from './model.ts';

/** Raised when grams, vectors or the layout change: a model of another version cannot be read. */
const format = 'JIESU-CLASSIFIER 1';

export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';
}

const finite = z.number();
const HeadSchema = z.strictObject({
  /** Numbers of its tables. */
  tables: z.array(z.int().min(0)),
  bias: z.array(finite),
  calibration: z.strictObject({ sharpness: finite.positive(), shifts: z.array(finite) }),
});
const AboutSchema = z.strictObject({
  labels: z.array(z.string()).min(2),
  /** Of the training: the same rows with the same seed give the same bytes. */
  training: z.strictObject({
    rows: z.int(),
    seed: z.int(),
    /** SHA-256 over the rows. */
    digest: z.string(),
    jiesu: z.string(),
    /** Measured on rows that the fits did not see. */
    measured: z.record(
      z.string(),
      z.strictObject({ macroF1: finite, accuracy: finite, surest75: finite, calibrationError: finite }),
    ),
  }),
  paths: z.record(z.string(), z.array(z.string())).optional(),
  heads: z.strictObject({ title: HeadSchema, text: HeadSchema, both: HeadSchema }),
  tables: z.array(z.strictObject({ field: z.enum(['title', 'text']), grams: z.int().min(0), top: finite.positive() })),
});
export type About = z.infer<typeof AboutSchema>;
export type TrainingFacts = About['training'];

const kinds: Kind[] = ['title', 'text', 'both'];

export const writeModel = (model: Model, training: TrainingFacts): Uint8Array => {
  const tables = [...new Set(kinds.flatMap((kind) => model.heads[kind].tables))];
  const headOf = ({ tables: own, bias, calibration }: Head) => ({
    tables: own.map((table) => tables.indexOf(table)),
    bias,
    calibration,
  });
  const about: About = {
    labels: model.labels,
    training,
    paths: model.paths,
    heads: { title: headOf(model.heads.title), text: headOf(model.heads.text), both: headOf(model.heads.both) },
    tables: tables.map(({ field, index, top }) => ({ field, grams: index.hashes.length, top })),
  };
  const head = Buffer.from(`${format}\n${JSON.stringify(about)}\n`);
  const body = Buffer.concat(tables.flatMap((table) => planesOf(table, model.labels.length)));
  return Buffer.concat([head, deflateRawSync(body, { level: 9 })]);
};

// Byte by byte: the upper bytes of the steps from hash to hash are nearly all alike, and deflate to almost nothing.
const planesOf = ({ index: { hashes }, weights }: GramTable, labels: number): Uint8Array[] => {
  const planes = Array.from({ length: 4 + labels }, () => new Uint8Array(hashes.length));
  let before = 0;
  hashes.forEach((hash, at) => {
    const step = hash - before;
    before = hash;
    planes.forEach((plane, number) => {
      plane[at] = number < 4 ? (step >>> (8 * number)) & 255 : (weights[at * labels + number - 4] ?? 0) & 255;
    });
  });
  return planes;
};

/** @throws ModelFileError when the bytes are no model, or one of another version. */
export const readModel = (bytes: Uint8Array): { model: Model; training: TrainingFacts } => {
  const first = bytes.indexOf(10);
  const second = bytes.indexOf(10, first + 1);
  const text = new TextDecoder();
  const name = text.decode(bytes.subarray(0, Math.max(first, 0)));
  if (!name.startsWith('JIESU-CLASSIFIER ')) throw new ModelFileError('This is no classifier model.');
  if (name !== format) throw new ModelFileError(`The model is of another version (${name}); train it again.`);
  let about: About;
  let body: Uint8Array;
  try {
    about = AboutSchema.parse(JSON.parse(text.decode(bytes.subarray(first + 1, second))));
    body = inflateRawSync(bytes.subarray(second + 1));
  } catch (cause) {
    throw new ModelFileError('The model is damaged.', { cause });
  }
  const labels = about.labels.length;
  const size = about.tables.reduce((sum, { grams }) => sum + grams * (4 + labels), 0);
  if (size !== body.length) throw new ModelFileError('The model is damaged: it is cut off.');
  let end = 0;
  const tables = about.tables.map(({ field, grams, top }): GramTable => {
    const planes = body.subarray(end, end + grams * (4 + labels));
    end += planes.length;
    return { field, top, index: indexHashes(hashesIn(planes, grams)), weights: weightsIn(planes, grams, labels) };
  });
  const headOf = ({ tables: own, ...rest }: About['heads']['both']): Head => ({
    tables: own.flatMap((at) => tables[at] ?? []),
    ...rest,
  });
  const { title, text: textHead, both } = about.heads;
  const heads = { title: headOf(title), text: headOf(textHead), both: headOf(both) };
  return { model: { labels: about.labels, heads, paths: about.paths }, training: about.training };
};

const hashesIn = (planes: Uint8Array, grams: number): Uint32Array => {
  const hashes = new Uint32Array(grams);
  let before = 0;
  for (let at = 0; at < grams; at += 1) {
    const low = (planes[at] ?? 0) + (planes[grams + at] ?? 0) * 2 ** 8;
    before += low + (planes[2 * grams + at] ?? 0) * 2 ** 16 + (planes[3 * grams + at] ?? 0) * 2 ** 24;
    hashes[at] = before;
  }
  return hashes;
};

const weightsIn = (planes: Uint8Array, grams: number, labels: number): Int8Array => {
  const weights = new Int8Array(grams * labels);
  for (let label = 0; label < labels; label += 1) {
    const from = (4 + label) * grams;
    for (let at = 0; at < grams; at += 1) weights[at * labels + label] = planes[from + at] ?? 0;
  }
  return weights;
};
