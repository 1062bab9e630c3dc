// One linear model a label, all fitted in one pass: dual coordinate descent for the squared hinge (Hsieh and others,
// 2008). Each gram and label has a scale of its own, which says how much the gram may come to weigh for the label.
import { shuffled } from './chance.ts';
import type { Vectors } from './vectors.ts';

/** Weight of gram g for label l at `g * labels + l`. */
export type Linear = { weights: Float32Array; bias: Float64Array };

export type Task = {
  vectors: Vectors;
  /** Label of each row. */
  truth: Int32Array;
  labels: number;
  /** The rows to learn from. */
  rows: Int32Array;
  /** How much each row counts; 1 where absent. */
  counts?: Float32Array;
};

export type Fit = {
  /** Of each gram and label, squared; see scales.ts. */
  scales: Float32Array;
  /** How dear a mistake is. */
  cost: number;
  /** 0 treats rows alike, 1 labels. */
  balance: number;
  passes: number;
  seed: number;
};

/** A step smaller than this is not worth writing. */
const smallest = 1e-3;

export const fitLinear = (task: Task, fit: Fit): Linear => {
  const { vectors, labels, rows, truth } = task;
  const weights = new Float32Array(vectors.width * labels);
  const bias = new Float64Array(labels);
  const alpha = new Float64Array(rows.length * labels);
  const { slack, curve } = curvature(task, fit);
  const score = new Float64Array(labels);
  const step = new Float64Array(labels);
  for (let pass = 0; pass < fit.passes; pass += 1) {
    let worst = 0;
    for (const turn of shuffled(rows.length, fit.seed * 1000 + pass)) {
      const row = rows[turn] ?? 0;
      scoreRow(vectors, row, { weights, bias }, score);
      let moved = false;
      for (let label = 0; label < labels; label += 1) {
        const at = turn * labels + label;
        const side = truth[row] === label ? 1 : -1;
        const old = alpha[at] ?? 0;
        const slope = side * (score[label] ?? 0) - 1 + (slack[at] ?? 0) * old;
        const downhill = old === 0 ? Math.min(slope, 0) : slope;
        worst = Math.max(worst, Math.abs(downhill));
        step[label] = 0;
        if (Math.abs(downhill) <= smallest) continue;
        const next = Math.max(old - slope / (curve[at] ?? 1), 0);
        alpha[at] = next;
        step[label] = (next - old) * side;
        bias[label] = (bias[label] ?? 0) + (next - old) * side;
        moved = true;
      }
      if (moved) addRow(vectors, row, step, fit.scales, weights);
    }
    if (worst < 0.05) break;
  }
  return { weights, bias };
};

/** Scores of one row into `into`. */
export const scoreRow = (vectors: Vectors, row: number, { weights, bias }: Linear, into: Float64Array): void => {
  const labels = bias.length;
  into.set(bias);
  const end = vectors.starts[row + 1] ?? 0;
  for (let at = vectors.starts[row] ?? 0; at < end; at += 1) {
    const value = vectors.values[at] ?? 0;
    const from = (vectors.ids[at] ?? 0) * labels;
    for (let label = 0; label < labels; label += 1) {
      into[label] = (into[label] ?? 0) + (weights[from + label] ?? 0) * value;
    }
  }
};

const addRow = (vectors: Vectors, row: number, step: Float64Array, scales: Float32Array, weights: Float32Array) => {
  const labels = step.length;
  const end = vectors.starts[row + 1] ?? 0;
  for (let at = vectors.starts[row] ?? 0; at < end; at += 1) {
    const value = vectors.values[at] ?? 0;
    const from = (vectors.ids[at] ?? 0) * labels;
    for (let label = 0; label < labels; label += 1) {
      weights[from + label] = (weights[from + label] ?? 0) + (step[label] ?? 0) * value * (scales[from + label] ?? 0);
    }
  }
};

// What the descent needs of each row and label: how much slack costs, and how steep the way is.
const curvature = ({ vectors, truth, labels, rows, counts }: Task, { scales, cost, balance }: Fit) => {
  const size = new Float64Array(labels);
  for (const row of rows) size[truth[row] ?? 0] = (size[truth[row] ?? 0] ?? 0) + 1;
  const dear = size.map((rowsOfLabel) => (rows.length / (labels * Math.max(rowsOfLabel, 1))) ** balance);
  const slack = new Float64Array(rows.length * labels);
  const curve = new Float64Array(rows.length * labels);
  rows.forEach((row, turn) => {
    const own = truth[row] ?? 0;
    const end = vectors.starts[row + 1] ?? 0;
    for (let label = 0; label < labels; label += 1) {
      const weight = (counts?.[row] ?? 1) * (label === own ? (dear[label] ?? 1) : 1);
      slack[turn * labels + label] = 1 / (2 * cost * weight);
      curve[turn * labels + label] = 1 + 1 / (2 * cost * weight);
    }
    for (let at = vectors.starts[row] ?? 0; at < end; at += 1) {
      const square = (vectors.values[at] ?? 0) ** 2;
      const from = (vectors.ids[at] ?? 0) * labels;
      for (let label = 0; label < labels; label += 1) {
        const to = turn * labels + label;
        curve[to] = (curve[to] ?? 0) + square * (scales[from + label] ?? 0);
      }
    }
  });
  return { slack, curve };
};
