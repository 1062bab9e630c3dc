// What the webhook door takes and what it refuses, and how it says so.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zodProblems } from '#kernel/problems.ts';
import { ProblemSchema } from '#schemas/problem.ts';
import { WebhookSchema } from '#schemas/webhooks.ts';

const created = (data: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) => ({
  type: 'request.created',
  timestamp: '2026-03-02T09:30:00+08:00',
  data: {
    externalId: 'A-1',
    channel: 'phone',
    text: '小区门口的路灯坏了',
    requester: { phone: '13800000000' },
    ...data,
  },
  ...rest,
});

const wrong = (body: unknown): { pointer: string; detail: string }[] => {
  const parsed = WebhookSchema.safeParse(body);
  return parsed.success ? [] : zodProblems(parsed.error);
};
const pointers = (body: unknown): string[] => wrong(body).map((one) => one.pointer);

describe('request.created', () => {
  it('is taken with the least there can be', () => {
    expect(wrong(created({ requester: {} }))).toEqual([]);
  });

  it('is taken with everything there can be', () => {
    const full = created({
      title: '路灯',
      requester: {
        name: '王某',
        phone: '13800000000',
        idNumber: '110101199001011234',
        anonymous: false,
        confidential: true,
      },
      location: { address: '滨河路 8 号', district: '临东区', lat: 30.1, lon: 120.2 },
      receivedAt: '2026-03-02T09:29:00+08:00',
      attachments: [{ url: 'https://example.org/a.jpg', name: 'a.jpg', type: 'image/jpeg' }, { ref: 'rec-17' }],
      category: 'city/lighting/street-lamp',
      urgency: 'ordinary',
      handled: { answer: '已告知报修电话', at: '2026-03-02T01:29:30Z' },
    });
    expect(wrong(full)).toEqual([]);
  });

  it('keeps every instant in UTC, so that instants compare as text', () => {
    const parsed = WebhookSchema.parse(created({ receivedAt: '2026-03-02T09:29:00+08:00' }));
    expect(parsed).toMatchObject({
      timestamp: '2026-03-02T01:30:00.000Z',
      data: { receivedAt: '2026-03-02T01:29:00.000Z' },
    });
  });

  it.each(['externalId', 'channel', 'text', 'requester'])('needs %s', (field) => {
    expect(wrong(created({ [field]: undefined }))).toEqual([
      { pointer: `/data/${field}`, detail: expect.stringMatching(/^(is required|must be )/) },
    ]);
  });

  it.each([
    ['a blank text', { text: ' \n ' }, '/data/text'],
    ['a text of 20,001 characters', { text: '长'.repeat(20_001) }, '/data/text'],
    ['half a character', { text: '\ud83d' }, '/data/text'],
    ['a control character', { text: 'a\u0000b' }, '/data/text'],
    ['an id with a line break', { externalId: 'a\nb' }, '/data/externalId'],
    ['an id of 201 characters', { externalId: 'x'.repeat(201) }, '/data/externalId'],
    ['a channel nobody knows', { channel: 'pigeon' }, '/data/channel'],
    ['a number as text', { text: 7 }, '/data/text'],
    ['a field nobody knows', { colour: 'red' }, '/data/colour'],
    ['a field nobody knows, deeper', { requester: { nick: 'x' } }, '/data/requester/nick'],
    ['a place with only half its position', { location: { lat: 1 } }, '/data/location'],
    ['a latitude off the globe', { location: { lat: 91, lon: 0 } }, '/data/location/lat'],
    ['a time without offset', { receivedAt: '2026-03-02T09:29:00' }, '/data/receivedAt'],
    ['an attachment by nothing', { attachments: [{ name: 'a' }] }, '/data/attachments/0'],
    ['an attachment that is a script', { attachments: [{ url: 'javascript:alert(1)' }] }, '/data/attachments/0/url'],
    ['twenty-one attachments', { attachments: Array.from({ length: 21 }, () => ({ ref: 'a' })) }, '/data/attachments'],
    ['a category that is no path', { category: 'No Path' }, '/data/category'],
    ['an urgency nobody knows', { urgency: 'very' }, '/data/urgency'],
    ['an answer without its time', { handled: { answer: '好' } }, '/data/handled/at'],
  ])('refuses %s and points at it', (_what, data, pointer) => {
    expect(pointers(created(data))).toEqual([pointer]);
  });

  it('refuses what stands beside type, timestamp and data', () => {
    expect(pointers(created({}, { extra: 1 }))).toEqual(['/extra']);
    expect(pointers(created({}, { timestamp: 'yesterday' }))).toEqual(['/timestamp']);
  });
});

describe('the other events', () => {
  const event = (type: string, data: unknown) => ({ type, timestamp: '2026-03-02T01:30:00Z', data });

  it.each([
    event('request.supplemented', { externalId: 'A-1', text: '还在漏水' }),
    event('request.withdrawn', { externalId: 'A-1' }),
    event('request.withdrawn', { externalId: 'A-1', reason: '已自行解决' }),
    event('callback.recorded', { externalId: 'A-1', contacted: true, solved: true, satisfied: false, comment: '慢' }),
    event('sms.received', { from: '13800000000', text: '1' }),
    event('emergency.returned', { externalId: 'A-1', reason: '现场无险情', by: '119-3' }),
  ])('are taken: %j', (body) => {
    expect(wrong(body)).toEqual([]);
  });

  it('cannot be confused with one another', () => {
    expect(pointers(event('request.withdrawn', { externalId: 'A-1', text: 'x' }))).toEqual(['/data/text']);
    expect(pointers(event('request.lost', {}))).toEqual(['/type']);
  });
});

describe('the words of a refusal', () => {
  it.each([
    [created({ text: '' }), '/data/text', 'must have at least 1 character'],
    [created({ text: 7 }), '/data/text', 'must be a string'],
    [created({ text: undefined }), '/data/text', 'is required'],
    [created({ urgency: 'very' }), '/data/urgency', 'must be one of critical, urgent, ordinary, enquiry'],
    [created({ colour: 1 }), '/data/colour', 'is not a known field'],
    [[], '', 'must be an object'],
    [null, '', 'must be an object'],
  ])('say plainly what is wrong: %#', (body, pointer, detail) => {
    expect(wrong(body)).toContainEqual({ pointer, detail });
  });

  it('escape what the caller named', () => {
    expect(pointers(created({ 'a/b~c': 1 }))).toEqual(['/data/a~1b~0c']);
  });

  it('stay within bounds whatever comes in', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.dictionary(fc.string(), fc.jsonValue()), (body, data) => {
        for (const errors of [wrong(body), wrong(created(data))]) {
          const told = { type: 'urn:jiesu:problem:invalid-fields', title: 't', status: 422, detail: 'd', errors };
          expect(ProblemSchema.safeParse(told).success).toBe(true);
        }
      }),
    );
  });
});
