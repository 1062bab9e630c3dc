// A model in a process of its own, as in a cold function: how long it takes to load, what it occupies, how long a request
// takes. `node bench/classify/in-one-process.ts MODEL FILE`; prints one line of JSON.
import { readFileSync } from 'node:fs';
import { classifyBy } from '#functions/classifier/model.ts';
import { readModel } from '#functions/classifier/model-file.ts';
import { readData } from './read-data.ts';

const [modelFile = '', dataFile] = process.argv.slice(2);
const megabytes = (): number => process.memoryUsage().rss / 1e6;
const before = megabytes();
const begun = performance.now();
const { model } = readModel(readFileSync(modelFile));
const loadMs = performance.now() - begun;
const loadedMb = megabytes() - before;
const { rows } = readData(dataFile);
const cpuBefore = process.cpuUsage();
const times = rows.map(({ title, text }) => {
  const from = performance.now();
  classifyBy(model, { title, text });
  return performance.now() - from;
});
const cpu = process.cpuUsage(cpuBefore);
const firstMs = times[0] ?? 0;
const sorted = times.sort((a, b) => a - b);
const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
const longest = rows.map(({ text }) => text).sort((a, b) => b.length - a.length)[0] ?? '';
const longTimes = Array.from({ length: 20 }, () => {
  const from = performance.now();
  classifyBy(model, { title: longest.slice(0, 30), text: longest });
  return performance.now() - from;
}).sort((a, b) => a - b);
const mean = sorted.reduce((sum, time) => sum + time, 0) / sorted.length;
const round = (value: number): number => Math.round(value * 100) / 100;
process.stdout.write(
  `${JSON.stringify({
    loadMs: round(loadMs),
    loadedMb: round(loadedMb),
    firstMs: round(firstMs),
    meanMs: round(mean),
    meanCpuMs: round((cpu.user + cpu.system) / 1000 / rows.length),
    p50Ms: round(at(0.5)),
    p99Ms: round(at(0.99)),
    maxMs: round(at(1)),
    longestText: { characters: longest.length, medianMs: round(longTimes[10] ?? 0) },
  })}\n`,
);
