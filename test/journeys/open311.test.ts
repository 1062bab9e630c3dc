// The Open311 door from outside: find the services, post in both formats, read back, and see that a case goes its usual
// way, whichever door it came by.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serviceCodeOf } from '#functions/intake/open311/services.ts';
import { pack, plain, plainLead } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

const source = pack.city.sources.find(({ open311 }) => open311 === true)?.id ?? '';
const code = serviceCodeOf(plain.path);
let town: Town;
let key: string;
beforeAll(async () => {
  town = await openTown();
  key = await town.secret(town.named('secrets', `sources/${source}/open311`));
});
afterAll(() => town.close());

const get = async (path: string, headers: Record<string, string> = { authorization: `Bearer ${key}` }) => {
  const response = await fetch(`${town.url}/open311/${path}`, { headers });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const body: any = type.startsWith('application/json') ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, type, text, body };
};

let people = 0;
const form = (change: Record<string, string> = {}): Record<string, string> => {
  people += 1;
  return {
    api_key: key,
    service_code: code,
    lat: '31.23',
    long: '121.47',
    address_string: '文昌路 12 号',
    description: `${plain.phrases[0] ?? plain.name['zh-CN']}（${people}）`,
    first_name: '小明',
    last_name: '王',
    phone: String(13_700_000_000 + people),
    email: 'wang@example.com',
    ...change,
  };
};

const post = async (fields: Record<string, string>, format: 'xml' | 'json' = 'json') => {
  const address = `${town.url}/open311/v2/requests.${format}`;
  const response = await fetch(address, { method: 'POST', body: new URLSearchParams(fields) });
  const text = await response.text();
  await town.idle();
  return { status: response.status, text, body: format === 'json' ? JSON.parse(text) : undefined };
};

