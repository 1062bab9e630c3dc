// Text messages are paid by the part: every character counts one, the signature included, 70 in a message of one part
// and 67 in each part of a longer one (DOMAIN §5). So a message without a link is one part, one with a link two.
import { describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { composeSms } from '#functions/messages/compose.ts';
import { endingNames } from '#schemas/city/messages.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { Message } from '#schemas/matter.ts';

const pack = loadPack('cities/linjiang');
const locales: Locale[] = ['zh-CN', 'en'];
const onePart = 70;
const twoParts = 134;
const threeParts = 201;

const idOfLongest = <One>(all: readonly One[], name: (one: One) => string) =>
  [...all].sort((a, b) => name(b).length - name(a).length)[0];

/** What every placeholder becomes at its longest. The host is the city's own, and a stage's that has none of its own. */
const values = (locale: Locale): Message['values'] => ({
  number: 'LJ-7F3K-9Q2M-4',
  dueAt: '2026-12-31T09:30:00.000Z',
  unit: idOfLongest(pack.departments.units, ({ name }) => name[locale])?.id ?? '',
  category: idOfLongest(pack.catalogue.leaves, ({ name }) => name[locale])?.path ?? '',
  level: idOfLongest(pack.supervision.ladder, ({ name }) => name[locale])?.level ?? 1,
  reason: idOfLongest(endingNames, (ending) => pack.messages[locale].endings[ending]) ?? '',
  round: 3,
});
const ownHost = 'https://linjiang.example';
/** API Gateway's, in the region with the longest name. */
const givenHost = 'https://a1b2c3d4e5.execute-api.ap-southeast-1.amazonaws.com';
const codes = { one: '16', two: '17', three: '18', code: '59' };

const sent = (template: string, locale: Locale, host: string): string => {
  const message: Message = {
    template,
    to: template.startsWith('citizen-') ? { kind: 'citizen' } : { kind: 'unit', unit: 'hotline-centre' },
    values: values(locale) ?? {},
  };
  const links = { link: `${host}/t/0123456789ABCDE`, tracking: `${host}/c/LJ-7F3K-9Q2M-4`, ...codes };
  return composeSms(message, links, pack, locale) ?? '';
};
/** As the networks count: UTF-16 units. */
const lengthOf = (text: string): number => text.length;

describe.each(locales)('text messages of Linjiang in %s', (locale) => {
  const templates = Object.entries(pack.messages[locale].templates);

  it.each(templates)('%s stays within one part, or two with a link', (key, { sms }) => {
    const hasLink = /\{(link|tracking)\}/.test(sms);
    expect(lengthOf(sent(key, locale, ownHost))).toBeLessThanOrEqual(hasLink ? twoParts : onePart);
  });

  it.each(templates)('%s stays within three parts where the stage has no domain of its own', (key) => {
    expect(lengthOf(sent(key, locale, givenHost))).toBeLessThanOrEqual(threeParts);
  });

  it.each(templates)('%s leaves no placeholder open, and holds no whole answer or advice', (key, { sms }) => {
    expect(sent(key, locale, ownHost)).not.toMatch(/[{}]/);
    expect(sms).not.toMatch(/\{(answer|advice)\}/);
  });

  it.each(templates)('%s never stands a link against a word, where telephones lose its end', (_key, { sms }) => {
    expect(sms).not.toMatch(/\{(link|tracking)\}(?=\S)/);
  });

  it('says one thing in one way: no mail without a subject that holds the number', () => {
    for (const [, template] of templates) {
      if ('subject' in template) expect(template.subject).toContain('{number}');
    }
  });
});

it('uses the same placeholders for people in both languages, so that nobody is told less', () => {
  for (const [key, chinese] of Object.entries(pack.messages['zh-CN'].templates)) {
    const english = Object.entries(pack.messages.en.templates).find(([name]) => name === key)?.[1];
    if (!('text' in chinese) || english === undefined || !('text' in english)) continue;
    const used = (text: string) => [...new Set(text.match(/\{[a-zA-Z]+\}/g))].sort();
    expect(used(english.text), key).toEqual(used(chinese.text));
    expect(used(english.subject), key).toEqual(used(chinese.subject));
  }
});
