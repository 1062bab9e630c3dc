// Applies the consequences of a commit, each so that a repeat changes nothing (DESIGN §2). Knows no kind of matter and
// never folds: what to do stands in the commit.

import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type Commit, type Consequence, ConsequenceSchema, type DeliveryRequest } from '#schemas/matter.ts';
import { UnavailableError } from './errors.ts';
import { log } from './log.ts';
import type { ReactionStore } from './reaction-store.ts';

type Of<Type extends Consequence['type']> = Extract<Consequence, { type: Type }>;
export type WaitAnswer = NonNullable<Of<'WaitSettled'>['answer']>;

export type Reactor = {
  store: ReactionStore;
  confirmText(matterId: string, textId: string, until: string | undefined): Promise<void>;
  sqs: SQSClient;
  sfn: SFNClient;
  messagesQueueUrl: string;
  followersQueueUrl: string;
  /** State machine of a kind of matter. */
  stateMachineOf(kind: string): string;
};

/** Applies everything; what failed is thrown, and the whole commit is applied again later. */
export const react = async (reactor: Reactor, commit: Commit): Promise<void> => {
  await Promise.all(commit.consequences.map((consequence) => applyRecord(reactor, commit, consequence)));
  await sendMessages(reactor, commit);
  for (const consequence of commit.consequences) await applyToWorkflow(reactor, commit, consequence);
};

/** Tasks, finds, ledger, texts: items of their own, in any order. */
const applyRecord = async (reactor: Reactor, commit: Commit, consequence: Consequence): Promise<void> => {
  const { matter, seq, at } = commit;
  switch (consequence.type) {
    case 'TaskOpened':
    case 'TaskMoved':
      return reactor.store.openTask(matter, consequence.task, seq);
    case 'TaskClosed':
      return reactor.store.closeTask(matter, consequence.taskId, seq);
    case 'FindAdded':
      return reactor.store.addFind(consequence.find, matter, at);
    case 'LedgerChanged':
      return reactor.store.setLedger(matter, consequence, consequence.at ?? at, seq);
    case 'TextKept':
      return reactor.confirmText(matter.id, consequence.textId, consequence.until);
    case 'ExecutionStarted':
    case 'ExecutionEnded':
    case 'WaitOpened':
    case 'WaitSettled':
    case 'MessageRequested':
    case 'FollowersTold':
      return;
    default:
      return consequence satisfies never;
  }
};

const applyToWorkflow = async (reactor: Reactor, commit: Commit, consequence: Consequence): Promise<void> => {
  switch (consequence.type) {
    case 'WaitSettled':
      return consequence.answer === undefined
        ? undefined
        : settle(reactor, commit, consequence.waitId, consequence.answer);
    case 'ExecutionStarted':
      return start(reactor, commit, consequence.n);
    case 'FollowersTold':
      return tellFollowers(reactor, commit);
    default:
      return;
  }
};

const settle = async (reactor: Reactor, commit: Commit, waitId: string, answer: WaitAnswer): Promise<void> => {
  const { token } = await reactor.store.settleWait(commit.matter, waitId, JSON.stringify(answer));
  if (token !== undefined) await signal(reactor.sfn, token, answer);
};

/** Sends the settlement to the workflow. That the task is gone is normal: its timer was first, or this is a repeat. */
export const signal = async (sfn: SFNClient, taskToken: string, answer: WaitAnswer): Promise<void> => {
  const routing = JSON.stringify(answer.routing);
  try {
    await (answer.as === 'success'
      ? sfn.send(new SendTaskSuccessCommand({ taskToken, output: routing }))
      : sfn.send(new SendTaskFailureCommand({ taskToken, error: answer.error, cause: routing })));
  } catch (fault) {
    const gone = fault instanceof TaskTimedOut || fault instanceof TaskDoesNotExist || fault instanceof InvalidToken;
    if (!gone) throw fault;
    log.info('wait was over already', { reason: fault.name });
  }
};

/** Parses a stored settlement, as the stream brings it. */
export const parseSettlement = (stored: string): WaitAnswer | undefined => {
  const parsed = ConsequenceSchema.safeParse({ type: 'WaitSettled', waitId: 'stored', answer: JSON.parse(stored) });
  return parsed.success && parsed.data.type === 'WaitSettled' ? parsed.data.answer : undefined;
};

const start = async ({ sfn, stateMachineOf }: Reactor, { matter }: Commit, n: number): Promise<void> => {
  try {
    await sfn.send(
      new StartExecutionCommand({
        stateMachineArn: stateMachineOf(matter.kind),
        name: `${matter.id}-${n}`,
        input: JSON.stringify({ matter }),
      }),
    );
  } catch (fault) {
    if (!(fault instanceof ExecutionAlreadyExists)) throw fault;
  }
};

const batchSize = 10;

/** Queues the messages of a commit: one group a matter keeps their order, the key drops repeats. */
const sendMessages = async (reactor: Reactor, commit: Commit): Promise<void> => {
  const requests = commit.consequences.flatMap((consequence): DeliveryRequest[] =>
    consequence.type === 'MessageRequested'
      ? [{ matter: commit.matter, seq: commit.seq, key: consequence.key, message: consequence.message, at: commit.at }]
      : [],
  );
  for (let from = 0; from < requests.length; from += batchSize) {
    const batch = requests.slice(from, from + batchSize);
    const { Failed } = await reactor.sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: reactor.messagesQueueUrl,
        Entries: batch.map((request, index) => ({
          Id: String(index),
          MessageBody: JSON.stringify(request),
          MessageGroupId: commit.matter.id,
          MessageDeduplicationId: `${commit.matter.id}-${request.key}`,
        })),
      }),
    );
    if (Failed !== undefined && Failed.length > 0)
      throw new UnavailableError(`${Failed.length} messages could not be queued`);
  }
};

/** Whoever follows this matter hears of it by queue, in pages (DESIGN §3: merges). */
const tellFollowers = async (reactor: Reactor, commit: Commit): Promise<void> => {
  let from: string | undefined;
  do {
    const page = await reactor.store.followers(commit.matter.id, from);
    for (let start = 0; start < page.refs.length; start += batchSize) {
      const batch = page.refs.slice(start, start + batchSize);
      const { Failed } = await reactor.sqs.send(
        new SendMessageBatchCommand({
          QueueUrl: reactor.followersQueueUrl,
          Entries: batch.map((child, index) => ({
            Id: String(index),
            MessageBody: JSON.stringify({ child, parent: commit.matter, seq: commit.seq }),
          })),
        }),
      );
      if (Failed !== undefined && Failed.length > 0)
        throw new UnavailableError(`${Failed.length} followers could not be told`);
    }
    from = page.next;
  } while (from !== undefined);
};
