// The two curves as SVG: how right the surest part is, and how right it is when it says so.
import type { Figures } from '#functions/classifier/measure.ts';

const size = { width: 480, height: 320, left: 48, bottom: 36, top: 28, right: 12 };

type Point = { x: number; y: number };
type Curve = { name: string; colour: string; points: Point[] };
type Axes = { title: string; across: string; up: string; from: Point; to: Point };

const colours = ['#0b5cad', '#c2410c', '#4d7c0f'];

const chart = (curves: readonly Curve[], { title, across, up, from, to }: Axes): string => {
  const inner = { width: size.width - size.left - size.right, height: size.height - size.top - size.bottom };
  const x = (value: number): number => size.left + ((value - from.x) / (to.x - from.x)) * inner.width;
  const y = (value: number): number => size.top + inner.height - ((value - from.y) / (to.y - from.y)) * inner.height;
  const percent = (value: number): string => `${Math.round(value * 100)} %`;
  const steps = [0, 0.25, 0.5, 0.75, 1];
  const grid = steps.map((step) => {
    const value = { x: from.x + step * (to.x - from.x), y: from.y + step * (to.y - from.y) };
    return `<path d="M${size.left} ${y(value.y).toFixed(1)}H${size.width - size.right}" stroke="#ddd"/><text x="${size.left - 6}" y="${(y(value.y) + 4).toFixed(1)}" text-anchor="end">${percent(value.y)}</text><text x="${x(value.x).toFixed(1)}" y="${size.height - size.bottom + 14}" text-anchor="middle">${percent(value.x)}</text>`;
  });
  const lines = curves.map(({ name, colour, points }, at) => {
    const path = points.map(
      (point, step) => `${step === 0 ? 'M' : 'L'}${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`,
    );
    return `<path d="${path.join('')}" fill="none" stroke="${colour}" stroke-width="2"/><text x="${size.left + 10}" y="${size.height - size.bottom - 12 - 14 * at}" fill="${colour}">${name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" font-family="sans-serif" font-size="11" role="img" aria-label="${title}"><rect width="100%" height="100%" fill="#fff"/><text x="${size.left}" y="16" font-size="13">${title}</text>${grid.join('')}${lines.join('')}<text x="${size.width - size.right}" y="${size.height - 6}" text-anchor="end">${across}</text><text x="6" y="${size.top - 4}">${up}</text></svg>\n`;
};

const colourAt = (at: number): string => colours[at % colours.length] ?? '#000';

export const coverageChart = (named: Record<string, Figures>): string =>
  chart(
    Object.entries(named).map(([name, { coverage }], at) => ({
      name,
      colour: colourAt(at),
      points: coverage.map(({ share, accuracy }) => ({ x: share, y: accuracy })),
    })),
    {
      title: 'Accuracy when only the surest requests are decided',
      across: 'share decided',
      up: 'accuracy',
      from: { x: 0, y: 0.8 },
      to: { x: 1, y: 1 },
    },
  );

export const reliabilityChart = (named: Record<string, Figures>): string =>
  chart(
    [
      {
        name: 'perfect',
        colour: '#999',
        points: [
          { x: 0, y: 0 },
          { x: 1, y: 1 },
        ],
      },
      ...Object.entries(named).map(([name, { reliability }], at) => ({
        name,
        colour: colourAt(at),
        // A bin of a few rows is noise.
        points: reliability.filter(({ rows }) => rows >= 20).map(({ said, right }) => ({ x: said, y: right })),
      })),
    ],
    {
      title: 'How often it is right when it says so',
      across: 'probability it gives',
      up: 'share right',
      from: { x: 0, y: 0 },
      to: { x: 1, y: 1 },
    },
  );
