// No case is lost: repeats, failing steps, restarts, and deadlines that wait for a calendar.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { plain, plainLead, soundReply } from './support/pack.ts';
import { redeployed } from './support/redeployed.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
afterEach(() => town.close());

const request = (externalId: string) => ({
  externalId,
  channel: 'app',
  category: plain.path,
  text: '健身广场的单杠底座开裂，老人锻炼时差点摔倒，请派人检查。',
  requester: { name: '赵敏', phone: '13611112222' },
});

describe('nothing is lost', () => {
  it('makes one case, one workflow and one set of messages of the same webhook sent a hundred times at once', async () => {
    town = await openTown();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        town.webhook('request.created', request('SAME-1'), index % 2 === 0 ? 'msg_same' : `msg_same_${index}`),
      ),
    );
    await town.idle();
    expect(new Set(answers.map((one) => one.status))).toEqual(new Set([202]));
    const ids = new Set(answers.map((one) => one.body['caseId']));
    expect(ids.size).toBe(1);
    const [caseId = ''] = ids;
    expect(answers.filter((one) => one.body['repeated'] !== true)).toHaveLength(1);
    expect(await town.statuses(caseId)).toEqual(['RUNNING']);
    expect((await town.told(caseId)).sort()).toEqual([...new Set(await town.told(caseId))].sort());
    expect((await town.events(caseId)).filter((event) => event === 'Received')).toHaveLength(1);
  });

  it('answers other content under the same id with 409, and names the way', async () => {
    town = await openTown();
    expect((await town.webhook('request.created', request('SAME-2'))).status).toBe(202);
    const other = await town.webhook('request.created', { ...request('SAME-2'), text: '换了一件事：楼道灯坏了。' });
    expect(other.status).toBe(409);
    expect(other.body).toMatchObject({
      type: 'urn:jiesu:problem:content-conflict',
      possible: ['request.supplemented'],
    });
  });

  it('turns a step that always fails into a visible task of the duty officer, and a retry brings the case back', async () => {
    town = await openTown();
    await town.faults({ function: 'assign-departments', fault: 'error-before' });
    const { caseId } = await town.request({ category: plain.path });
    await town.advance({ hours: 1 });
    expect((await town.view(caseId))['status']).toBe('stuck');
    expect(await town.states(caseId)).toContain('Hand to duty officer');
    const stuck = await town.link(caseId, 'desk-case-stuck');
    await town.faults();
    expect((await town.act(stuck, { action: 'retry' })).status).toBe(200);
    expect((await town.view(caseId))['status']).toBe('assigned');
    expect((await town.statuses(caseId)).sort()).toEqual(['RUNNING', 'SUCCEEDED']);
    expect((await town.act(await town.link(caseId, 'department-sign-for'), { action: 'sign' })).status).toBe(200);
  });

  it('finds an execution that died between two steps although the notice of it was lost', async () => {
    town = await openTown();
    await town.faults(
      { function: 'assign-departments', fault: 'throttle' },
      { function: 'restart-execution', fault: 'error-before' },
    );
    const { caseId } = await town.request({ category: plain.path });
    const { executions = [] } = await town.clients.sfn.send(
      new ListExecutionsCommand({ stateMachineArn: town.machine }),
    );
    await town.clients.sfn.send(new StopExecutionCommand({ executionArn: executions[0]?.executionArn }));
    await town.faults({ function: 'restart-execution', fault: 'error-before' });
    await town.advance({ minutes: 11 });
    expect(await town.statuses(caseId)).toEqual(expect.arrayContaining(['ABORTED', 'RUNNING']));
    expect(await town.events(caseId)).toContain('ExecutionLost');
    expect((await town.view(caseId))['status']).toBe('assigned');
    await town.advance({ minutes: 30 });
    expect(await town.statuses(caseId)).toHaveLength(2);
  });

  it('wakes a case whose own timer does not fire in time', async () => {
    town = await openTown();
    await town.faults({ service: 'states', operation: 'Timer', fault: 'late', seconds: 7 * 86_400, times: 1 });
    const { caseId } = await town.request({ category: plain.path });
    await town.advance({ days: 1 });
    await town.stack.advanceTo(town.stack.now() + 40 * 60_000, { everyTick: true });
    const events = await town.events(caseId);
    expect(events).toContain('SignForMissed');
    // Woken once, not at every look.
    expect(events.filter((event) => event === 'SignForMissed' || event === 'Resumed')).toHaveLength(1);
    expect(await town.told(caseId)).toContain(`department-reminder→${plainLead}`);
    expect(await town.statuses(caseId)).toEqual(['RUNNING']);
  });

  it('still watches over a unit that a new city pack no longer knows', async () => {
    const data = mkdtempSync(join(tmpdir(), 'jiesu-unit-gone-'));
    town = await openTown({ data });
    await town.advance({ minutes: 10 });
    const { caseId } = await town.request({ category: plain.path });
    const lead = (await town.tasks(caseId)).find((task) => task.kind === 'lead')?.owner;
    await town.close({ keep: true });
    const cdkOut = redeployed((pack) => ({
      ...pack,
      departments: { ...pack.departments, units: pack.departments.units.filter((unit) => unit.id !== lead) },
    }));
    town = await openTown({ data, cdkOut });
    // Nothing moves the case but the sweep: its execution is gone, and nobody was told.
    await town.faults(
      { function: 'restart-execution', fault: 'error-before' },
      { function: 'sweep-inbox', operation: 'ListExecutions', service: 'states', fault: 'error-before' },
    );
    const { executions = [] } = await town.clients.sfn.send(
      new ListExecutionsCommand({ stateMachineArn: town.machine }),
    );
    await town.clients.sfn.send(new StopExecutionCommand({ executionArn: executions[0]?.executionArn }));
    await town.advance({ days: 3 });
    expect(await town.events(caseId)).toContain('Resumed');
    expect((await town.statuses(caseId)).sort()).toEqual(['ABORTED', 'RUNNING']);
    rmSync(cdkOut, { recursive: true });
  });

  it('goes on after a restart with its timers, tokens and messages', async () => {
    const data = mkdtempSync(join(tmpdir(), 'jiesu-restart-'));
    town = await openTown({ data });
    const { caseId } = await town.request({ category: plain.path });
    await town.close({ keep: true });
    town = await openTown({ data });
    expect((await town.view(caseId))['status']).toBe('assigned');
    const tail = new URL(await town.link(caseId, 'department-sign-for')).pathname;
    const link = `${town.url}${tail}`;
    expect((await town.act(link, { action: 'sign' })).status).toBe(200);
    await town.act(link, soundReply);
    expect((await town.view(caseId))['status']).toBe('awaiting-citizen');
    await town.advance({ days: 10 });
    expect(await town.view(caseId)).toMatchObject({ status: 'closed', outcome: 'unverified' });
  });
});
