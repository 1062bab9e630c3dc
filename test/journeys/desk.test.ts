import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ground, otherAgencies, pack, plain, plainLead, soundReply } from './support/pack.ts';
import { type Browser, browse } from './support/people.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
let desk: Browser;
let supervisor: Browser;
beforeAll(async () => {
  town = await openTown();
  desk = await browse(town.url, 'desk');
  supervisor = await browse(town.url, 'supervisor');
});
afterAll(() => town.close());

/** The open task of a kind, as a page's JSON tells it. */
const taskOf = async (browser: Browser, caseId: string, kind: string): Promise<string> => {
  const { tasks } = await browser.json(`/desk/cases/${caseId}`);
  return tasks.find((task: { kind: string }) => task.kind === kind)?.id ?? `no ${kind}`;
};

/** Fills in the form of a task, as a person does on the page of the case. */
const decide = async (browser: Browser, caseId: string, kind: string, fields: Record<string, string>) => {
  const page = `/desk/cases/${caseId}`;
  const answer = await browser.submit(page, `${page}/tasks/${await taskOf(browser, caseId, kind)}`, fields);
  await town.idle();
  return answer;
};

/** What became of a form: `done`, or the problem of which the page tells. */
const outcome = (answer: Response): string => {
  const query = new URL(answer.headers.get('location') ?? '', answer.url).searchParams;
  return query.get('problem') ?? (query.has('done') ? 'done' : `${answer.status}`);
};

describe('signing in', () => {
  it('leads through the provider to the page that was asked for', async () => {
    const browser = await browse(town.url, undefined);
    const list = await browser.open('/desk?when=late');
    expect(new URL(list.url).pathname).toBe('/_local/oidc/authorize');
    const board = await browser.choose(list, 'desk');
    expect([board.status, new URL(board.url).pathname + new URL(board.url).search]).toEqual([200, '/desk?when=late']);
    expect(await board.text()).toContain('desk 某某');
  });

  it('gives nothing to a person without a role, and nothing to an answer that nobody asked for', async () => {
    const browser = await browse(town.url, undefined);
    expect((await browser.choose(await browser.open('/desk'), 'nobody')).status).toBe(403);
    expect((await browser.send('/desk')).status).toBe(303);
    expect((await browser.open('/sign-in/callback?code=abc&state=def')).status).toBe(400);
    expect(browser.jar.size).toBe(0);
  });

  it('takes no answer that was meant for another browser', async () => {
    const [one, other] = [await browse(town.url, undefined), await browse(town.url, undefined)];
    const list = await one.open('/desk');
    await other.open('/desk');
    const body = new URLSearchParams({ sub: 'desk' });
    const back = (await one.send(list.url, { method: 'POST', body })).headers.get('location') ?? '';
    expect((await other.send(back)).status).toBe(400);
    // Nor was the code spent on it.
    expect((await one.send(back)).headers.get('location')).toBe('/desk');
  });

  it('answers a program without a session 401, and a session is over after eight hours', async () => {
    const stranger = await browse(town.url, undefined);
    const headers = { accept: 'application/json' };
    expect((await stranger.send('/desk', { headers })).status).toBe(401);
    const early = await browse(town.url, 'auditor');
    await town.advance({ hours: 7, minutes: 59 });
    expect((await early.send('/desk', { headers })).status).toBe(200);
    await town.advance({ minutes: 2 });
    expect((await early.send('/desk', { headers })).status).toBe(401);
    desk = await browse(town.url, 'desk');
    supervisor = await browse(town.url, 'supervisor');
  });

  it('ends when a person signs out', async () => {
    const browser = await browse(town.url, 'auditor');
    expect((await browser.submit('/desk', '/sign-out', {})).status).toBe(200);
    expect((await browser.send('/desk')).status).toBe(303);
  });
});

