// Trains the danger score (functions/triage/danger-score.ts) and says how good it is. Learns from the emergency phrasings
// and from phrasings.tsv; the blind ones, by an author who saw neither rules nor score, are only counted. Deterministic.
//
//   node bench/emergency/train.ts --ordinary messages.tsv --out bench/results/danger-score.json
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadPack } from '#cities/load-pack.ts';
import { dangerBuckets, dangerFeatures } from '#functions/triage/danger-score.ts';
import { screenEmergency } from '#functions/triage/screen-emergency.ts';
import { readMessages } from '../duplicates/material.ts';

const { values } = parseArgs({
  options: { ordinary: { type: 'string', multiple: true, default: [] }, out: { type: 'string' } },
});
const seed = 42;
const epochs = 40;
const decay = 1e-3;

type Example = { text: string; isDanger: boolean; features: number[] };
type Model = { bias: number; weights: Float64Array };

const example = (text: string, isDanger: boolean): Example => ({ text, isDanger, features: dangerFeatures(text) });
const rowsOf = (path: string): string[][] =>
  readFileSync(new URL(path, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));

const labelled = (path: string): Example[] => rowsOf(path).map(([, line, text = '']) => example(text, line !== 'none'));
const read = labelled('../../test/classification/emergencies.tsv');
const blind = labelled('../../test/classification/blind-emergencies.tsv');
const pack = loadPack('cities/linjiang');
const written = [
  ...rowsOf('./phrasings.tsv').map(([label, text = '']) => example(text, label === '1')),
  // What people call about every day, in the words of the sample city's catalogue.
  ...pack.catalogue.leaves.flatMap(({ phrases }) => phrases.map((phrase) => example(phrase, false))),
];

const scoreOf = ({ bias, weights }: Model, { features }: Example): number =>
  bias + features.reduce((sum, bucket) => sum + (weights[bucket] ?? 0), 0) / Math.sqrt(features.length || 1);

// Logistic regression by stochastic descent; danger and no danger weigh the same.
const train = (examples: readonly Example[]): Model => {
  const model: Model = { bias: 0, weights: new Float64Array(dangerBuckets) };
  const dangers = examples.filter(({ isDanger }) => isDanger).length;
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x80000000;
  };
  const order = [...examples];
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    const rate = 1 / (1 + epoch * 0.3);
    for (let at = order.length - 1; at > 0; at -= 1) {
      const other = Math.floor(random() * (at + 1));
      const [one, two] = [order[at], order[other]];
      if (one !== undefined && two !== undefined) [order[at], order[other]] = [two, one];
    }
    for (const one of order) {
      const share = one.isDanger ? dangers : examples.length - dangers;
      const error = 1 / (1 + Math.exp(-scoreOf(model, one))) - (one.isDanger ? 1 : 0);
      const push = (error * examples.length) / 2 / share;
      model.bias -= 0.3 * rate * push;
      for (const bucket of one.features) {
        const weight = model.weights[bucket] ?? 0;
        model.weights[bucket] = weight * (1 - rate * decay) - (2 * rate * push) / Math.sqrt(one.features.length);
      }
    }
  }
  return model;
};

// The threshold at which so many of the emergencies are found that the model had not learned from, five parts in turn.
const crossValidated = read.map((one, row) => ({ one, part: row % 5 }));
const unseen = [0, 1, 2, 3, 4].flatMap((part) => {
  const model = train([...crossValidated.filter((each) => each.part !== part).map(({ one }) => one), ...written]);
  return crossValidated.filter((each) => each.part === part).map(({ one }) => ({ one, score: scoreOf(model, one) }));
});
const thresholdFor = (recall: number): number => {
  const scores = unseen.filter(({ one }) => one.isDanger).map(({ score }) => score);
  scores.sort((one, other) => one - other);
  return scores[Math.floor(scores.length * (1 - recall))] ?? 0;
};

const model = train([...read, ...written]);
const step = Math.max(...model.weights.map(Math.abs)) / 127;
const steps = Int8Array.from(model.weights, (weight) => Math.round(weight / step));
const rounded: Model = { bias: model.bias, weights: Float64Array.from(steps, (value) => value * step) };
const rules = pack.triage.emergency;
const ordinary = values.ordinary.flatMap((path) =>
  readMessages(path).map(({ title, text }) => example(`${title}\n${text}`, false)),
);

const share = (some: readonly Example[], isRaised: (one: Example) => boolean): number =>
  Math.round((1000 * some.filter(isRaised).length) / some.length) / 1000;
const points = [0.8, 0.9, 0.95, 0.975, 0.99, 1].map((wanted) => {
  const threshold = thresholdFor(wanted);
  const byModel = (one: Example) => scoreOf(rounded, one) >= threshold;
  const byEither = (one: Example) => byModel(one) || screenEmergency({ text: one.text }, rules) !== undefined;
  return {
    recallWantedOfLearned: wanted,
    probability: Math.round(1000 / (1 + Math.exp(-threshold))) / 1000,
    blind: {
      found: share(
        blind.filter(({ isDanger }) => isDanger),
        byModel,
      ),
      foundWithWords: share(
        blind.filter(({ isDanger }) => isDanger),
        byEither,
      ),
      hardNegativesRaised: share(
        blind.filter(({ isDanger }) => !isDanger),
        byModel,
      ),
      hardNegativesRaisedWithWords: share(
        blind.filter(({ isDanger }) => !isDanger),
        byEither,
      ),
    },
    ...(ordinary.length === 0 ? {} : { ordinaryRaised: share(ordinary, byModel) }),
  };
});

const text = Buffer.from(steps.buffer).toString('base64');
writeFileSync(
  new URL('../../functions/triage/danger-weights.ts', import.meta.url),
  `// Made by bench/emergency/train.ts; not written by hand.\nexport const dangerWeights = {\n  bias: ${model.bias},\n  step: ${step},\n  steps:\n    '${text}',\n};\n`,
);
const result = {
  date: new Date().toISOString().slice(0, 10),
  versions: { node: process.versions.node },
  seed,
  learnedFrom: { read: read.length, written: written.length },
  blind: blind.length,
  ordinary: ordinary.length,
  points,
};
console.log(JSON.stringify(result, null, 2));
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
