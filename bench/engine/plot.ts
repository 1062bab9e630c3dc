// Draws docs/embedded-stack.svg from the results: `node bench/engine/plot.ts`. Bars only: each panel has its own scale from
// zero, its numbers written beside the bars.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const root = join(import.meta.dirname, '..', '..');
const read = <T>(name: string, shape: z.ZodType<T>): T =>
  shape.parse(JSON.parse(readFileSync(join(root, 'bench', 'results', name), 'utf8')));

const Side = z.object({ perSecond: z.number(), cpuMsEach: z.number() });
const { embedded, restate, versions, machine } = read(
  'engine-against-restate.json',
  z.object({
    embedded: Side,
    restate: Side,
    versions: z.object({ restateServer: z.string() }),
    machine: z.object({ cores: z.number() }),
  }),
);
const { beside1000, besideMany } = read(
  'engine-parked.json',
  z.object({ beside1000: z.object({ us: z.number() }), besideMany: z.object({ parked: z.number(), us: z.number() }) }),
);

type Panel = { title: string; unit: string; bars: readonly (readonly [label: string, value: number])[] };
const peer = `Restate ${versions.restateServer}`;
const panels: readonly Panel[] = [
  {
    title: 'Workflows a second, 64 callers (more is better)',
    unit: '',
    bars: [
      ['embedded engine', embedded.perSecond],
      [peer, restate.perSecond],
    ],
  },
  {
    title: 'CPU a workflow (less is better)',
    unit: ' ms',
    bars: [
      ['embedded engine', embedded.cpuMsEach],
      [peer, restate.cpuMsEach],
    ],
  },
  {
    title: 'One workflow, one caller, beside parked executions (less is better)',
    unit: ' ms',
    bars: [
      ['1,000 parked', beside1000.us / 1000],
      [`${besideMany.parked.toLocaleString('en')} parked`, besideMany.us / 1000],
    ],
  },
];

const width = 720;
const labelWidth = 170;
const barRoom = 420;
const panelHeight = 96;

const panel = ({ title, unit, bars }: Panel, index: number): string => {
  const top = 44 + index * panelHeight;
  const most = Math.max(...bars.map(([, value]) => value));
  const drawn = bars.map(([label, value], at) => {
    const y = top + 14 + at * 28;
    const long = Math.max(2, (value / most) * barRoom).toFixed(1);
    const shown = `${value >= 100 ? Math.round(value) : value.toFixed(2)}${unit}`;
    return `<text x="${labelWidth - 10}" y="${y + 15}" text-anchor="end">${label}</text>
<rect x="${labelWidth}" y="${y}" width="${long}" height="20" rx="2" fill="${at === 0 ? '#0b6b5d' : '#8a94a0'}"/>
<text x="${labelWidth + Number(long) + 8}" y="${y + 15}">${shown}</text>`;
  });
  return [`<text x="16" y="${top}" font-weight="600">${title}</text>`, ...drawn].join('\n');
};

const height = 44 + panels.length * panelHeight;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="13" fill="#1d2733">
<title>Six durable steps and one awaited signal, on ${machine.cores} cores, on disk with fsync</title>
<rect width="${width}" height="${height}" fill="#fff"/>
<text x="16" y="20" fill="#5a6672">Six durable steps and one awaited signal, ${machine.cores} cores, on disk with fsync, medians</text>
${panels.map(panel).join('\n')}
</svg>
`;
writeFileSync(join(root, 'docs', 'embedded-stack.svg'), svg);
