// The durable side of the queues: one row a message, one row a deduplication id.
import type { Storage } from '../contracts.ts';
import { objectOf, parseJson } from '../json.ts';
import type { Message } from './queue-state.ts';

export type Deduplication = { queue: string; id: string; messageId: string; sequence: number; expiresAt: number };

export type QueueRows = {
  load(): { queue: string; message: Message }[];
  loadDeduplications(): Deduplication[];
  insert(queue: string, message: Message, deduplication: Deduplication | undefined): Promise<void>;
  touch(messages: readonly Message[]): Promise<void>;
  move(message: Message, queue: string): Promise<void>;
  remove(sequences: readonly number[]): Promise<void>;
};

type MessageRow = {
  sequence: number;
  queue: string;
  id: string;
  body: string;
  attributes: string;
  message_group: string | null;
  deduplication_id: string | null;
  sent_at: number;
  source_arn: string | null;
  visible_at: number;
  receive_count: number;
  first_received_at: number | null;
};

export function openQueueRows(storage: Storage): QueueRows {
  const { db } = storage;
  db.exec(`
    CREATE TABLE IF NOT EXISTS sqs_messages (
      sequence INTEGER PRIMARY KEY, queue TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, attributes TEXT NOT NULL,
      message_group TEXT, deduplication_id TEXT, sent_at INTEGER NOT NULL, source_arn TEXT, visible_at INTEGER NOT NULL,
      receive_count INTEGER NOT NULL, first_received_at INTEGER
    ) STRICT;
    CREATE TABLE IF NOT EXISTS sqs_deduplications (
      queue TEXT NOT NULL, id TEXT NOT NULL, message_id TEXT NOT NULL, sequence INTEGER NOT NULL,
      expires_at INTEGER NOT NULL, PRIMARY KEY (queue, id)
    ) STRICT, WITHOUT ROWID;`);
  const insertRow = db.prepare('INSERT INTO sqs_messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const insertDeduplication = db.prepare('INSERT OR REPLACE INTO sqs_deduplications VALUES (?, ?, ?, ?, ?)');
  const forget = db.prepare('DELETE FROM sqs_deduplications WHERE queue = ? AND expires_at <= ?');
  const touchRow = db.prepare(
    'UPDATE sqs_messages SET visible_at = ?, receive_count = ?, first_received_at = ? WHERE sequence = ?',
  );
  const moveRow = db.prepare(
    'UPDATE sqs_messages SET queue = ?, source_arn = ?, visible_at = ?, receive_count = ?, first_received_at = ? WHERE sequence = ?',
  );
  const removeRow = db.prepare('DELETE FROM sqs_messages WHERE sequence = ?');
  const allMessages = db.prepare('SELECT * FROM sqs_messages ORDER BY sequence');
  const allDeduplications = db.prepare('SELECT * FROM sqs_deduplications');

  return {
    load: () => allMessages.all().map((row) => fromRow(row)),
    loadDeduplications: () =>
      allDeduplications.all().map((row) => ({
        queue: String(row.queue),
        id: String(row.id),
        messageId: String(row.message_id),
        sequence: Number(row.sequence),
        expiresAt: Number(row.expires_at),
      })),
    insert: (queue, message, deduplication) =>
      storage.write(() => {
        const { group = null, deduplicationId = null, sourceArn = null, firstReceivedAt = null } = message;
        insertRow.run(
          message.sequence,
          queue,
          message.id,
          message.body,
          JSON.stringify(message.attributes),
          group,
          deduplicationId,
          message.sentAt,
          sourceArn,
          message.visibleAt,
          message.receiveCount,
          firstReceivedAt,
        );
        if (deduplication === undefined) return;
        const { id, messageId, sequence, expiresAt } = deduplication;
        forget.run(queue, message.sentAt);
        insertDeduplication.run(queue, id, messageId, sequence, expiresAt);
      }),
    touch: (messages) =>
      storage.write(() => {
        for (const one of messages)
          touchRow.run(one.visibleAt, one.receiveCount, one.firstReceivedAt ?? null, one.sequence);
      }),
    move: (message, queue) =>
      storage.write(() => {
        const { sourceArn = null, visibleAt, receiveCount, firstReceivedAt = null, sequence } = message;
        moveRow.run(queue, sourceArn, visibleAt, receiveCount, firstReceivedAt, sequence);
      }),
    remove: (sequences) =>
      storage.write(() => {
        for (const sequence of sequences) removeRow.run(sequence);
      }),
  };
}

function fromRow(row: Record<string, unknown>): { queue: string; message: Message } {
  const text = (name: keyof MessageRow): string | undefined => {
    const value = row[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    queue: text('queue') ?? '',
    message: {
      sequence: Number(row.sequence),
      id: text('id') ?? '',
      body: text('body') ?? '',
      attributes: objectOf(parseJson(text('attributes') ?? '{}')),
      group: text('message_group'),
      deduplicationId: text('deduplication_id'),
      sentAt: Number(row.sent_at),
      sourceArn: text('source_arn'),
      visibleAt: Number(row.visible_at),
      receiveCount: Number(row.receive_count),
      firstReceivedAt: row.first_received_at === null ? undefined : Number(row.first_received_at),
    },
  };
}
