// What a page costs its function: CPU of the function's own thread, the SDK and its signatures included, the embedded services
// not. The median of a page at work is at most 15 ms (DESIGN §7 counts a whole case; this is the pages' own share).
import { afterAll, beforeAll, expect, it } from 'vitest';
import { pngOf } from '#test/builders/pictures.ts';
import { plain, soundReply } from './support/pack.ts';
import { type Browser, browse } from './support/people.ts';
import { sent } from './support/photos.ts';
import { openTown, type Town } from './support/town.ts';

const limitMs = 15;
const [warmUp, rounds] = [8, 21];

let town: Town;
let desk: Browser;
let anybody: Browser;
const places = { over: '', lead: '', caseNumber: '' };
beforeAll(async () => {
  town = await openTown();
  const over = await town.inProgress();
  await town.act(over.lead, soundReply);
  await town.act(await town.link(over.caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
  for (let one = 0; one < 50; one += 1) await town.request({ category: plain.path });
  const open = await town.inProgress();
  await sent(town, open.lead, pngOf(50));
  const { caseNumber } = await town.view(open.caseId);
  Object.assign(places, { over: over.caseId, lead: open.lead, caseNumber });
  [desk, anybody] = [await browse(town.url, 'desk'), await browse(town.url, undefined)];
});
afterAll(() => town.close());

/** Milliseconds of every function since the last look; only one is at work. */
const cpuSinceLastLook = async (): Promise<number> => {
  const { body } = await town.local('invocations');
  await town.local('invocations', { method: 'DELETE' });
  const counts: { cpuMicros: number }[] = Object.values(body);
  return counts.reduce((sum, { cpuMicros }) => sum + cpuMicros, 0) / 1000;
};

const medianOf = async (browser: Browser, address: string): Promise<number> => {
  const taken: number[] = [];
  for (let round = 0; round < warmUp + rounds; round += 1) {
    await town.idle();
    await cpuSinceLastLook();
    const response = await browser.send(address);
    await response.text();
    expect(response.status).toBe(200);
    taken.push(await cpuSinceLastLook());
  }
  return taken.slice(warmUp).toSorted((one, other) => one - other)[Math.floor(rounds / 2)] ?? 0;
};

it.each<[string, () => Browser, () => string, number]>([
  ['a task', () => anybody, () => places.lead, limitMs],
  ['the photos of a task', () => anybody, () => `${places.lead}/files`, limitMs],
  ['who the citizen is', () => anybody, () => `${places.lead}/reveal`, limitMs],
  ['tracking', () => anybody, () => `/c/${places.caseNumber}`, limitMs],
  ['the API’s index', () => anybody, () => '/docs', limitMs],
  ['an operation of the API', () => anybody, () => '/docs/postWebhook', limitMs],
  ['the desk’s own board', () => desk, () => '/desk', limitMs],
  ['the board of the whole city', () => desk, () => '/desk?view=everyone', limitMs],
  ['a case', () => desk, () => `/desk/cases/${places.over}`, limitMs],
  ['what many people speak of', () => desk, () => '/desk/topics', limitMs],
  ['evaluation', () => desk, () => '/desk/evaluation', limitMs],
  ['burden', () => desk, () => '/desk/burden', limitMs],
])('the page of %s costs little', async (page, who, address, limit) => {
  const median = await medianOf(who(), address());
  console.log(`${page}: ${median.toFixed(1)} ms of CPU, median of ${rounds}`);
  expect(median).toBeLessThanOrEqual(limit);
});
