// What happens every day, in short: together with the mishaps, these journeys use every permission. Each can be made
// alone in a new town, and each ends with what it promises.
import { createServer } from 'node:http';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { Webhook } from 'standardwebhooks';
import { expect, inject } from 'vitest';
import { serviceCodeOf } from '#functions/intake/open311/services.ts';
import { ground, otherAgencies, pack, plain, plainLead, soundReply } from '#test/journeys/support/pack.ts';
import type { Town } from '#test/journeys/support/town.ts';
import { textForTheModel } from './text-for-the-model.ts';
import type { Journey } from './walk.ts';

const solved = { action: 'answer', solved: true, satisfied: true };
/** Somebody who has not called before: one who calls again may be calling about the same. */
let callers = 0;
const newCaller = (): { name: string; phone: string } => {
  callers += 1;
  return { name: '王小明', phone: String(13_912_340_000 + callers) };
};

/** Whether what was written with a commit is kept as long as the city says: its first expiry comes before a week is over. */
const isKept = async (town: Town, caseId: string): Promise<boolean> => {
  const { Item } = await town.clients.dynamo.send(
    new GetItemCommand({
      TableName: town.named('tables', '-people'),
      Key: { pk: { S: `CASE#${caseId}` }, sk: { S: 'TEXT#REQUEST' } },
    }),
  );
  return Number(Item?.['expiresAt']?.N) * 1000 > Date.parse(town.now()) + 7 * 86_400_000;
};

const closesWell = async (town: Town, caseId: string, lead: string): Promise<void> => {
  expect((await town.act(lead, soundReply)).status).toBe(200);
  await town.act(await town.link(caseId, 'citizen-asked'), solved);
  expect(await town.view(caseId)).toMatchObject({ status: 'closed', outcome: 'resolved' });
};

const ordinary: Journey = {
  name: 'an ordinary case',
  async go(town) {
    const { caseId } = await town.request({ category: plain.path, requester: newCaller() });
    const lead = await town.link(caseId, 'department-sign-for');
    expect((await town.show(lead)).body['request'].text).toContain('号来电');
    expect((await town.act(lead, { action: 'sign' })).status).toBe(200);
    await closesWell(town, caseId, lead);
    expect(await isKept(town, caseId)).toBe(true);
    expect(await town.ledger(caseId)).toHaveLength(1);
    expect(await town.told(caseId)).toEqual([
      `department-sign-for→${plainLead}`,
      'citizen-assigned→citizen',
      'citizen-asked→citizen',
      'citizen-closed→citizen',
    ]);
    expect(await town.statuses(caseId)).toEqual(['SUCCEEDED']);
  },
};

const tracked: Journey = {
  name: 'a citizen looks at the reply',
  async go(town) {
    const requester = newCaller();
    const { caseId, lead } = await town.inProgress({ requester });
    await town.act(lead, soundReply);
    const sent = (await town.messages(caseId)).flatMap(({ links }) => links).find((link) => link.includes('/c/'));
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const look = await fetch(sent ?? '', {
      method: 'POST',
      headers,
      body: JSON.stringify({ digits: requester.phone.slice(-4) }),
    });
    expect(look.status).toBe(200);
    expect(await look.text()).toContain(soundReply.text);
  },
};

const revealed: Journey = {
  name: 'a department sees who the citizen is',
  async go(town) {
    const requester = newCaller();
    const { caseId, lead } = await town.inProgress({ requester });
    const send = async (fields: Record<string, string>): Promise<string> => {
      const body = new URLSearchParams(fields);
      const answer = await fetch(`${lead}/reveal`, { method: 'POST', headers: { accept: 'text/html' }, body });
      await town.idle();
      return answer.text();
    };
    await send({ act: 'ask', nonce: 'ask', reason: '需要上门核实' });
    const mail = (await town.messages(caseId)).findLast((one) => one.tags['template'] === 'department-reveal-code');
    const code = /^\d{6}$/m.exec(mail?.text ?? '')?.[0] ?? '';
    expect(await send({ act: 'look', nonce: 'look', code })).toContain(requester.phone);
  },
};

const guessed: Journey = {
  name: 'somebody guesses a link',
  async go(town) {
    const nobodys = `${town.url}/t/0123456789abcdefghijkl`;
    expect((await town.show(nobodys)).status).toBe(404);
    expect((await town.act(nobodys, { action: 'sign' })).status).toBe(404);
  },
};

const repeated: Journey = {
  name: 'the hotline posts the same request again',
  async go(town) {
    const request = { externalId: 'SAME-1', text: '社区花园的喷灌漏水，请修一修。', category: plain.path };
    const requester = newCaller();
    const { caseId } = await town.request({ ...request, requester });
    const again = await town.request({ ...request, requester });
    expect(again.status).toBe(202);
    expect(again.body).toMatchObject({ caseId, repeated: true });
    expect(await town.told(caseId)).toHaveLength(2);
  },
};

