// What goes wrong, and what the system does about it.
import { createHmac } from 'node:crypto';
import { DescribeExecutionCommand, ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { expect } from 'vitest';
import { plain, plainLead } from '#test/journeys/support/pack.ts';
import type { Town } from '#test/journeys/support/town.ts';
import { cure, type Journey, lying, setFaults } from './walk.ts';

/** Moves time through every run of the sweep, also those before which nothing happens. */
const everyTickOf = (town: Town, minutes: number): Promise<number> =>
  town.stack.advanceTo(town.stack.now() + minutes * 60_000, { everyTick: true });

const stuck: Journey = {
  name: 'a step always fails',
  wrong: ['assign-departments', 'hand-to-duty-officer'],
  async go(town) {
    await setFaults(town, { function: 'assign-departments', fault: 'error-before' });
    const { caseId } = await town.request({ category: plain.path });
    await town.advance({ hours: 1 });
    expect((await town.view(caseId))['status']).toBe('stuck');
    await cure(town);
    await town.act(await town.link(caseId, 'desk-case-stuck'), { action: 'retry' });
    expect((await town.view(caseId))['status']).toBe('assigned');
  },
};

const unheard: Journey = {
  name: 'a mail comes back, and another is taken by nobody',
  async go(town) {
    await town.reach(plainLead, { mailbox: 'bounce@simulator.amazonses.com' });
    const returned = await town.request({ category: plain.path });
    await town.idle();
    expect(await town.link(returned.caseId, 'desk-phone-department')).toContain('/t/');
    await town.reach(plainLead, { mailbox: `${'a'.repeat(70)}@linjiang.example`, phone: 'none' });
    const refused = await town.request({ category: plain.path });
    await town.advance({ minutes: 6 });
    expect(await town.link(refused.caseId, 'desk-phone-department')).toContain('/t/');
    await town.reach(plainLead, {});
  },
};

const lostText: Journey = {
  name: 'a text message is lost',
  async go(town) {
    const { caseId } = await town.request({ category: plain.path });
    const sent = (await town.messages(caseId)).find(({ tags }) => tags['template'] === 'citizen-assigned');
    const body = JSON.stringify({ id: `${caseId}-${sent?.tags['key']}`, status: 'undelivered' });
    const key = await town.secret(town.named('secrets', '/sms-gateway'));
    const signature = `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;
    const headers = { 'content-type': 'application/json', 'x-jiesu-signature': signature };
    expect((await fetch(`${town.url}/v1/sms/receipts`, { method: 'POST', body, headers })).status).toBe(202);
  },
};

const abort = async (town: Town, caseId: string): Promise<void> => {
  const { executions = [] } = await town.clients.sfn.send(
    new ListExecutionsCommand({ stateMachineArn: town.machine, statusFilter: 'RUNNING', maxResults: 1000 }),
  );
  const own = executions.find(({ name }) => name?.startsWith(`${caseId}-`));
  await town.clients.sfn.send(new StopExecutionCommand({ executionArn: own?.executionArn }));
  await town.idle();
  const stopped = await town.clients.sfn.send(new DescribeExecutionCommand({ executionArn: own?.executionArn }));
  expect(stopped.status).toBe('ABORTED');
};

const lostExecution: Journey = {
  name: 'an execution is lost',
  wrong: ['executions'],
  async go(town) {
    const { caseId } = await town.request({ category: plain.path });
    await abort(town, caseId);
    expect((await town.statuses(caseId)).sort()).toEqual(['ABORTED', 'RUNNING']);
  },
};

const swept: Journey = {
  name: 'an execution is lost and nothing restarts it but the sweep',
  wrong: ['restart-execution', 'executions'],
  async go(town) {
    await setFaults(town, { function: 'restart-execution', fault: 'error-before' });
    const before = await lying(town, 'lost-events');
    const { caseId } = await town.request({ category: plain.path });
    await abort(town, caseId);
    await everyTickOf(town, 12);
    expect(await lying(town, 'lost-events')).toBeGreaterThan(before);
    expect(await town.events(caseId)).toContain('ExecutionLost');
    expect((await town.statuses(caseId)).sort()).toEqual(['ABORTED', 'RUNNING']);
    await cure(town);
  },
};

const lateTimer: Journey = {
  name: 'a timer does not fire in time',
  wrong: [],
  async go(town) {
    // So long that the sweep is first, and over when the next journey begins.
    await setFaults(town, { service: 'states', operation: 'Timer', fault: 'late', seconds: 3600, times: 1 });
    const { caseId } = await town.request({ category: plain.path });
    await town.stack.advanceTo(Date.parse(await town.due(caseId, 'sign-for')));
    await everyTickOf(town, 50);
    expect(await town.events(caseId)).toContain('SignForMissed');
    await everyTickOf(town, 30);
    expect(await town.statuses(caseId)).toEqual(['RUNNING']);
    await cure(town);
  },
};

/** Minutes in which each tick comes and has been tried again. */
const ticks = { 'sweep-inbox': 6, 'release-held': 6, 'find-topics': 66 };

const lostTicks: readonly Journey[] = Object.entries(ticks).map(([ticking, minutes]) => ({
  name: `a tick of ${ticking} fails`,
  wrong: [ticking],
  async go(town) {
    await setFaults(town, { function: ticking, fault: 'error-before' });
    const before = await lying(town, 'lost-events');
    await everyTickOf(town, minutes);
    expect(await lying(town, 'lost-events')).toBeGreaterThan(before);
    await cure(town);
  },
}));

const lostBatch: Journey = {
  name: 'the stream gives a batch up',
  wrong: ['react-to-commits'],
  async go(town) {
    const before = await lying(town, 'lost-batches');
    await setFaults(town, { function: 'react-to-commits', fault: 'error-before' });
    await town.request({ category: plain.path });
    await town.advance({ minutes: 15 });
    expect(await lying(town, 'lost-batches')).toBe(before + 1);
    await cure(town);
    // What else the stream has brought meanwhile is tried again within a minute.
    await town.advance({ minutes: 2 });
  },
};

export const mishaps: readonly Journey[] = [
  stuck,
  unheard,
  lostText,
  lostExecution,
  swept,
  lateTimer,
  ...lostTicks,
  lostBatch,
];
