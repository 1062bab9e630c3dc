// The command as a person uses it: a real process on a real port, from the first start to the second.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signWebhook } from '#cli/sign.ts';
import { begin, jiesu, type Running, root } from './support/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'jiesu-cli-'));
const data = join(folder, 'data');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('words', () => {
  it('are helped with', async () => {
    expect(await jiesu('--help')).toMatchObject({ code: 0, out: expect.stringMatching(/dev[\s\S]*feed[\s\S]*doctor/) });
    expect(await jiesu()).toMatchObject({ code: 2, out: expect.stringContaining('usage') });
    expect(await jiesu('feed', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('--rate N') });
  });

  it.each([
    [['fed'], /no command fed/],
    [['dev', '--prot', '1'], /--prot[\s\S]*usage/],
    [['dev', '--port', 'x'], /--port must be a number/],
    [['dev', '--start', 'soon'], /--start must be an instant/],
    [['feed'], /Name one file/],
    [['feed', 'a.csv', '--rate', '0'], /--rate must be/],
    [['keys', 'turn'], /rotate SOURCE/],
  ])('that are wrong are told with the usage: %j', async (words, complaint) => {
    const { code, said } = await jiesu(...words);
    expect(code).toBe(2);
    expect(said).toMatch(complaint);
  });

  it('that need a running Jiesu say how to get one', async () => {
    const { code, said } = await jiesu('case', 'show', 'x', '--data', join(folder, 'none'));
    expect(code).toBe(1);
    expect(said).toMatch(/Start Jiesu with `npm start`/);
  });
});

describe('a city pack', () => {
  it('is summed up when it is sound', async () => {
    const { code, out } = await jiesu('city', 'check', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ok: true, categories: expect.any(Number) });
  });

  it('that is wrong is told with file, line and a sentence, and does not start', async () => {
    const copy = join(folder, 'clearwater');
    cpSync(join(root, 'cities', 'linjiang'), copy, { recursive: true });
    const file = join(copy, 'city.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('dutyDesk: hotline-centre', 'dutyDesk: nobody'));
    const { code, out } = await jiesu('city', 'check', copy);
    expect(code).toBe(1);
    expect(out).toMatch(/city\.yaml:\d+ roles\.dutyDesk - .*nobody/);
  });
});

it('the doctor looks at everything and says what stands in the way', async () => {
  const { code, out } = await jiesu('doctor', '--json', '--data', join(folder, 'doctor'));
  const findings: { what: string; state: string }[] = JSON.parse(out);
  expect(findings.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['Node', 'packages', 'city linjiang', 'template', 'data folder', 'port']),
  );
  expect(code).toBe(findings.some(({ state }) => state === 'bad') ? 1 : 0);
});

it('a port that is taken is told before anything is made', async () => {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const { code, said } = await jiesu(
    'dev',
    '--port',
    String(typeof address === 'object' ? address?.port : 0),
    '--data',
    data,
  );
  server.close();
  expect(code).toBe(1);
  expect(said).toMatch(/Port \d+ is taken/);
});