const keyOf = (town: Town, source: string, use: 'signing' | 'read' | 'open311'): Promise<string> =>
  town.secret(town.named('secrets', `sources/${source}/${use}`));

/** Posts a request as another source than the town's own. */
const post = async (town: Town, source: string, id: string, text: string): Promise<{ caseId: string }> => {
  const at = new Date(town.stack.now());
  const data = { externalId: id, channel: 'app', text, requester: newCaller() };
  const body = JSON.stringify({ type: 'request.created', timestamp: at.toISOString(), data });
  const posted = await fetch(`${town.url}/v1/webhooks/${source}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
      'webhook-signature': new Webhook(`whsec_${await keyOf(town, source, 'signing')}`).sign(id, at, body),
    },
  });
  expect(posted.status).toBe(202);
  await town.idle();
  return (await posted.json()) as { caseId: string };
};

/** Every source signs with a key of its own and reads with another. */
const ofSource = (source: string): Journey => ({
  name: `${source} posts a request and reads it`,
  async go(town) {
    const { caseId } = await post(town, source, `FROM-${source}`, '有个事情想请你们帮忙看一下，谢谢。');
    const authorization = `Bearer ${await keyOf(town, source, 'read')}`;
    const read = await fetch(`${town.url}/v1/cases/${caseId}`, { headers: { authorization } });
    expect(await read.json()).toMatchObject({ caseId, status: 'with-duty-desk' });
    expect(await town.told(caseId)).toContain(`desk-classify→${pack.city.roles.dutyDesk}`);
  },
});

/** The other door: posts, posts again, and reads by list and by id. */
const byOpen311 = (source: string): Journey => ({
  name: `${source} posts a request by Open311 and reads it`,
  async go(town) {
    const requests = `${town.url}/open311/v2/requests`;
    const key = await keyOf(town, source, 'open311');
    const body = new URLSearchParams({
      api_key: key,
      service_code: serviceCodeOf(plain.path),
      address_string: '文昌路 12 号',
      description: '广场的长椅断了一条腿，坐上去会摔倒。',
      phone: newCaller().phone,
    });
    const ids: string[] = [];
    for (let time = 0; time < 2; time += 1) {
      const posted = await fetch(`${requests}.json`, { method: 'POST', body });
      expect(posted.status).toBe(200);
      ids.push(((await posted.json()) as { service_request_id: string }[])[0]?.service_request_id ?? '');
    }
    await town.idle();
    expect(ids[1]).toBe(ids[0]);
    for (const path of ['.json', `/${ids[0]}.json`]) {
      const read = await fetch(`${requests}${path}`, { headers: { authorization: `Bearer ${key}` } });
      expect((await read.json()) as unknown).toMatchObject([{ service_request_id: ids[0], address: '文昌路 12 号' }]);
    }
    expect((await fetch(`${town.url}/open311/v2/services.xml`)).status).toBe(200);
  },
});

const heard: Journey = {
  name: 'a source hears of its case',
  async go(town) {
    const got: { headers: Record<string, any>; body: string }[] = [];
    const server = createServer(async (request, response) => {
      const body = (await request.toArray()).join('');
      got.push({ headers: request.headers, body });
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(inject('hearingPort'), '127.0.0.1', resolve));
    try {
      const { caseId } = await post(
        town,
        'mini-program',
        'HEARD-1',
        '我家厨房着火了，火很大，人被困在里面，快来救人！',
      );
      await town.act(await town.link(caseId, 'emergency-handover'), { action: 'acknowledge' });
      expect(got.map(({ body }) => JSON.parse(body).type)).toEqual(['case.handed-over', 'case.closed']);
      const key = `whsec_${await keyOf(town, 'mini-program', 'signing')}`;
      expect(signedBy(key, got[0]!)).toBe(true);
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  },
};

/** The library that checks signatures looks at the clock of this machine; the town has one of its own. */
const signedBy = (key: string, { headers, body }: { headers: Record<string, any>; body: string }): boolean => {
  const at = new Date(Number(headers['webhook-timestamp']) * 1000);
  return new Webhook(key).sign(headers['webhook-id'], at, body) === headers['webhook-signature'];
};

const returned: Journey = {
  name: 'a department returns a case',
  async go(town) {
    const { caseId } = await town.request({ category: plain.path });
    const proposedUnit = otherAgencies[0] ?? '';
    const sent = { action: 'return', grounds: ground, explanation: '不属于我单位职责', proposedUnit };
    expect((await town.act(await town.link(caseId, 'department-sign-for'), sent)).status).toBe(200);
    await town.act(await town.link(caseId, 'desk-review-return'), { action: 'approve' });
    expect((await town.view(caseId))['departments'][0]).toBe(proposedUnit);
    expect(await town.told(caseId)).toContain(`department-sign-for→${proposedUnit}`);
    expect(await town.states(caseId)).toContain('Review return');
  },
};

const silent: Journey = {
  name: 'a department stays silent',
  async go(town) {
    const { caseId } = await town.request({ category: plain.path });
    await town.advance({ days: 2 });
    expect(await town.events(caseId)).toContain('SignForMissed');
    expect(await town.states(caseId)).not.toContain('Hand to duty officer');
  },
};

const dissatisfied: Journey = {
  name: 'a citizen is not satisfied',
  async go(town) {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, soundReply);
    const answer = { action: 'answer', contacted: true, solved: false, satisfied: false };
    await town.act(await town.link(caseId, 'citizen-asked'), answer);
    expect(await town.states(caseId)).toContain('Order rework');
    await town.act(await town.link(caseId, 'department-rework'), soundReply);
    expect((await town.view(caseId))['status']).toBe('awaiting-citizen');
  },
};

const emergency: Journey = {
  name: 'an emergency is handed over',
  async go(town) {
    const { caseId } = await town.request({ text: '我家厨房着火了，火很大，人被困在里面，快来救人！' });
    await town.act(await town.link(caseId, 'emergency-handover'), { action: 'acknowledge' });
    expect(await town.view(caseId)).toMatchObject({ status: 'closed', outcome: 'handed-over' });
  },
};

const extended: Journey = {
  name: 'a department asks for more time',
  async go(town) {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, { action: 'contacted' });
    await town.act(lead, { action: 'extend', reason: '需等待材料到货后施工', workingDays: 2 });
    await town.act(await town.link(caseId, 'desk-decide-time'), { action: 'approve' });
    expect(await town.events(caseId)).toContain('TimeGranted');
  },
};

const elevated: Journey = {
  name: 'the desk gives a case to another unit',
  async go(town) {
    const { caseId } = await town.request({ category: plain.path });
    const unit = otherAgencies[0] ?? '';
    const by = pack.city.roles.supervisingOffice;
    const done = await town.desk(caseId, { act: 'elevate', by, unit, reason: '市级提级办理' });
    expect(done.status).toBe(200);
    expect((await town.view(caseId))['departments'][0]).toBe(unit);
  },
};

const followed: Journey = {
  name: 'two citizens call about one thing',
  async go(town) {
    const story = {
      category: plain.path,
      text: '滨江路与解放大道交叉口的公交站台顶棚破损，下雨天候车的人都淋湿了，希望尽快维修。',
      location: { address: '滨江路与解放大道交叉口' },
      requester: { name: '李建国', phone: '13900001111' },
    };
    const parent = await town.request(story);
    const child = await town.request(story);
    expect((await town.view(child.caseId))['status']).toBe('merged');
    const lead = await town.link(parent.caseId, 'department-sign-for');
    await town.act(lead, { action: 'sign' });
    await town.act(lead, soundReply);
    await town.advance({ minutes: 10 });
    expect(await town.told(child.caseId)).toContain('citizen-asked→citizen');
    // Later duplicates of the next journey must not find these.
    for (const { externalId } of [parent, child]) await town.webhook('request.withdrawn', { externalId });
    await town.idle();
  },
};

const seconded: Journey = {
  name: "the city's own model is asked",
  shows: 'triagecase',
  async go(town) {
    const { caseId } = await town.request({ text: textForTheModel, requester: newCaller() });
    expect(await town.events(caseId)).toContain('Classified');
  },
};

const waitedForMorning: Journey = {
  name: 'a question waits for the morning',
  async go(town) {
    const { caseId } = await town.request({ category: plain.path, requester: newCaller() });
    const lead = await town.link(caseId, 'department-sign-for');
    await town.act(lead, { action: 'sign' });
    const night = `${new Date(Date.parse(town.now()) + 8 * 3_600_000).toISOString().slice(0, 10)}T23:00:00+08:00`;
    await town.advanceTo(night);
    expect((await town.act(lead, soundReply)).status).toBe(200);
    expect(await town.told(caseId)).not.toContain('citizen-asked→citizen');
    await town.advance({ hours: 9 });
    await town.act(await town.link(caseId, 'citizen-asked'), solved);
    expect(await town.view(caseId)).toMatchObject({ status: 'closed', outcome: 'resolved' });
  },
};

export const everyday: readonly Journey[] = [
  ordinary,
  guessed,
  revealed,
  repeated,
  tracked,
  ...pack.city.sources.map(({ id }) => ofSource(id)),
  ...pack.city.sources.flatMap(({ id, open311 }) => (open311 === true ? [byOpen311(id)] : [])),
  heard,
  returned,
  silent,
  dissatisfied,
  emergency,
  extended,
  elevated,
  followed,
  seconded,
  waitedForMorning,
];

/** The stream's function cannot do its work, and the reactions queue brings the same commits to the second one. */
export const bySecondHand: readonly Journey[] = [ordinary, returned, followed].map(({ name, go }) => ({
  name: `${name}, by the reactions queue`,
  faults: [{ service: 'dynamodb', function: 'react-to-commits', fault: 'error-before' }],
  go,
}));
