import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSink } from '#local/mail/sink.ts';
import { openStorage } from '#local/storage.ts';
import { createClock } from '#local/time/clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'sink-'));
const clock = createClock({ virtual: true, start: 0 });
let storage = openStorage(join(folder, 'data.sqlite'));
beforeEach(async () => {
  await storage.close();
  rmSync(join(folder, 'data.sqlite'));
  storage = openStorage(join(folder, 'data.sqlite'));
});
afterEach(async () => {
  await storage.close();
});

const add = (sink: ReturnType<typeof openSink>, text: string, tags: Record<string, string>) =>
  sink.add({ channel: 'sms', to: '1', text, tags });
const texts = (sink: ReturnType<typeof openSink>, tags: Record<string, string>, after?: number) =>
  sink.list(tags, after).map(({ text }) => text);

describe('the sink', () => {
  it('finds what has every tag that is asked for, in order, after what was seen already', async () => {
    const sink = openSink(storage, clock);
    await add(sink, 'first', { caseId: 'a', template: 'x' });
    await add(sink, 'other', { caseId: 'b', template: 'x' });
    const seen = await add(sink, 'second', { caseId: 'a', template: 'y' });
    await add(sink, 'third', { caseId: 'a', template: 'x' });
    expect(texts(sink, {})).toEqual(['first', 'other', 'second', 'third']);
    expect(texts(sink, { caseId: 'a' })).toEqual(['first', 'second', 'third']);
    expect(texts(sink, { caseId: 'a', template: 'x' })).toEqual(['first', 'third']);
    expect(texts(sink, { caseId: 'a' }, seen)).toEqual(['third']);
    expect(texts(sink, { caseId: 'c' })).toEqual([]);
    await sink.clear();
    expect(texts(sink, { caseId: 'a' })).toEqual([]);
  });

  it('finds by tag what an older folder holds', async () => {
    await add(openSink(storage, clock), 'old', { caseId: 'a' });
    storage.db.exec('DROP TABLE sink_tags');
    expect(texts(openSink(storage, clock), { caseId: 'a' })).toEqual(['old']);
  });
});