describe('the duty desk', () => {
  it('sees what the machine was unsure of, classifies it, and the case is assigned', async () => {
    const { caseId, body } = await town.request({ text: '有个事情想请你们帮忙看一下，谢谢。' });
    const page = await (await desk.open('/desk')).text();
    expect(page).toContain(`/desk/cases/${caseId}`);
    expect(page).toContain(body['caseNumber']);
    const { rows } = await desk.json('/desk');
    expect(rows).toContainEqual(expect.objectContaining({ caseId, kind: 'classify', owner: 'hotline-centre' }));

    const story = await (await desk.open(`/desk/cases/${caseId}`)).text();
    expect(story).toContain('有个事情想请你们帮忙看一下');
    const done = await decide(desk, caseId, 'classify', {
      action: 'classify',
      decision: 'assign',
      category: plain.path,
    });
    expect(outcome(done)).toBe('done');
    // And from there to the next of its kind.
    expect(await (await desk.open(done.headers.get('location') ?? '')).text()).toContain('href="/desk?task=classify"');
    expect((await town.view(caseId))['status']).toBe('assigned');
    expect((await desk.json('/desk')).rows).not.toContainEqual(expect.objectContaining({ caseId, kind: 'classify' }));
    const classified = (await town.commits(caseId)).find((commit) => commit.actor.role === 'desk');
    expect(classified?.actor.id).toMatch(/^hotline-centre\/[0-9a-f]{16}$/);
    expect(JSON.stringify(await town.commits(caseId))).not.toContain('某某');
    const { timeline } = await desk.json(`/desk/cases/${caseId}`);
    const entry = timeline.find((one: { type: string }) => one.type === 'Classified');
    expect(entry.who).toContain('desk 某某');
  });

  it('reviews a return with its grounds, and sends the case on', async () => {
    const { caseId } = await town.request({ category: plain.path });
    const [next = ''] = otherAgencies;
    await town.act(await town.link(caseId, 'department-sign-for'), {
      action: 'return',
      grounds: ground,
      explanation: '该路段不在本单位管辖范围',
      proposedUnit: next,
    });
    expect(await (await desk.open(`/desk/cases/${caseId}`)).text()).toContain('该路段不在本单位管辖范围');
    expect(outcome(await decide(desk, caseId, 'return', { action: 'approve', unit: next }))).toBe('done');
    expect((await town.view(caseId))['departments']).toEqual([next]);
  });

  it('sends an empty reply back with a reason', async () => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, { action: 'reply', text: '已处理', legalBasis: '《条例》' });
    expect(outcome(await decide(desk, caseId, 'review', { action: 'deny' }))).toBe('invalid-fields');
    const told = await decide(desk, caseId, 'review', { action: 'deny', reason: '请说明做了什么' });
    expect(outcome(told)).toBe('done');
    expect((await town.view(caseId))['status']).toBe('in-progress');
  });

  it('approves more time, and shows the deadline beforehand', async () => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, { action: 'extend', reason: '等待配件到货', workingDays: 2 });
    expect(await (await desk.open(`/desk/cases/${caseId}`)).text()).toContain('等待配件到货');
    expect(outcome(await decide(desk, caseId, 'time', { action: 'approve' }))).toBe('done');
    expect(await town.events(caseId)).toContain('TimeGranted');
  });

  it('merges a case into another by its number, and takes it out again', async () => {
    const parent = await town.request({ category: plain.path });
    const { caseId } = await town.request({ category: plain.path });
    const page = `/desk/cases/${caseId}`;
    const merged = await desk.submit(page, `${page}/acts`, {
      act: 'merge',
      parentId: String(parent.body['caseNumber']),
      reason: '同一处路灯',
    });
    await town.idle();
    expect([outcome(merged), (await town.view(caseId))['status']]).toEqual(['done', 'merged']);
    expect(outcome(await desk.submit(page, `${page}/acts`, { act: 'unmerge', reason: '核对后不是同一处' }))).toBe(
      'done',
    );
    await town.idle();
    expect((await town.view(caseId))['status']).toBe('assigned');
  });

  it('does one act for a form that was sent twice', async () => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, { action: 'extend', reason: '等待配件到货', workingDays: 1 });
    const fields = { action: 'approve', nonce: 'once-0123456789' };
    const page = `/desk/cases/${caseId}`;
    const address = `${page}/tasks/${await taskOf(desk, caseId, 'time')}`;
    expect(outcome(await desk.submit(page, address, fields))).toBe('done');
    await town.idle();
    expect(outcome(await desk.submit(page, address, fields))).toBe('done');
    expect(outcome(await desk.submit(page, address, { ...fields, nonce: 'twice-0123456789' }))).toBe(
      'task-already-done',
    );
    expect((await town.events(caseId)).filter((event) => event === 'TimeGranted')).toHaveLength(1);
  });

  it('refuses a form without the token of its session', async () => {
    const { caseId } = await town.request({ text: '有个事情想请你们帮忙看一下，谢谢。' });
    const address = `/desk/cases/${caseId}/tasks/${await taskOf(desk, caseId, 'classify')}`;
    const forged = { action: 'classify', decision: 'assign', category: plain.path };
    const post = (csrf: string) =>
      desk.send(address, { method: 'POST', body: new URLSearchParams({ ...forged, csrf }) });
    expect(outcome(await post(''))).toBe('not-permitted');
    const other = /name="csrf" value="([^"]+)"/.exec(await (await supervisor.open('/desk')).text())?.[1] ?? '';
    expect(outcome(await post(other))).toBe('not-permitted');
    expect((await town.view(caseId))['status']).toBe('with-duty-desk');
  });
});

