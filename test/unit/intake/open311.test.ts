// The Open311 door against GeoReport v2: which fields each answer has and in which order, what a form becomes, what is
// refused with which code. Field sets are the standard's, values our own.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { discoveryOf } from '#functions/intake/open311/discovery.ts';
import { defineGeoReport, GeoReportError } from '#functions/intake/open311/geo-report.ts';
import { filtersOf } from '#functions/intake/open311/request-filters.ts';
import { contentOf, createdFrom } from '#functions/intake/open311/request-form.ts';
import { serviceRequestOf } from '#functions/intake/open311/service-request.ts';
import { leafOf, serviceCodeOf, serviceOf } from '#functions/intake/open311/services.ts';
import { elementsOf, xmlDocument } from '#functions/intake/open311/xml.ts';
import { ProblemError, problem } from '#kernel/problems.ts';
import { aCase } from '#test/builders/case-runner.ts';
import { aCity } from '#test/builders/city.ts';

const pack = aCity();
const [leaf] = pack.catalogue.leaves;
if (leaf === undefined) throw new Error('the city has no service');
const code = serviceCodeOf(leaf.path);
const form = { service_code: code, lat: '31.2', long: '121.4', description: '路灯不亮' };

const refusal = (act: () => unknown): { status: number; details: readonly string[] } => {
  try {
    act();
  } catch (fault) {
    if (fault instanceof GeoReportError) return fault;
    throw fault;
  }
  throw new Error('nothing was refused');
};

