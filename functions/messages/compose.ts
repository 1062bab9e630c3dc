// From a template and values to the words of one message (pure). Values name nobody; dates become local, ids names.

import { type EndingName, endingNames, type TemplateKey, TemplatesSchema } from '#schemas/city/messages.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Message } from '#schemas/matter.ts';

type Values = NonNullable<Message['values']>;

/** What a message leads to: its links, and the codes that answer it by text message. */
export type Links = { link?: string | undefined; tracking: string } & Partial<Record<CodeName, string>>;
type CodeName = 'one' | 'two' | 'three' | 'code' | 'revealCode';
export type ComposedMail = { subject: string; text: string; html: string };

const isTemplate = (key: string): key is TemplateKey => Object.hasOwn(TemplatesSchema.shape, key);

/** The SMS: signature in its brackets, then the text (DOMAIN §5). */
export const composeSms = (message: Message, links: Links, pack: CityPack, locale: Locale): string | undefined => {
  if (!isTemplate(message.template)) return undefined;
  const template = pack.messages[locale].templates[message.template];
  return `【${pack.city.smsSignature}】${fill(template.sms, message, links, pack, locale)}`;
};

/** Whether the text message can be answered by a code. */
export const asksForCode = ({ template }: Message, pack: CityPack, locale: Locale): boolean =>
  isTemplate(template) && /\{(one|code)\}/.test(pack.messages[locale].templates[template].sms);

/** The mail, for templates that have one. `note` is what a person wrote as the reason of a decision. */
export const composeMail = (
  message: Message,
  links: Links,
  pack: CityPack,
  locale: Locale,
  note?: string,
): ComposedMail | undefined => {
  const template = mailTemplate(message, pack, locale);
  if (template === undefined) return undefined;
  const body = [fill(template.text, message, links, pack, locale), ...(note === undefined ? [] : [note])].join('\n\n');
  const text = links.link === undefined ? body : `${body}\n\n${template.action}: ${links.link}`;
  return {
    subject: subjectOf(message, links, pack, locale),
    text,
    html: mailHtml(body, template.action, links.link),
  };
};

/** What a mail would have as its subject; the name of the template for one that is no mail. */
export const subjectOf = (message: Message, links: Links, pack: CityPack, locale: Locale): string => {
  const template = mailTemplate(message, pack, locale);
  return template === undefined ? message.template : oneLine(fill(template.subject, message, links, pack, locale));
};

const mailTemplate = ({ template }: Message, pack: CityPack, locale: Locale) => {
  if (!isTemplate(template)) return undefined;
  const found = pack.messages[locale].templates[template];
  return 'subject' in found ? found : undefined;
};

type ListLine = { message: Message; links: Links };

/** One mail for several messages: the subject of each, and its link. */
export const composeList = (lines: readonly ListLine[], pack: CityPack, locale: Locale): ComposedMail => {
  const words = pack.messages[locale].morningList;
  const items = lines.map(({ message, links }) => {
    const says = subjectOf(message, links, pack, locale);
    return { says, action: mailTemplate(message, pack, locale)?.action ?? words.open, link: links.link };
  });
  const counted = (text: string): string => text.replaceAll('{count}', String(items.length));
  const intro = counted(words.text);
  const text = items.map(({ says, action, link }) => (link === undefined ? says : `${says}\n${action}: ${link}`));
  const html = items.map(
    ({ says, action, link }) =>
      `<li>${escapeHtml(says)}${link === undefined ? '' : `<br><a href="${escapeHtml(link)}">${escapeHtml(action)}</a>`}</li>`,
  );
  return {
    subject: oneLine(counted(words.subject)),
    text: [intro, ...text].join('\n\n'),
    html: inHtml(`<p>${escapeHtml(intro)}</p><ul>${html.join('')}</ul>`),
  };
};

const oneLine = (subject: string): string => subject.replaceAll(/[\r\n]+/g, ' ').slice(0, 200);

const mailHtml = (body: string, action: string, link: string | undefined): string => {
  const paragraphs = body.split(/\n{2,}/).map((one) => `<p>${escapeHtml(one).replaceAll('\n', '<br>')}</p>`);
  const button =
    link === undefined
      ? ''
      : `<p><a href="${escapeHtml(link)}" style="display:inline-block;padding:12px 20px;background:#0b5cad;color:#fff;text-decoration:none;border-radius:6px">${escapeHtml(action)}</a></p>`;
  return inHtml(`${paragraphs.join('')}${button}`);
};

const inHtml = (content: string): string =>
  `<!doctype html><html><body style="font:16px/1.6 sans-serif;color:#1b1f24">${content}</body></html>`;

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const fill = (template: string, { values = {}, to }: Message, links: Links, pack: CityPack, locale: Locale): string => {
  // The tracking page is the citizen's: whoever else has no task has no link.
  const link = links.link ?? (to.kind === 'citizen' ? links.tracking : '');
  return template
    .replaceAll(/\{([a-zA-Z]+)\}/g, (_whole, name: string) =>
      placeholder(name, values, { ...links, link }, pack, locale),
    )
    .trim();
};

const placeholder = (name: string, values: Values, links: Links, pack: CityPack, locale: Locale): string => {
  switch (name) {
    case 'link':
      return links.link ?? '';
    case 'tracking':
      return links.tracking;
    case 'one':
    case 'two':
    case 'three':
    case 'code':
    case 'revealCode':
      return links[name] ?? '';
    case 'hotline':
      return pack.city.hotlineNumber;
    case 'dueAt':
      return shortTime(textOf(values['dueAt']), pack);
    case 'unit':
      return pack.departments.units.find((unit) => unit.id === values['unit'])?.name[locale] ?? textOf(values['unit']);
    case 'category':
      return (
        pack.catalogue.leaves.find((leaf) => leaf.path === values['category'])?.name[locale] ??
        textOf(values['category'])
      );
    case 'level':
      return (
        pack.supervision.ladder.find((rung) => rung.level === values['level'])?.name[locale] ?? textOf(values['level'])
      );
    case 'answer':
      return pack.serviceList.items.find((item) => item.id === values['itemId'])?.answer[locale] ?? '';
    case 'advice':
      return pack.triage.outOfScope.find((rule) => rule.id === values['ruleId'])?.advice[locale] ?? '';
    case 'reason':
      return reasonOf(textOf(values['reason']), pack, locale);
    default:
      return textOf(values[name]);
  }
};

const textOf = (value: string | number | undefined): string => (value === undefined ? '' : String(value));

const reasonOf = (ending: string, pack: CityPack, locale: Locale): string => {
  const { endings } = pack.messages[locale];
  return isEnding(ending) ? endings[ending] : ending;
};

const isEnding = (word: string): word is EndingName => endingNames.some((ending) => ending === word);

/** `2026-03-02 17:30` in the city's time: short and the same in both languages. */
const shortTime = (instant: string, pack: CityPack): string => {
  if (Number.isNaN(Date.parse(instant))) return instant;
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: pack.city.timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(instant));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
};
