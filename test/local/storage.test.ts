import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RefusedError } from '#local/refusal.ts';
import { openStorage } from '#local/storage.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'storage-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const opened = (file = join(folder, 'data.sqlite')) => {
  const storage = openStorage(file);
  storage.db.exec('CREATE TABLE IF NOT EXISTS note (text TEXT UNIQUE)');
  const add = storage.db.prepare('INSERT INTO note (text) VALUES (?)');
  return {
    storage,
    file,
    add: (text: string) => storage.write(() => void add.run(text)),
    notes: () =>
      storage.db
        .prepare('SELECT text FROM note ORDER BY rowid')
        .all()
        .map(({ text }) => text),
  };
};
const refusalOf = (file: string): string => {
  try {
    openStorage(file);
  } catch (fault) {
    if (fault instanceof RefusedError) return fault.reasons.join(' ');
    throw fault;
  }
  return 'it was opened';
};

describe('a write', () => {
  it('is seen by nobody before it is acknowledged, and by everybody afterwards', async () => {
    const { add, notes, storage } = opened();
    const written = add('one');
    expect(notes()).toEqual([]);
    await written;
    expect(notes()).toEqual(['one']);
    await storage.close();
  });

  it('answers what the change answers', async () => {
    const { storage } = opened(':memory:');
    await expect(storage.write(() => 42)).resolves.toBe(42);
    await storage.close();
  });

  it('shares one transaction with what is asked for in the same moment, in order', async () => {
    const { add, notes, storage } = opened();
    let commits = 0;
    const isOpen: boolean[] = [];
    await Promise.all([
      ...['a', 'b', 'c'].map(add),
      storage.write(() => isOpen.push(storage.db.isTransaction)),
      storage.write(() => {
        commits += 1;
      }),
    ]);
    expect(notes()).toEqual(['a', 'b', 'c']);
    expect(isOpen).toEqual([true]);
    expect(commits).toBe(1);
    await storage.close();
  });

  it('that throws is taken back alone', async () => {
    const { add, notes, storage } = opened();
    const results = await Promise.allSettled([
      add('first'),
      storage.write(() => {
        storage.db.exec("INSERT INTO note (text) VALUES ('half')");
        throw new Error('changed my mind');
      }),
      add('first'),
      add('last'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    expect(notes()).toEqual(['first', 'last']);
    await storage.close();
  });

  it('is still on its way when the storage is closed, and arrives', async () => {
    const { add, storage, file } = opened();
    const written = add('late');
    await storage.close();
    await written;
    const again = opened(file);
    expect(again.notes()).toEqual(['late']);
    await again.storage.close();
  });

  it('rejects everything when the transaction cannot be committed', async () => {
    const { storage, notes } = opened();
    storage.db.exec('CREATE TABLE child (of TEXT REFERENCES note (text) DEFERRABLE INITIALLY DEFERRED)');
    storage.db.exec('PRAGMA foreign_keys = ON');
    const results = await Promise.allSettled([
      storage.write(() => storage.db.exec("INSERT INTO note (text) VALUES ('fine')")),
      storage.write(() => storage.db.exec("INSERT INTO child (of) VALUES ('nobody')")),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(notes()).toEqual([]);
    await expect(storage.write(() => 'goes on')).resolves.toBe('goes on');
    await storage.close();
  });
});

describe('a data file', () => {
  it('has what was acknowledged after the process died', async () => {
    const { add, storage, file } = opened();
    await add('kept');
    const copy = join(folder, 'copy.sqlite');
    copyFileSync(file, copy);
    copyFileSync(`${file}-wal`, `${copy}-wal`);
    const again = opened(copy);
    expect(again.notes()).toEqual(['kept']);
    await Promise.all([storage.close(), again.storage.close()]);
  });

  it('is synced to disk with every transaction', async () => {
    const { storage } = opened();
    expect(storage.db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(storage.db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    await storage.close();
  });

  it('is refused while another process has it', async () => {
    const { storage, file } = opened();
    expect(refusalOf(file)).toContain('is in use by another process');
    await storage.close();
    expect(refusalOf(file)).toBe('it was opened');
  });

  const whole = async (): Promise<Buffer> => {
    const { add, storage, file } = opened();
    await Promise.all(Array.from({ length: 3000 }, (_, index) => add(`${index} ${'x'.repeat(500)}`)));
    await storage.close();
    return readFileSync(file);
  };
  const left = (file: string, before: Buffer): void => {
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('broken'))).toEqual(['broken.sqlite']);
  };

  it('that was cut off is refused with a sentence and left as it was', async () => {
    const bytes = await whole();
    const file = join(folder, 'broken.sqlite');
    writeFileSync(file, bytes);
    truncateSync(file, Math.floor(bytes.length / 2));
    const before = readFileSync(file);
    expect(refusalOf(file)).toMatch(/is damaged .* it was left untouched: restore it from a copy/);
    left(file, before);
  });

  it('with foreign bytes in its middle is refused with a sentence and left as it was', async () => {
    const bytes = await whole();
    bytes.fill(0x55, 500_000, 520_000);
    const file = join(folder, 'broken.sqlite');
    writeFileSync(file, bytes);
    expect(refusalOf(file)).toMatch(/is damaged/);
    left(file, bytes);
  });

  it.each([
    ['a text', () => Buffer.from('Dear diary')],
    ['another database', foreignDatabase],
  ])('that is %s is refused with a sentence and left as it was', (_, content) => {
    const file = join(folder, 'broken.sqlite');
    const bytes = content();
    writeFileSync(file, bytes);
    expect(refusalOf(file)).toMatch(/is not a data file of this program; it was left untouched/);
    left(file, bytes);
  });

  it('of another version is refused with a sentence', async () => {
    const { storage, file } = opened();
    storage.db.exec('PRAGMA user_version = 99');
    await storage.close();
    expect(refusalOf(file)).toMatch(/written by another version .*data version 99/);
  });

  it('that a crash left empty is begun anew', async () => {
    const file = join(folder, 'empty.sqlite');
    writeFileSync(file, '');
    const { storage, add, notes } = opened(file);
    await add('new');
    expect(notes()).toEqual(['new']);
    await storage.close();
  });

  it.each(['missing', 'empty'])(
    'that is %s beside its log is refused with a sentence, and the log left as it was',
    async (how) => {
      const { add, storage, file } = opened();
      await add('kept');
      const lost = join(folder, 'lost.sqlite');
      copyFileSync(`${file}-wal`, `${lost}-wal`);
      if (how === 'empty') writeFileSync(lost, '');
      const log = readFileSync(`${lost}-wal`);
      expect(refusalOf(lost)).toMatch(/is missing or empty, but its log .* is not; it was left untouched/);
      expect(readFileSync(`${lost}-wal`).equals(log)).toBe(true);
      await storage.close();
    },
  );

  it('in a folder that is not there is refused with a sentence', () => {
    expect(refusalOf(join(folder, 'nowhere', 'data.sqlite'))).toMatch(/cannot be opened as a data file/);
  });
});

function foreignDatabase(): Buffer {
  const file = join(folder, 'foreign.sqlite');
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE theirs (a)');
  db.close();
  return readFileSync(file);
}
