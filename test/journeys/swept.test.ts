// A clock whose execution is gone, and of whose end nobody heard: the sweep finds the case all the same.
import { ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { plain, soundReply } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
afterEach(() => town.close());

describe('a case whose execution is lost, and whose restart fails as well', () => {
  it('is started again by the sweep, not only woken for ever', async () => {
    town = await openTown();
    await town.local('faults', {
      method: 'POST',
      body: JSON.stringify([{ function: 'restart-execution', fault: 'error-before' }]),
      headers: { 'content-type': 'application/json' },
    });
    const { caseId } = await town.request({ category: plain.path });
    const { executions = [] } = await town.clients.sfn.send(
      new ListExecutionsCommand({ stateMachineArn: town.machine }),
    );
    await town.clients.sfn.send(new StopExecutionCommand({ executionArn: executions[0]?.executionArn }));
    await town.advance({ minutes: 10 });
    await town.local('faults', { method: 'DELETE' });
    expect(await town.statuses(caseId)).toEqual(['ABORTED']);

    await town.advance({ days: 2 });
    await town.stack.advanceTo(town.stack.now() + 30 * 60_000, { everyTick: true });
    expect((await town.statuses(caseId)).sort()).toEqual(['ABORTED', 'RUNNING']);
    expect(await town.events(caseId)).toContain('SignForMissed');
    const lead = await town.link(caseId, 'department-sign-for');
    await town.act(lead, { action: 'sign' });
    await town.act(lead, soundReply);
    expect((await town.view(caseId))['status']).toBe('awaiting-citizen');
  });
});
