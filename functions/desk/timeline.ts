// The timeline of a case: every fact, what was said with it, and every message with what became of it; with who and when.
import type { CaseEvent } from '#schemas/case-events.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Commit, Message } from '#schemas/matter.ts';
import type { Delivery } from './case-record.ts';
import { type Fact, factsOf } from './facts.ts';
import { named, type Words } from './words.ts';

export type Entry = {
  at: string;
  /** When it happened, where that was earlier than it was recorded. */
  occurredAt?: string | undefined;
  what: 'event' | 'message';
  type: string;
  who: string;
  sentence: string;
  facts: Fact[];
  /** The words that somebody wrote with it, masked. */
  said?: { text: string; legalBasis?: string | undefined } | undefined;
};

export type Telling = {
  words: Words;
  pack: CityPack;
  locale: Locale;
  when: (at: string) => string;
  said(textId: string): Entry['said'];
  officer(sub: string): string | undefined;
};

export type ParsedCommit = Omit<Commit, 'events'> & { events: readonly CaseEvent[] };

export const timelineOf = (
  commits: readonly ParsedCommit[],
  deliveries: ReadonlyMap<string, readonly Delivery[]>,
  telling: Telling,
): Entry[] =>
  commits
    .flatMap((commit) => [
      ...commit.events.map((event) => eventEntry(event, commit, telling)),
      ...commit.consequences.flatMap((one) =>
        one.type === 'MessageRequested'
          ? [messageEntry(one.message, commit, deliveries.get(one.key) ?? [], telling)]
          : [],
      ),
    ])
    .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));

const eventEntry = (event: CaseEvent, commit: ParsedCommit, telling: Telling): Entry => {
  const { words } = telling;
  const unit = 'unit' in event ? event.unit : 'lead' in event ? event.lead : undefined;
  const template = words.desk.events[event.type];
  const isNamed = template.includes('{unit}');
  const textId = 'textId' in event ? event.textId : undefined;
  return {
    at: commit.at,
    ...(commit.occurredAt === commit.at ? {} : { occurredAt: commit.occurredAt }),
    what: 'event',
    type: event.type,
    who: actorName(commit.actor, telling),
    sentence: template.replace('{unit}', unit === undefined ? '' : words.unit(unit)),
    facts: factsOf(event, telling, isNamed ? unit : undefined),
    ...(textId === undefined ? {} : { said: telling.said(textId) }),
  };
};

/** A unit by its name, a person who signed in with theirs, else the role. */
const actorName = ({ role, id }: Commit['actor'], { words, officer, pack }: Telling): string => {
  const [unit = '', sub] = (id ?? '').split('/');
  const known = pack.departments.units.some((one) => one.id === unit);
  const place = known ? words.unit(unit) : named(words.desk.actors, role);
  return sub === undefined ? place : `${place} ${officer(sub) ?? sub}`;
};

const messageEntry = (
  message: Message,
  commit: ParsedCommit,
  deliveries: readonly Delivery[],
  { words, pack, locale, when }: Telling,
): Entry => ({
  at: deliveries[0]?.at ?? commit.at,
  what: 'message',
  type: message.template,
  who: recipientName(message.to, pack, locale, words),
  sentence: messageText(message, pack, locale, words),
  facts: (deliveries.length === 0 ? [{ channel: 'waiting', outcome: '', detail: undefined }] : deliveries).map(
    ({ channel, outcome, detail }) => ({
      name: 'via',
      value: [channel, outcome, outcome === 'held' && detail !== undefined ? when(detail) : detail]
        .flatMap((one) => (one ? [words.value(one)] : []))
        .join(' · '),
    }),
  ),
});

const recipientName = (to: Message['to'], pack: CityPack, locale: Locale, words: Words): string => {
  switch (to.kind) {
    case 'unit':
      return words.unit(to.unit);
    case 'head':
      return `${words.unit(to.unit)} ${words.value('department-head')}`;
    case 'citizen':
      return words.desk.actors.citizen;
    case 'source':
      return pack.city.sources.find((one) => one.id === to.source)?.name[locale] ?? to.source;
    default:
      return to satisfies never;
  }
};

/** What the message says in short: its subject, or its text without the parts that differ. */
const messageText = (message: Message, pack: CityPack, locale: Locale, words: Words): string => {
  const templates: Partial<Record<string, { sms: string; subject?: string }>> = pack.messages[locale].templates;
  const template = templates[message.template];
  const text = template?.subject ?? template?.sms ?? message.template;
  const values = message.values ?? {};
  const value = (name: string): string => {
    if (name === 'category') return words.category(String(values['category'] ?? ''));
    if (name === 'unit') return words.unit(String(values['unit'] ?? ''));
    return name === 'number' || name === 'round' || name === 'level' ? String(values[name] ?? '') : '…';
  };
  return text.replaceAll(/\{([a-zA-Z]+)\}/g, (_whole, name: string) => value(name));
};
