// Text messages are paid by the part: every character counts one, the signature included, 70 in a message of one part
// and 67 in each part of a longer one (DOMAIN §5). So a message without a link is one part, one with a link two.
import { describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import type { Locale } from '#schemas/city/names.ts';

const pack = loadPack('cities/linjiang');
const locales: Locale[] = ['zh-CN', 'en'];
const onePart = 70;
const twoParts = 134;

const longest = (words: readonly string[]) => [...words].sort((a, b) => b.length - a.length)[0] ?? '';

/** The longest words that each placeholder may become. */
const longestValues = (locale: Locale): Record<string, string> => {
  const { actions, statuses } = pack.messages[locale];
  return {
    number: 'LJ-7F3K-9Q2M-4',
    dueAt: '2026-12-31 17:30',
    link: 'https://linjiang.example/t/0123456789ABCDE',
    tracking: 'https://linjiang.example/c/LJ-7F3K-9Q2M-4',
    unit: longest(pack.departments.units.map(({ name }) => name[locale])),
    category: longest(pack.catalogue.leaves.map(({ name }) => name[locale])),
    level: longest(pack.supervision.ladder.map(({ name }) => name[locale])),
    reason: longest([
      actions.approve,
      actions.deny,
      actions.rule,
      statuses.closed,
      statuses.merged,
      statuses['handed-over'],
    ]),
    hotline: pack.city.hotlineNumber,
    round: '3',
  };
};

const sent = (template: string, locale: Locale) =>
  `【${pack.city.smsSignature}】${template.replaceAll(/\{([a-zA-Z]+)\}/g, (whole, name: string) => longestValues(locale)[name] ?? whole)}`;

describe.each(locales)('text messages of Linjiang in %s', (locale) => {
  const templates = Object.entries(pack.messages[locale].templates);

  it.each(templates)('%s stays within one part, or two with a link', (_key, { sms }) => {
    const hasLink = /\{(link|tracking)\}/.test(sms);
    expect([...sent(sms, locale)].length).toBeLessThanOrEqual(hasLink ? twoParts : onePart);
  });

  it.each(templates)('%s names no value that has no length (a whole answer or advice)', (_key, { sms }) => {
    expect(sent(sms, locale)).not.toMatch(/[{}]/);
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
