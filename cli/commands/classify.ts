// `jiesu classify FILE`: says what each request of a file is about, by a trained model, by a city's triage, or by both.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadPack } from '#cities/load-pack.ts';
import { classifyBy, type Model, wordsFor } from '#functions/classifier/model.ts';
import { createClassifier, type Told } from '#functions/triage/classify.ts';
import { explainRequest } from '#functions/triage/explain-request.ts';
import { partsBy } from '#functions/triage/trained-parts.ts';
import { cityFolder } from '../city-folder.ts';
import { loadModel } from '../load-model.ts';
import { readColumns } from '../rows/read-columns.ts';
import { CommandError, print, UsageError } from '../terminal.ts';

const usage = `usage: jiesu classify FILE (--model MODEL | --city CITY [--model MODEL]) [options]
  FILE             requests, .tsv or .csv, columns named in the first line; a title or a text may be empty
  --model MODEL    what jiesu train wrote; with --city it must have been trained with --map, and stands for the city's own
  --city CITY      a city pack, or the name of a folder in cities/: also urgency, department, route and reasons
  --title NAME     column of the title (title)
  --text NAME      column of the text (text)
  --id NAME        column of the id (id); without one, a row is called by its line
  --json           a line of JSON a row: id, label, probability, top
  --words          with --json and --model: the words of the request that speak for each of the top labels`;

const options = {
  model: { type: 'string' },
  city: { type: 'string' },
  title: { type: 'string', default: 'title' },
  text: { type: 'string', default: 'text' },
  id: { type: 'string', default: 'id' },
  json: { type: 'boolean', default: false },
  words: { type: 'boolean', default: false },
} as const;

type Answer = { label: string; probability: number; top: { label: string; probability: number }[] };

const run = async (words: string[]): Promise<number> => {
  const { values, positionals } = parseArgs({ args: words, allowPositionals: true, options });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Name one file of requests.');
  const model = values.model === undefined ? undefined : loadModel(values.model);
  const answer = answerer(model, values.city, values.words);
  for (const { id, told } of requestsOf(file, values)) {
    const found = answer(told);
    if (values.json) print(JSON.stringify({ id, ...found }));
    else print(`${id}\t${found.label}\t${found.probability.toFixed(3)}`);
  }
  return 0;
};

const answerer = (model: Model | undefined, city: string | undefined, words: boolean): ((told: Told) => Answer) => {
  if (city !== undefined) return byCity(city, model);
  if (model === undefined) throw new UsageError('Say --model MODEL, or --city CITY.');
  return (told) => {
    const top = classifyBy(model, told)
      .slice(0, 3)
      .map(({ label, probability }) => ({
        label,
        probability: rounded(probability),
        ...(words ? { words: wordsFor(model, told, label) } : {}),
      }));
    return { ...firstOf(top), top };
  };
};

const byCity = (city: string, model: Model | undefined): ((told: Told) => Answer) => {
  const folder = cityFolder(city);
  const pack = loadPack(folder);
  const own = pack.triage.model;
  const known = model ?? (own === undefined ? undefined : loadModel(join(folder, own.file)));
  const parts = known === undefined ? undefined : partsBy(known);
  if (known !== undefined && parts === undefined) {
    throw new CommandError('The model knows no paths of a catalogue: train it with --map.');
  }
  const classifyLeaf = createClassifier(pack.catalogue, parts);
  return (told) => {
    const { candidates, ...rest } = explainRequest(told, pack, classifyLeaf);
    const top = candidates.map(({ path, probability, evidence }) => ({
      label: path,
      probability: rounded(probability),
      words: evidence,
    }));
    return { ...firstOf(top), top, ...rest };
  };
};

const firstOf = ([first]: { label: string; probability: number }[]) => ({
  label: first?.label ?? '',
  probability: first?.probability ?? 0,
});

const rounded = (probability: number): number => Math.round(probability * 10_000) / 10_000;

type Columns = { title: string; text: string; id: string };

const requestsOf = (file: string, { title, text, id }: Columns): { id: string; told: Told }[] => {
  const { rows, has } = readColumns(file, { needed: [], optional: [title, text, id] });
  if (!has.has(title) && !has.has(text)) {
    throw new CommandError(`${file} has neither a column "${title}" nor "${text}". Name them with --title and --text.`);
  }
  return rows.map(({ line, cells }) => ({
    id: cells[id] ?? String(line),
    told: { title: cells[title], text: cells[text] ?? '' },
  }));
};

export const classify = { run, usage };