describe('XML', () => {
  const back: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", '#13': '\r' };
  const read = (inner: string) => inner.replaceAll(/&([a-z]+|#13);/g, (_whole, name: string) => back[name] ?? '');

  it('gives every text back as it was, and none of it becomes markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (text) => {
        const [, inner = ''] = /^<\?xml version="1\.0" encoding="utf-8"\?>\n<a>([^<>]*)<\/a>\n$/.exec(
          xmlDocument(['a', text]),
        ) ?? [text];
        expect(read(inner)).toBe(text);
      }),
    );
  });

  it.each([
    '</description><status>closed</status>',
    ']]><!ENTITY x SYSTEM "file:///etc/passwd">&x;',
    '<?xml-stylesheet href="//x"?>',
    '" onload="alert(1)',
    '<![CDATA[<script>alert(1)</script>',
  ])('leaves %s inert', (hostile) => {
    const text = xmlDocument(['request', elementsOf({ description: hostile, status: 'open' })]);
    expect(text.match(/<[^>]*>/g)).toEqual([
      '<?xml version="1.0" encoding="utf-8"?>',
      '<request>',
      '<description>',
      '</description>',
      '<status>',
      '</status>',
      '</request>',
    ]);
    expect(text.replaceAll(/&(amp|lt|gt|quot|apos|#13);/g, '')).not.toContain('&');
  });

  it('holds no character that XML cannot hold, and takes no name that is not ours', () => {
    expect(xmlDocument(['a', 'x\u0000\u0008\ud800\uffffy'])).toContain('<a>x\ufffd\ufffd\ufffd\ufffdy</a>');
    expect(xmlDocument(['a', null])).toContain('<a/>');
    expect(() => xmlDocument(['a b', 'x'])).toThrow(TypeError);
  });
});

describe('services and discovery', () => {
  it('has the fields of a service, and a code that leads back to the category', () => {
    expect(Object.keys(serviceOf(leaf, pack, 'en'))).toEqual([
      'service_code',
      'service_name',
      'description',
      'metadata',
      'type',
      'keywords',
      'group',
    ]);
    for (const one of pack.catalogue.leaves) {
      expect(serviceCodeOf(one.path)).toMatch(/^[a-z0-9.-]+$/);
      expect(leafOf(serviceCodeOf(one.path), pack)).toBe(one);
    }
  });

  it('says where the endpoint is, and tells another pack by another changeset', () => {
    const at = { baseUrl: 'https://city.example', production: false };
    const { json, xml } = discoveryOf(pack, 'en', at);
    expect(json).toMatchObject({
      changeset: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      key_service: expect.any(String),
      endpoints: [
        {
          specification: 'http://wiki.open311.org/GeoReport_v2',
          url: 'https://city.example/open311/v2',
          type: 'test',
          formats: ['text/xml', 'application/json'],
        },
      ],
    });
    expect(xmlDocument(xml)).toContain('<formats><format>text/xml</format><format>application/json</format></formats>');
    expect(discoveryOf({ ...pack, hash: 'fedcba9876543210' }, 'en', at).json).not.toEqual(json);
  });
});

describe('a posted form', () => {
  it('becomes the request that the webhook would have brought', () => {
    const fields = {
      ...form,
      address_string: '文昌路 12 号',
      phone: '13900000000',
      email: 'li@example.com',
      first_name: '小明',
      last_name: '李',
      media_url: 'https://files.example/1.jpg',
    };
    expect(createdFrom(fields, 'E-1', pack)).toEqual({
      externalId: 'E-1',
      channel: 'open311',
      text: '路灯不亮',
      category: leaf.path,
      requester: { name: '李小明', phone: '13900000000', email: 'li@example.com' },
      location: { address: '文昌路 12 号', lat: 31.2, lon: 121.4 },
      attachments: [{ url: 'https://files.example/1.jpg' }],
    });
  });

  it('has Latin names in their own order, and the name of the service for words', () => {
    const { description: _left, ...rest } = form;
    const { text, requester } = createdFrom({ ...rest, first_name: 'Ada', last_name: 'Byron' }, 'E-2', pack);
    expect([text, requester.name]).toEqual([leaf.name['zh-CN'], 'Ada Byron']);
  });

  it('is the same content without its key, and another by any word', () => {
    expect(contentOf({ ...form, api_key: 'a', jurisdiction_id: 'b' })).toBe(contentOf(form));
    expect(contentOf({ ...form, device_id: 'd' })).not.toBe(contentOf(form));
  });

  it.each([
    ['no service', { ...form, service_code: undefined }, 400, 'service_code'],
    ['a service that is not there', { ...form, service_code: 'no.such' }, 404, 'service_code'],
    ['half a place', { ...form, long: undefined }, 400, 'lat and long'],
    ['no place', { ...form, lat: undefined, long: undefined }, 400, 'address_string'],
    ['only an address id', { ...form, lat: undefined, long: undefined, address_id: '7' }, 400, 'address_id'],
    ['a place off the earth', { ...form, lat: '91' }, 400, 'lat'],
    ['a place that is no number', { ...form, long: 'east' }, 400, 'long'],
    ['a picture that is no web address', { ...form, media_url: 'javascript:alert(1)' }, 400, 'media_url'],
    ['a mailbox that is none', { ...form, email: 'nobody' }, 400, 'email'],
    ['answers to questions that nobody asks', { ...form, 'attribute[X]': '1' }, 400, 'attributes'],
  ])('is refused with %s', (_what, fields, status, word) => {
    const given = Object.fromEntries(
      Object.entries(fields).flatMap(([name, one]) => (one === undefined ? [] : [[name, one]])),
    );
    const { status: told, details } = refusal(() => createdFrom(given, 'E-3', pack));
    expect(told).toBe(status);
    expect(details.join()).toContain(word);
  });
});

describe('a request that is read', async () => {
  const { state } = await aCase().then((one) => ({ state: one.state() }));
  if (state === undefined) throw new Error('there is no case');
  const person = {
    text: '我叫王小明，请修路灯',
    name: '王小明',
    phone: '13900000000',
    address: '文昌路 12 号王小明家，13900000000',
    lat: 31.2,
    lon: 121.4,
  };
  const told = { caseId: 'c'.repeat(26), state, updatedAt: '2026-03-02T03:00:00.123Z', person };

  it('has every field of the standard, in its order', () => {
    expect(Object.keys(serviceRequestOf(told, pack, 'en'))).toEqual([
      'service_request_id',
      'status',
      'status_notes',
      'service_name',
      'service_code',
      'description',
      'agency_responsible',
      'service_notice',
      'requested_datetime',
      'updated_datetime',
      'expected_datetime',
      'address',
      'address_id',
      'zipcode',
      'lat',
      'long',
      'media_url',
    ]);
  });

  it('tells the place and nothing of the person', () => {
    const text = JSON.stringify(serviceRequestOf(told, pack, 'zh-CN'));
    expect(text).toContain('文昌路 12 号');
    for (const word of ['王小明', '13900000000', '请修路灯']) expect(text).not.toContain(word);
    expect(serviceRequestOf({ ...told, person: undefined }, pack, 'en')).toMatchObject({ address: null, lat: null });
  });

  it('is open until its case ends, then closed with its outcome', () => {
    const closed = { ...state, stage: { name: 'closed', outcome: 'resolved', at: told.updatedAt } } as const;
    expect(serviceRequestOf(told, pack, 'en')).toMatchObject({
      status: 'open',
      updated_datetime: '2026-03-02T03:00:00Z',
    });
    expect(serviceRequestOf({ ...told, state: closed }, pack, 'en').status).toBe('closed');
  });
});

describe('a list', () => {
  const now = '2026-03-02T03:00:00.000Z';
  it('covers the last 90 days unless dates say otherwise', () => {
    expect(filtersOf({}, now, pack)).toMatchObject({ ids: undefined, since: '2025-12-02T03:00:00.000Z', until: now });
    expect(filtersOf({ start_date: '2026-01-01T08:00:00 08:00' }, now, pack)).toMatchObject({
      since: '2026-01-01T00:00:00.000Z',
      until: '2026-04-01T00:00:00.000Z',
    });
    expect(filtersOf({ service_request_id: 'a, b', status: 'closed' }, now, pack).ids).toEqual(['a', 'b']);
  });

  it.each([
    [{ start_date: 'yesterday' }, 400],
    [{ start_date: '2026-03-02' }, 400],
    [{ start_date: '2025-01-01T00:00:00Z', end_date: '2026-01-01T00:00:00Z' }, 400],
    [{ start_date: '2026-03-02T00:00:00Z', end_date: '2026-03-01T00:00:00Z' }, 400],
    [{ status: 'pending' }, 400],
    [{ service_code: 'no.such' }, 404],
    [{ service_request_id: Array.from({ length: 101 }, () => 'a').join() }, 400],
  ])('refuses %o with %i', (query, status) => {
    expect(refusal(() => filtersOf(query as Record<string, string>, now, pack)).status).toBe(status);
  });
});

describe('errors', () => {
  const ask = async (path: string, fault: Error) => {
    const handler = defineGeoReport('test', ['GET'], async () => {
      throw fault;
    });
    const http = { method: 'GET', sourceIp: '127.0.0.1' };
    const event = { rawPath: path, requestContext: { http, timeEpoch: 0, requestId: 'r' } };
    return handler(event as never, {} as never) as Promise<{
      statusCode: number;
      headers: Record<string, string>;
      body: string;
    }>;
  };

  it('have the standard’s form in both formats', async () => {
    const xml = await ask('/open311/v2/requests.xml', new GeoReportError(403, 'api_key <is> missing'));
    expect([xml.statusCode, xml.headers['content-type']]).toEqual([403, 'text/xml; charset=utf-8']);
    expect(xml.body).toContain(
      '<errors><error><code>403</code><description>api_key &lt;is&gt; missing</description></error></errors>',
    );
    const json = await ask('/open311/v2/requests.json', new GeoReportError(400, 'one', 'two'));
    expect(JSON.parse(json.body)).toEqual([
      { code: 400, description: 'one' },
      { code: 400, description: 'two' },
    ]);
  });

  it('keep to it for what our own rules refuse, and say when to come again', async () => {
    const busy = await ask('/open311/v2/requests.json', new ProblemError(problem('busy', 'try again')));
    expect([busy.statusCode, busy.headers['retry-after']]).toEqual([503, '2']);
    expect(JSON.parse(busy.body)).toEqual([{ code: 503, description: 'try again' }]);
    const wrong = await ask('/open311/v2/requests.xml', new ProblemError(problem('invalid-fields', 'no')));
    expect(wrong.statusCode).toBe(400);
  });
});