const element = (text: string, name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '';

describe('what there is to ask for', () => {
  it('is found without a key, in both formats', async () => {
    const { body } = await get('discovery.json', {});
    expect(body.endpoints[0]).toMatchObject({ url: `${town.url}/open311/v2`, type: 'test' });
    expect((await get('discovery.xml', {})).text).toContain(`<url>${town.url}/open311/v2</url>`);
    const services = await get('v2/services.json', {});
    expect(services.body).toHaveLength(pack.catalogue.leaves.length);
    expect(services.headers.get('cache-control')).toContain('public');
    const xml = await get(`v2/services.xml?jurisdiction_id=${pack.city.id}`, {});
    expect(xml.type).toBe('text/xml; charset=utf-8');
    expect(xml.text.match(/<service>/g)).toHaveLength(pack.catalogue.leaves.length);
    expect((await get(`v2/services/${code}.json`, {})).body).toEqual({ service_code: code, attributes: [] });
    expect((await get(`v2/services/${code}.xml`, {})).text).toContain(
      `<service_code>${code}</service_code><attributes/>`,
    );
    const english = await get('v2/services.json?lang=en', {});
    expect(english.body[0].service_name).toBe(pack.catalogue.leaves[0]?.name.en);
  });
});

describe('a request', () => {
  it.each(['json', 'xml'] as const)('is posted and read in %s, and its case goes the usual way', async (format) => {
    const sent = form();
    const posted = await post({ ...sent, account_id: 'A<1>' }, format);
    expect(posted.status).toBe(200);
    const id = format === 'json' ? posted.body[0].service_request_id : element(posted.text, 'service_request_id');
    if (format === 'json') expect(posted.body[0].account_id).toBe('A<1>');
    else expect(posted.text).toContain('<account_id>A&lt;1&gt;</account_id>');
    expect(posted.text).toContain(`${pack.city.caseNumberPrefix}-`);
    const read = await get(`v2/requests/${id}.${format}`);
    expect(read.status).toBe(200);
    for (const hidden of [sent['phone'], '王小明', 'wang@example.com', sent['description']])
      expect(read.text).not.toContain(hidden);
    if (format === 'xml') {
      expect(element(read.text, 'status')).toBe('open');
      expect(element(read.text, 'address')).toBe('文昌路 12 号');
    } else {
      expect(read.body).toMatchObject([
        { service_request_id: id, status: 'open', service_code: code, lat: 31.23, long: 121.47, description: null },
      ]);
      expect(read.body[0].status_notes).not.toBe('');
    }
    expect((await get(`v2/tokens/${id}.${format}`)).text).toContain(id);

    if ((await town.told(id))[0]?.startsWith('desk-classify') === true)
      await town.act(await town.link(id, 'desk-classify'), {
        action: 'classify',
        decision: 'assign',
        category: plain.path,
        urgency: 'ordinary',
      });
    await town.act(await town.link(id, 'department-sign-for'), { action: 'sign' });
    const [later] = (await get(`v2/requests/${id}.json`)).body;
    expect(later.agency_responsible).toBe(pack.departments.units.find((unit) => unit.id === plainLead)?.name['zh-CN']);
    expect(Date.parse(later.expected_datetime)).toBeGreaterThan(Date.parse(later.requested_datetime));
    expect(await town.statuses(id)).toEqual(['RUNNING']);
  });

  it('that is posted again on the same day is the same one; with other words, or on another day, it is not', async () => {
    const sent = form();
    const first = (await post(sent)).body[0].service_request_id;
    expect((await post(sent)).body[0].service_request_id).toBe(first);
    expect((await post({ ...sent, description: '完全不同的另一件事情' })).body[0].service_request_id).not.toBe(first);
    expect((await post({ ...sent, device_id: 'D-1' })).body[0].service_request_id).not.toBe(first);
    await town.advance({ days: 1 });
    expect((await post(sent)).body[0].service_request_id).not.toBe(first);
  });

  it('in danger is told to call at once', async () => {
    const { body } = await post(form({ description: '我家厨房着火了，火很大，人被困在里面，快来救人！' }));
    expect(body[0].service_notice).toContain('119');
  });

  it('is closed when its case is, and says how it ended', async () => {
    const { body } = await post(form({ description: '我家厨房着火了，火很大，老人被困在楼上，快来！' }));
    const id = body[0].service_request_id;
    await town.act(await town.link(id, 'emergency-handover'), { action: 'acknowledge' });
    const [read] = (await get(`v2/requests/${id}.json?lang=en`)).body;
    expect(read).toMatchObject({
      status: 'closed',
      status_notes: expect.stringContaining('handed to the emergency line'),
    });
  });
});

describe('a list', () => {
  it('has the source’s own requests, newest first, and can be narrowed', async () => {
    const { caseId: others } = await town.request({ category: plain.path });
    await town.advance({ minutes: 1 });
    const sent = form();
    const id = (await post(sent)).body[0].service_request_id;
    const { body: all } = await get('v2/requests.json');
    expect(all[0].service_request_id).toBe(id);
    const ids = all.map((one: { service_request_id: string }) => one.service_request_id);
    expect(ids).not.toContain(others);
    expect(JSON.stringify(all)).not.toContain(sent['phone']);
    const closed = (await get('v2/requests.json?status=closed')).body;
    expect(closed.length).toBeGreaterThan(0);
    expect(closed.every((one: { status: string }) => one.status === 'closed')).toBe(true);
    expect((await get(`v2/requests.json?service_request_id=${id},${ids.at(-1)},${others}`)).body).toHaveLength(2);
    expect((await get(`v2/requests.json?service_code=${code}&status=open`)).body.length).toBeGreaterThan(0);
    const before = all.at(-1).requested_datetime.replace('Z', '+00:00');
    expect((await get(`v2/requests.json?end_date=${encodeURIComponent(before)}`)).body.length).toBeLessThan(all.length);
    expect((await get('v2/requests.xml')).text.match(/<request>/g)).toHaveLength(all.length);
  });

  it('leads on to what is older than it holds', async () => {
    for (let number = 0; number < 101; number += 1) {
      if (number % 20 === 0) await town.advance({ minutes: 1 });
      await fetch(`${town.url}/open311/v2/requests.json`, {
        method: 'POST',
        body: new URLSearchParams(form({ description: `井盖松动，编号${number}${'一二三四五'.repeat(number % 4)}` })),
      });
    }
    await town.idle();
    const first = await get('v2/requests.json');
    expect(first.body).toHaveLength(100);
    const [, next = ''] = /^<\/open311\/([^>]+)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    expect(next).not.toContain(key);
    const older = await get(next);
    expect(older.status).toBe(200);
    const idsOf = (list: { service_request_id: string }[]) => list.map((one) => one.service_request_id);
    expect(idsOf(older.body).filter((id) => !idsOf(first.body).includes(id)).length).toBeGreaterThan(1);
  });
});

describe('what is refused', () => {
  it.each([
    ['no key', 403, () => get('v2/requests.xml', {})],
    ['the read key', 403, () => get('v2/requests.xml', { authorization: `Bearer ${town.readKey}` })],
    ['another city', 404, () => get('v2/services.xml?jurisdiction_id=elsewhere.gov', {})],
    ['a service that is not there', 404, () => get('v2/services/no.such.xml', {})],
    ['a request that is not there', 404, () => get(`v2/requests/${'x'.repeat(26)}.xml`)],
    ['a token that is not there', 404, () => get('v2/tokens/123.xml')],
    ['an address that leads nowhere', 404, () => get('v2/nothing.xml')],
    ['a date that is none', 400, () => get('v2/requests.xml?start_date=monday')],
    ['a wrong key in a form', 403, () => post(form({ api_key: 'k'.repeat(40) }), 'xml')],
    ['a form without a service', 400, () => post(form({ service_code: '' }), 'xml')],
    ['a form for another city', 404, () => post(form({ jurisdiction_id: 'elsewhere.gov' }), 'xml')],
    ['a form that is too long', 413, () => post(form({ description: '长'.repeat(30_000) }), 'xml')],
  ])('%s is answered with %i, in the standard’s form', async (_what, status, ask) => {
    const told = await ask();
    expect(told.status).toBe(status);
    expect(element(told.text, 'code')).toBe(String(status));
    expect(element(told.text, 'description')).not.toBe('');
  });

  it('another source’s request is answered like one that is not there', async () => {
    const { caseId } = await town.request({ category: plain.path });
    expect((await get(`v2/requests/${caseId}.json`)).status).toBe(404);
    expect((await get(`v2/tokens/${caseId}.json`)).status).toBe(404);
  });

  it('hostile words stay words', async () => {
    const hostile = '</description></request><script>alert(1)</script>&x;';
    const { body } = await post(form({ address_string: hostile, description: hostile }));
    const { text } = await get(`v2/requests/${body[0].service_request_id}.xml`);
    expect(element(text, 'address')).toBe(
      '&lt;/description&gt;&lt;/request&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;x;',
    );
  });
});
