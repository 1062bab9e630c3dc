// What is done at the duty desk: signing in, looking, deciding. Together they use what the desk's functions may do.
import { expect } from 'vitest';
import { plain, plainLead, soundReply } from '#test/journeys/support/pack.ts';
import { browse } from '#test/journeys/support/people.ts';
import type { Journey } from './walk.ts';

const board: Journey = {
  name: 'the duty desk looks at its board',
  async go(town) {
    const { caseId, body } = await town.request({ text: '有个事情想请你们帮忙看一下，谢谢。' });
    const desk = await browse(town.url, 'desk');
    const { rows } = await desk.json('/desk');
    expect(rows.map((row: { caseId: string }) => row.caseId)).toContain(caseId);
    const found = await desk.send(`/desk?q=${body['caseNumber']}`);
    expect(found.headers.get('location')).toBe(`/desk/cases/${caseId}`);
    expect((await desk.submit('/desk', '/sign-out', {})).status).toBe(200);
  },
};

const decided: Journey = {
  name: 'the duty desk reads a case and decides on its reply',
  async go(town) {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, { action: 'reply', text: '已处理', legalBasis: '《条例》' });
    const desk = await browse(town.url, 'desk');
    const page = `/desk/cases/${caseId}`;
    expect(await (await desk.open(page)).text()).toContain('号来电');
    const { tasks } = await desk.json(page);
    const review = tasks.find((task: { kind: string }) => task.kind === 'review');
    await desk.submit(page, `${page}/tasks/${review?.id}`, { action: 'deny', reason: '请说明做了什么' });
    await town.idle();
    expect((await town.view(caseId))['status']).toBe('in-progress');
    expect(await (await desk.open(page)).text()).toContain('请说明做了什么');
  },
};

const evaluated: Journey = {
  name: 'the supervisor looks at the rates and the burden',
  async go(town) {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, soundReply);
    await town.act(await town.link(caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
    const supervisor = await browse(town.url, 'supervisor');
    const { units } = await supervisor.json('/desk/evaluation');
    expect(units.map(({ unit }: { unit: string }) => unit)).toContain(plainLead);
    const { lines } = await supervisor.json('/desk/burden');
    expect(lines.map(({ unit }: { unit: string }) => unit)).toContain(plainLead);
  },
};

const counted: Journey = {
  name: 'the duty desk looks at what many people speak of',
  async go(town) {
    await town.request({ category: plain.path, text: '翠湖花园的路灯坏了好几天，晚上一片漆黑。' });
    await town.advance({ hours: 1 });
    // Later in a town's life the count of the next morning has it.
    await town.advance({ days: 1 });
    const desk = await browse(town.url, 'desk');
    const { requests, read } = await desk.json('/desk/topics');
    expect(requests.window).toBeGreaterThan(0);
    expect(read.texts).toBeGreaterThan(0);
  },
};

export const atDesk: readonly Journey[] = [board, decided, evaluated, counted];
