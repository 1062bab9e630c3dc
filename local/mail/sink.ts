// Where everything ends that would leave the system: mail, text messages, outbound webhooks. Kept, never sent.
import type { Storage } from '../contracts.ts';
import { objectOf, parseJson, textOf } from '../json.ts';
import type { StackClock } from '../time/clock.ts';

export type SinkEntry = {
  /** Counts up: what was sent after it has a higher one. */
  id: number;
  at: string;
  channel: 'mail' | 'sms' | 'webhook';
  to: string;
  subject?: string;
  text: string;
  html?: string;
  /** Of a mail: what is attached, as text. */
  attachments?: { name: string; type: string; text: string }[];
  links: string[];
  tags: Record<string, string>;
  /** Webhooks only: the headers that came with it. */
  headers?: Record<string, string>;
};

export type Sink = {
  /** Resolves when the entry is on disk. */
  add(entry: Omit<SinkEntry, 'id' | 'at' | 'links'>): Promise<number>;
  /** Entries after that one whose tags equal every one given, newest last. */
  list(tags: Readonly<Record<string, string>>, after?: number): SinkEntry[];
  clear(): Promise<void>;
};

export function openSink(storage: Storage, clock: StackClock): Sink {
  prepareTables(storage);
  const insert = storage.db.prepare('INSERT INTO sink (entry) VALUES (?)');
  const tag = storage.db.prepare('INSERT INTO sink_tags (name, value, id) VALUES (?, ?, ?)');
  const all = storage.db.prepare('SELECT id, entry FROM sink WHERE id > ? ORDER BY id');
  const tagged = storage.db.prepare(
    'SELECT sink.id, entry FROM sink_tags JOIN sink USING (id) WHERE name = ? AND value = ? AND id > ? ORDER BY id',
  );
  return {
    add(entry) {
      const full: Omit<SinkEntry, 'id'> = {
        at: new Date(clock.now()).toISOString(),
        ...entry,
        links: linksIn(`${entry.text}\n${entry.html ?? ''}`),
      };
      return storage.write(() => {
        const id = Number(insert.run(JSON.stringify(full)).lastInsertRowid);
        for (const [name, value] of Object.entries(full.tags)) tag.run(name, value, id);
        return id;
      });
    },
    list(tags, after = 0) {
      const [first, ...others] = Object.entries(tags);
      const rows = first === undefined ? all.all(after) : tagged.all(...first, after);
      return rows
        .map((row) => readEntry(Number(row.id), String(row.entry)))
        .filter((entry) => others.every(([name, value]) => entry.tags[name] === value));
    },
    clear: () => storage.write(() => storage.db.exec('DELETE FROM sink; DELETE FROM sink_tags')),
  };
}

/** Entries, and which have which tag: who asks for one case does not read those of all others. */
function prepareTables({ db }: Storage): void {
  db.exec('CREATE TABLE IF NOT EXISTS sink (id INTEGER PRIMARY KEY, entry TEXT NOT NULL) STRICT');
  const known = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'sink_tags'").get() !== undefined;
  if (known) return;
  db.exec(`
    CREATE TABLE sink_tags (name TEXT NOT NULL, value TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (name, value, id)) STRICT, WITHOUT ROWID;
    INSERT INTO sink_tags SELECT key, value, sink.id FROM sink, json_each(entry, '$.tags') WHERE type = 'text';
  `);
}

function readEntry(id: number, text: string): SinkEntry {
  const entry = objectOf(parseJson(text));
  const channel = entry.channel === 'mail' || entry.channel === 'sms' ? entry.channel : 'webhook';
  return {
    id,
    at: textOf(entry.at) ?? '',
    channel,
    to: textOf(entry.to) ?? '',
    ...(typeof entry.subject === 'string' ? { subject: entry.subject } : {}),
    text: textOf(entry.text) ?? '',
    ...(typeof entry.html === 'string' ? { html: entry.html } : {}),
    ...(Array.isArray(entry.attachments) ? { attachments: entry.attachments.map(readAttachment) } : {}),
    links: Array.isArray(entry.links) ? entry.links.map(String) : [],
    tags: textMembers(entry.tags),
    ...(entry.headers === undefined ? {} : { headers: textMembers(entry.headers) }),
  };
}

function readAttachment(value: unknown): { name: string; type: string; text: string } {
  const { name = '', type = '', text = '' } = textMembers(value);
  return { name, type, text };
}

/** The members of an object that are plain text. */
export function textMembers(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(objectOf(value)).filter((member): member is [string, string] => typeof member[1] === 'string'),
  );
}

function linksIn(text: string): string[] {
  const found = text.match(/https?:\/\/[^\s"'<>，。；、）】」]+/g) ?? [];
  return [...new Set(found.map((link) => link.replaceAll('&amp;', '&').replace(/[.,;:!?)\]]+$/, '')))];
}
