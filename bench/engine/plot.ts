// Draws what the benchmarks of the engine found: `node bench/engine/plot.ts` reads bench/results/engine-*.json and writes
// docs/embedded-stack.svg.
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

const Against = z.object({
  embedded: z.object({ perSecond: z.number(), cpuMsEach: z.number() }),
  restate: z.object({ perSecond: z.number(), cpuMsEach: z.number() }),
});
const Parked = z.object({
  beside1000: z.object({ us: z.number() }),
  besideMany: z.object({ parked: z.number(), us: z.number() }),
});
const read = (name: string): unknown => JSON.parse(readFileSync(`bench/results/${name}.json`, 'utf8'));
const against = Against.parse(read('engine-against-restate'));
const parked = Parked.parse(read('engine-parked'));

type Bar = { label: string; value: number; ours: boolean };
type Panel = { title: string; bars: readonly Bar[] };
const ms = (us: number): number => Math.round(us / 100) / 10;
const panels: readonly Panel[] = [
  {
    title: 'Workflows of six steps and a signal, a second',
    bars: [
      { label: 'embedded engine', value: Math.round(against.embedded.perSecond), ours: true },
      { label: 'Restate', value: Math.round(against.restate.perSecond), ours: false },
    ],
  },
  {
    title: 'CPU of the servers for one of them, ms',
    bars: [
      { label: 'embedded engine', value: against.embedded.cpuMsEach, ours: true },
      { label: 'Restate', value: against.restate.cpuMsEach, ours: false },
    ],
  },
  {
    title: 'Time of one, alone, ms',
    bars: [
      { label: '1,000 parked', value: ms(parked.beside1000.us), ours: true },
      { label: `${parked.besideMany.parked.toLocaleString('en')} parked`, value: ms(parked.besideMany.us), ours: true },
    ],
  },
];

const [labelWidth, barWidth, rowHeight] = [150, 380, 26];
const panelHeight = 34 + 2 * rowHeight + 14;
const bar = ({ label, value, ours }: Bar, at: number, most: number): string => {
  const y = 34 + at * rowHeight;
  const width = Math.max(2, (value / most) * barWidth);
  return `<text x="${labelWidth - 8}" y="${y + 13}" text-anchor="end">${label}</text><rect x="${labelWidth}" y="${y}" width="${width.toFixed(1)}" height="18" fill="${ours ? '#0b5cad' : '#9aa5b1'}"/><text x="${(labelWidth + width + 6).toFixed(1)}" y="${y + 13}">${value}</text>`;
};
const drawn = panels.map(({ title, bars }, at) => {
  const most = Math.max(...bars.map(({ value }) => value));
  return `<g transform="translate(0 ${at * panelHeight})"><text x="8" y="20" font-weight="600">${title}</text>${bars.map((one, row) => bar(one, row, most)).join('')}</g>`;
});
const [width, height] = [labelWidth + barWidth + 70, panels.length * panelHeight];
writeFileSync(
  'docs/embedded-stack.svg',
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui,sans-serif" font-size="13" fill="#1b1f24"><rect width="100%" height="100%" fill="#fff"/>${drawn.join('')}</svg>\n`,
);