describe('a case number', () => {
  it('leads to its case, also to one that is closed, and to nothing that is not the reader’s', async () => {
    const { caseId, body } = await town.request({ category: plain.path });
    const find = `/desk?q=${String(body['caseNumber']).toLowerCase()}`;
    expect((await desk.send(find)).headers.get('location')).toBe(`/desk/cases/${caseId}`);
    const stranger = await browse(town.url, 'stranger');
    expect((await stranger.open(find)).status).toBe(404);
    expect((await desk.open('/desk?q=LJ-0000-0000-1')).status).toBe(200);
  });
});

describe('a supervisor', () => {
  it('sees the hops side by side and rules who owns the case for good', async () => {
    const { caseId } = await town.request({ category: plain.path });
    const [second = '', third = '', owner = ''] = otherAgencies;
    const giveBack = async (proposedUnit: string) =>
      town.act(await town.link(caseId, 'department-sign-for'), {
        action: 'return',
        grounds: ground,
        explanation: '不属于本单位职责',
        proposedUnit,
      });
    await giveBack(second);
    await decide(desk, caseId, 'return', { action: 'approve', unit: second });
    await giveBack(third);
    expect((await town.view(caseId))['status']).toBe('awaiting-ruling');
    const { hops } = await supervisor.json(`/desk/cases/${caseId}`);
    expect(hops.map((hop: { unit: string }) => hop.unit)).toEqual([plainLead, second]);
    const ruled = { action: 'rule', decision: 'assign', unit: owner, reason: '设施由该局管养' };
    expect(outcome(await decide(desk, caseId, 'rule', ruled))).toBe('not-permitted');
    expect(outcome(await decide(supervisor, caseId, 'rule', ruled))).toBe('done');
    expect((await town.view(caseId))['departments']).toEqual([owner]);
  });
});

describe('a unit officer', () => {
  it('works on the own unit’s case, and another unit’s is not there', async () => {
    const { caseId } = await town.request({ category: plain.path });
    const officer = await browse(town.url, 'officer');
    const stranger = await browse(town.url, 'stranger');
    expect((await stranger.send(`/desk/cases/${caseId}`)).status).toBe(404);
    expect((await stranger.json('/desk')).rows).not.toContainEqual(expect.objectContaining({ caseId }));
    expect(outcome(await decide(officer, caseId, 'lead', { action: 'sign' }))).toBe('done');
    expect(outcome(await decide(officer, caseId, 'lead', soundReply))).toBe('done');
    expect((await town.events(caseId)).slice(0, 5)).toContain('SignedFor');
    expect((await town.view(caseId))['status']).toMatch(/awaiting-citizen|reply-in-review/);
  });

  it('takes a first contact back for the minutes of the policy, as behind the link, and no longer', async () => {
    const { caseId } = await town.inProgress();
    const officer = await browse(town.url, 'officer');
    const contacted = () => decide(officer, caseId, 'lead', { action: 'contacted' });
    const takenBack = async () => outcome(await decide(officer, caseId, 'lead', { action: 'undo-contact' }));
    const offered = async (): Promise<string[]> => {
      const { tasks } = await officer.json(`/desk/cases/${caseId}`);
      return tasks[0].actions.map(({ action }: { action: string }) => action);
    };
    expect(await offered()).not.toContain('undo-contact');
    expect(await takenBack()).toBe('action-not-possible');
    await contacted();
    expect(await offered()).toContain('undo-contact');
    expect(await takenBack()).toBe('done');
    await contacted();
    await town.advance({ minutes: (pack.handling.undoFirstContact.minutes ?? 0) + 1 });
    expect(await offered()).not.toContain('undo-contact');
    expect(await takenBack()).toBe('action-not-possible');
  });
});
