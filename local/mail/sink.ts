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
  storage.db.exec('CREATE TABLE IF NOT EXISTS sink (id INTEGER PRIMARY KEY, entry TEXT NOT NULL) STRICT');
  const insert = storage.db.prepare('INSERT INTO sink (entry) VALUES (?)');
  const all = storage.db.prepare('SELECT id, entry FROM sink WHERE id > ? ORDER BY id');
  return {
    add(entry) {
      const full: Omit<SinkEntry, 'id'> = {
        at: new Date(clock.now()).toISOString(),
        ...entry,
        links: linksIn(`${entry.text}\n${entry.html ?? ''}`),
      };
      return storage.write(() => Number(insert.run(JSON.stringify(full)).lastInsertRowid));
    },
    list: (tags, after = 0) =>
      all
        .all(after)
        .map((row) => readEntry(Number(row.id), String(row.entry)))
        .filter((entry) => Object.entries(tags).every(([name, value]) => entry.tags[name] === value)),
    clear: () => storage.write(() => storage.db.exec('DELETE FROM sink')),
  };
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
    links: Array.isArray(entry.links) ? entry.links.map(String) : [],
    tags: textMembers(entry.tags),
    ...(entry.headers === undefined ? {} : { headers: textMembers(entry.headers) }),
  };
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
