// Buckets of the template: each object is a file, its description a row; the file is on disk before the row is. That one came
// is told at least once, as S3 does: again after a restart, if the row still says that it was not.
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AwsError, type Storage } from '../contracts.ts';
import type { NewEvent } from '../events/event-bus.ts';
import type { ServiceApi } from '../gateway/aws-calls.ts';
import { xml } from '../gateway/xml.ts';
import { type JsonObject, objectOf, parseJson, textOf } from '../json.ts';
import type { LoadedStacks } from '../template/load-stacks.ts';
import { bucketType } from '../template/types/storage.ts';
import type { StackClock } from '../time/clock.ts';
import { checkPostPolicy } from './post-policy.ts';

type Description = {
  file: string;
  size: number;
  etag: string;
  type: string;
  metadata: JsonObject;
  at: number;
  /** How it came, until the bus has heard of it. */
  untold?: string;
};

export type Objects = {
  api: ServiceApi;
  /** Tells the bus what a stop kept from it. */
  tellAgain(): Promise<void>;
};

export function createObjects(options: {
  stacks: LoadedStacks;
  storage: Storage;
  clock: StackClock;
  directory: string;
  publish(event: NewEvent): Promise<void>;
}): Objects {
  const { storage, clock, directory } = options;
  const defined = options.stacks.read(bucketType);
  const buckets = new Set(defined.map(({ identity }) => identity.ref));
  const telling = new Set(
    defined
      .filter(({ properties }) => properties.NotificationConfiguration?.EventBridgeConfiguration.EventBridgeEnabled)
      .map(({ identity }) => identity.ref),
  );
  if (buckets.size > 0) mkdirSync(directory, { recursive: true });
  storage.db.exec(`CREATE TABLE IF NOT EXISTS s3_objects (
    bucket TEXT NOT NULL, key TEXT NOT NULL, description TEXT NOT NULL, PRIMARY KEY (bucket, key)) STRICT, WITHOUT ROWID`);
  const save = storage.db.prepare('INSERT OR REPLACE INTO s3_objects VALUES (?, ?, ?)');
  const find = storage.db.prepare('SELECT description FROM s3_objects WHERE bucket = ? AND key = ?');
  const remove = storage.db.prepare('DELETE FROM s3_objects WHERE bucket = ? AND key = ?');
  const heard = storage.db.prepare(
    'UPDATE s3_objects SET description = ? WHERE bucket = ? AND key = ? AND description = ?',
  );
  const unheard = storage.db.prepare("SELECT * FROM s3_objects WHERE description ->> 'untold' IS NOT NULL");
  const list = storage.db.prepare(
    'SELECT key, description FROM s3_objects WHERE bucket = ? AND key >= ? ORDER BY key LIMIT 1000',
  );

  function described(bucket: string, key: string): Description {
    const row = find.get(bucket, key);
    if (row === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
    return readDescription(String(row.description));
  }

  async function put(bucket: string, key: string, fields: JsonObject, reason: string): Promise<string> {
    const body = fields.Body instanceof Uint8Array ? fields.Body : Buffer.from(textOf(fields.Body) ?? '');
    const etag = createHash('md5').update(body).digest('hex');
    const file = `${createHash('sha256').update(`${bucket}/${key}`).digest('hex')}-${etag}`;
    // The same content put again goes to the same file: it must stay whole however this ends.
    const unfinished = join(directory, `${file}.${randomUUID()}`);
    const handle = await open(unfinished, 'w');
    await handle.writeFile(body);
    await handle.sync();
    await handle.close();
    await rename(unfinished, join(directory, file));
    const type = textOf(fields.ContentType) ?? 'application/octet-stream';
    const description: Description = {
      file,
      size: body.length,
      etag,
      type,
      metadata: objectOf(fields.Metadata),
      at: clock.now(),
      ...(telling.has(bucket) ? { untold: reason } : {}),
    };
    await storage.write(() => void save.run(bucket, key, JSON.stringify(description)));
    await tell(bucket, key, description);
    return etag;
  }

  async function tell(bucket: string, key: string, { untold, ...told }: Description): Promise<void> {
    if (untold === undefined) return;
    const { size, etag } = told;
    const detail = { version: '0', bucket: { name: bucket }, object: { key, size, etag }, reason: untold };
    await options.publish({ source: 'aws.s3', detailType: 'Object Created', detail });
    // What was put or removed meanwhile stays as it is.
    await storage.write(() => void heard.run(JSON.stringify(told), bucket, key, JSON.stringify({ ...told, untold })));
  }

  /** A form of a page: its policy says what it may bring, and where the browser goes afterwards. */
  async function post(bucket: string, key: string, fields: JsonObject): Promise<JsonObject> {
    const form = Object.fromEntries(
      Object.entries(objectOf(fields.Form)).map(([name, value]) => [name, String(value)]),
    );
    const size = fields.Body instanceof Uint8Array ? fields.Body.length : 0;
    checkPostPolicy(bucket, form, size, clock.now());
    const etag = await put(bucket, key, fields, 'PostObject');
    const { success_action_redirect: redirect } = form;
    if (redirect === undefined) return { StatusCode: 204, Headers: { etag: `"${etag}"` } };
    const next = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket, key, etag: `"${etag}"` })) next.searchParams.set(name, value);
    return { StatusCode: 303, Headers: { location: next.href, etag: `"${etag}"` } };
  }

  async function get(bucket: string, key: string, withBody: boolean): Promise<JsonObject> {
    const found = described(bucket, key);
    const metadata = Object.fromEntries(
      Object.entries(found.metadata).map(([name, value]) => [`x-amz-meta-${name}`, String(value)]),
    );
    const headers = {
      etag: `"${found.etag}"`,
      'content-type': found.type,
      'last-modified': new Date(found.at).toUTCString(),
      ...metadata,
    };
    if (!withBody) return { StatusCode: 200, Headers: { ...headers, 'content-length': String(found.size) } };
    return { StatusCode: 200, Headers: headers, Body: await readFile(join(directory, found.file)) };
  }

  const api: ServiceApi = async (action, input) => {
    const fields = objectOf(input);
    const bucket = textOf(fields.Bucket) ?? '';
    const key = textOf(fields.Key) ?? '';
    if (!buckets.has(bucket)) throw new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
    switch (action) {
      case 'PutObject':
        return { StatusCode: 200, Headers: { etag: `"${await put(bucket, key, fields, 'PutObject')}"` } };
      case 'PostObject':
        return post(bucket, key, fields);
      case 'GetObject':
      case 'HeadObject':
        refuseExpired(fields, clock.now());
        return get(bucket, key, action === 'GetObject');
      case 'DeleteObject': {
        const row = find.get(bucket, key);
        await storage.write(() => void remove.run(bucket, key));
        if (row !== undefined)
          await rm(join(directory, readDescription(String(row.description)).file), { force: true });
        return { StatusCode: 204, Headers: {} };
      }
      case 'ListObjectsV2': {
        const prefix = textOf(fields.Prefix) ?? '';
        const rows = list.all(bucket, prefix).filter((row) => String(row.key).startsWith(prefix));
        const contents = rows.map((row) => {
          const { size, etag, at } = readDescription(String(row.description));
          return `<Contents><Key>${xml(String(row.key))}</Key><Size>${size}</Size><ETag>"${etag}"</ETag><LastModified>${new Date(at).toISOString()}</LastModified></Contents>`;
        });
        const text = `<ListBucketResult><Name>${bucket}</Name><Prefix>${xml(prefix)}</Prefix><KeyCount>${rows.length}</KeyCount><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
        return { StatusCode: 200, Headers: { 'content-type': 'application/xml' }, Body: text };
      }
      default:
        throw new AwsError('NotImplemented', `${action} is not supported here`, 501);
    }
  };

  return {
    api,
    async tellAgain() {
      for (const row of unheard.all())
        await tell(String(row.bucket), String(row.key), readDescription(String(row.description)));
    },
  };
}

/** An address that was signed for minutes opens nothing after them. */
function refuseExpired({ SignedAt, Expires }: JsonObject, now: number): void {
  if (SignedAt === undefined || Expires === undefined) return;
  const [, day = '', time = ''] = /^(\d{8})T(\d{6})Z$/.exec(String(SignedAt)) ?? [];
  const signed = Date.parse(`${day.replace(/(....)(..)/, '$1-$2-')}T${time.replace(/(..)(..)/, '$1:$2:')}Z`);
  if (!(signed + Number(Expires) * 1000 >= now)) throw new AwsError('AccessDenied', 'Request has expired', 403);
}

function readDescription(text: string): Description {
  const fields = objectOf(parseJson(text));
  return {
    file: String(fields.file),
    size: Number(fields.size),
    etag: String(fields.etag),
    type: String(fields.type),
    metadata: objectOf(fields.metadata),
    at: Number(fields.at),
    ...(typeof fields.untold === 'string' ? { untold: fields.untold } : {}),
  };
}
