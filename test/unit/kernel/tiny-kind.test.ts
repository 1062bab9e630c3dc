import { SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { carryOut } from '#kernel/carry-out.ts';
import type { Caller } from '#kernel/consequences.ts';
import { type Reactor, react } from '#kernel/react.ts';
import { memoryStore } from '#test/builders/memory-store.ts';
import { type LoanEvent, loanKind } from '#test/builders/tiny-kind.ts';

const sfn = mockClient(SFNClient);
const sqs = mockClient(SQSClient);
beforeEach(() => {
  sfn.reset();
  sqs.reset();
  sfn.onAnyCommand().resolves({});
  sqs.onAnyCommand().resolves({});
});

const ref = { kind: 'loan', id: 'l1' };
const until = '2026-03-09T01:00:00.000Z';

/** Tasks and waits as the table would hold them. */
const aLibrary = () => {
  const store = memoryStore();
  const tasks = new Map<string, string>();
  const tokens = new Map<string, string>();
  const reactor: Reactor = {
    store: {
      openTask: async (_ref, task) => void tasks.set(task.id, 'open'),
      closeTask: async (_ref, id) => void tasks.set(id, 'closed'),
      settleWait: async (_ref, waitId) => ({ token: tokens.get(waitId) }),
      addFind: async () => {},
      setLedger: async (_ref, line) => void tasks.set(`ledger ${line.unit}`, line.week),
      followers: async () => ({ refs: [] }),
    },
    confirmText: async () => {},
    sqs: new SQSClient({ region: 'us-east-1' }),
    sfn: new SFNClient({ region: 'us-east-1' }),
    messagesQueueUrl: 'https://queue.invalid/messages.fifo',
    followersQueueUrl: 'https://queue.invalid/followers',
    stateMachineOf: (kind) => `machine of ${kind}`,
  };
  const carry = async (cause: string, caller: Caller, event: LoanEvent | undefined) => {
    const carried = await carryOut({ store, policy: undefined, packHash: '0'.repeat(16) }, loanKind, {
      ref,
      cause,
      actor: { role: 'test' },
      occurredAt: '2026-03-02T01:00:00.000Z',
      caller,
      decide: () => ({ outcome: 'decided', events: event === undefined ? [] : [event] }),
    });
    for (const commit of store.commits(ref).slice(-1)) await react(reactor, commit);
    return carried;
  };
  return { store, tasks, tokens, reactor, carry };
};

describe('a kind of matter that the kernel has never heard of', () => {
  it('starts its workflow, opens its task and queues its message once', async () => {
    const { tasks, store, reactor, carry } = aLibrary();
    await carry('ask', 'outside', { type: 'Asked', keeper: 'archive', until });
    const [commit] = store.commits(ref);
    if (commit !== undefined) await react(reactor, commit);
    expect(tasks.get('approve')).toBe('open');
    expect(sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input).toMatchObject({
      stateMachineArn: 'machine of loan',
      name: 'l1-1',
    });
    const sent = sqs.commandCalls(SendMessageBatchCommand).flatMap((call) => call.args[0].input.Entries ?? []);
    expect(new Set(sent.map((entry) => entry.MessageDeduplicationId)).size).toBe(1);
  });

  it('settles its wait, signals the token that came first, and closes its task', async () => {
    const { tasks, tokens, store, carry } = aLibrary();
    await carry('ask', 'outside', { type: 'Asked', keeper: 'archive', until });
    const stood = await carry('step', 'workflow', { type: 'Asked', keeper: 'archive', until });
    const waitId = stood.outcome === 'saved' ? stood.answer?.waitId : undefined;
    expect(stood).toMatchObject({ answer: { go: 'approval', timeoutSeconds: 7 * 86_400 + 1 } });
    tokens.set(waitId ?? '', 'the token');
    await carry('approve', 'outside', { type: 'Lent' });
    expect(sfn.commandCalls(SendTaskSuccessCommand)[0]?.args[0].input.taskToken).toBe('the token');
    expect(tasks.get('approve')).toBe('closed');
    expect(tasks.get('ledger archive')).toBe('2026-03');
    expect(
      store
        .commits(ref)
        .at(-1)
        ?.consequences.map((one) => one.type),
    ).toContain('ExecutionEnded');
  });

  it('answers a repeated command as before, and changes nothing', async () => {
    const { store, carry } = aLibrary();
    await carry('ask', 'outside', { type: 'Asked', keeper: 'archive', until });
    expect(await carry('ask', 'outside', { type: 'Asked', keeper: 'other', until })).toMatchObject({
      outcome: 'repeated',
    });
    expect(store.commits(ref)).toHaveLength(1);
  });
});