describe('npm start', () => {
  let running: Running;
  beforeAll(async () => {
    running = await begin(data, '--virtual', '--start', '2026-03-02T09:00:00+08:00', '--no-feed');
  });
  afterAll(async () => {
    await running.stop();
  });

  it('writes addresses and keys for nobody else to read', () => {
    const endpoints = running.endpoints();
    expect(endpoints).toMatchObject({
      api: running.url,
      aws: { endpoint: running.url, region: expect.any(String) },
      sources: expect.arrayContaining([
        expect.objectContaining({ id: 'hotline', signingSecret: expect.stringMatching(/^whsec_[A-Za-z0-9]{32}$/) }),
      ]),
      tables: { matters: expect.stringContaining('matters'), people: expect.stringContaining('people') },
      stateMachines: { 'hotline-case': expect.stringMatching(/^arn:aws:states:/) },
      queues: { reactions: expect.stringContaining('reactions') },
    });
    expect(statSync(join(data, 'endpoints.json')).mode & 0o077).toBe(0);
  });

  it('takes a fed table, shows a case, and repeats what is fed twice', async () => {
    const file = join(folder, 'requests.csv');
    writeFileSync(
      file,
      '工单编号,渠道,内容,电话\nCSV-1,phone,文昌路的路灯不亮了,13900002001\nCSV-2,pigeon,飞来的,13900002002\n',
    );
    const first = await jiesu('feed', file, '--data', data, '--json');
    expect(first.code).toBe(1);
    const summary: { accepted: number; caseIds: string[] } = JSON.parse(first.out);
    expect(summary).toMatchObject({
      accepted: 1,
      repeated: 0,
      refused: [{ line: 3, reason: expect.stringContaining('/data/channel must be one of') }],
    });
    expect(JSON.parse((await jiesu('feed', file, '--data', data, '--json')).out)).toMatchObject({
      accepted: 0,
      repeated: 1,
    });
    const [caseId = ''] = summary.caseIds;
    await fetch(`${running.url}/_local/idle`);
    const shown = await jiesu('case', 'show', caseId, '--data', data);
    expect(shown.code).toBe(0);
    expect(shown.out).toMatch(/^LJ-[0-9A-Z-]+ {2}\S+[\s\S]*Received/);
    expect(shown.out).not.toContain('13900002001');
    expect((await jiesu('replay', caseId, '--data', data)).code).toBe(0);
    await fetch(`${running.url}/_local/idle`);
    expect((await jiesu('case', 'show', caseId, '--data', data)).out).toBe(shown.out);
  });

  it('rotates a key: the new one opens the door, and so does the one before it', async () => {
    const before = running.endpoints().sources[0];
    const rotated = await jiesu('keys', 'rotate', 'hotline', '--data', data);
    expect(rotated).toMatchObject({ code: 0, out: expect.stringMatching(/^whsec_[A-Za-z0-9]{32}\n$/) });
    expect(running.endpoints().sources[0]?.signingSecret).toBe(rotated.out.trim());
    expect(rotated.out.trim()).not.toBe(before?.signingSecret);
    // Functions keep keys for five minutes.
    await fetch(`${running.url}/_local/clock`, { method: 'POST', body: '{"advanceSeconds":400}' });
    for (const secret of [before?.signingSecret ?? '', rotated.out.trim()]) {
      expect(await postAs(secret)).toBe(202);
    }
    const listed = await jiesu('keys', '--data', data);
    expect(listed.out).toContain('hotline');
    expect(listed.out).not.toContain(rotated.out.trim());
  });

  it('rotates the key of the Open311 door for a source that may come that way, and for no other', async () => {
    const rotated = await jiesu('keys', 'rotate', 'city-app', 'open311', '--data', data);
    expect(rotated).toMatchObject({ code: 0, out: expect.stringMatching(/^[A-Za-z0-9]{40}\n$/) });
    await fetch(`${running.url}/_local/clock`, { method: 'POST', body: '{"advanceSeconds":400}' });
    const headers = { authorization: `Bearer ${rotated.out.trim()}` };
    expect((await fetch(`${running.url}/open311/v2/requests.json`, { headers })).status).toBe(200);
    const refused = await jiesu('keys', 'rotate', 'hotline', 'open311', '--data', data);
    expect(refused).toMatchObject({ code: 2, said: expect.stringContaining('may not come by the Open311 door') });
  });

  const timeThere = async (): Promise<string> => {
    const clock: any = await (await fetch(`${running.url}/_local/clock`)).json();
    return clock.now;
  };

  const postAs = async (secret: string): Promise<number> => {
    const now = await timeThere();
    const rawBody = JSON.stringify({
      type: 'request.created',
      timestamp: now,
      data: { externalId: secret.slice(-12), channel: 'web', text: '公园的长椅坏了两张', requester: {} },
    });
    const headers = signWebhook(secret, { id: `msg-${secret.slice(-12)}`, atMs: Date.parse(now), rawBody });
    return (await fetch(`${running.url}/v1/webhooks/hotline`, { method: 'POST', headers, body: rawBody })).status;
  };

  it('stops cleanly, and goes on with the same keys and cases', async () => {
    const before = running.endpoints();
    expect(await running.stop()).toBe(0);
    running = await begin(data, '--virtual', '--no-feed');
    const after = running.endpoints();
    expect(after.sources).toEqual(before.sources);
    const again = await jiesu('feed', join(folder, 'requests.csv'), '--data', data, '--json');
    expect(JSON.parse(again.out)).toMatchObject({ accepted: 0, repeated: 1 });
  });
});

it('npm start passes a stop on: nothing of it outlives npm', async () => {
  const npm = spawn('npm', ['start', '--', '--port', '0', '--virtual', '--no-feed', '--data', join(folder, 'npm')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<number | null>((done) => npm.on('close', done));
  const url = await new Promise<string>((resolve) => {
    npm.stdout.on('data', (part) => {
      const ready = /^ready (\S+)/m.exec(String(part));
      if (ready?.[1] !== undefined) resolve(ready[1]);
    });
  });
  npm.kill('SIGTERM');
  // The pipe closes when the last process that holds it has ended.
  expect(await ended).toBe(0);
  await expect(fetch(`${url}/_local/clock`)).rejects.toThrow();
});
