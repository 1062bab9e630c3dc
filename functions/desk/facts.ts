// Details of an event in plain words: each known field with its label, names instead of ids. Fields that say nothing to a
// person (clocks, hashes, ids of texts) are passed over.
import type { CaseEvent } from '#schemas/case-events.ts';
import type { factNames } from '#schemas/city/case-words.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Words } from './words.ts';

type FactName = (typeof factNames)[number];
/** `caseId`: the value is another case, and can be opened. */
export type Fact = { name: FactName; value: string; caseId?: string };

type Naming = { words: Words; pack: CityPack; locale: Locale; when: (at: string) => string };

const percent = (share: number): string => `${Math.round(share * 100)}%`;

/** Facts of `event`. `inSentence` is left out: the event's own sentence names that unit. */
export const factsOf = (event: CaseEvent, naming: Naming, inSentence: string | undefined): Fact[] =>
  Object.entries(event).flatMap(([field, value]: [string, unknown]) => factsOfField(field, value, naming, inSentence));

const factsOfField = (field: string, value: unknown, naming: Naming, inSentence: string | undefined): Fact[] => {
  const { words, pack, locale, when } = naming;
  const isText = typeof value === 'string';
  const fact = (name: FactName, said: string): Fact[] => [{ name, value: said }];
  switch (field) {
    case 'category':
    case 'machineSaid':
      return isText ? fact(field, words.categoryPath(value)) : [];
    case 'urgency':
      return isText ? fact('urgency', words.level(value)) : [];
    case 'area':
      return isText ? fact('area', words.area(value)) : [];
    case 'lead':
    case 'unit':
    case 'proposedUnit':
      return isText && value !== inSentence ? fact(field, words.unit(value)) : [];
    case 'assisting':
      return list(value).length === 0 ? [] : fact('assisting', list(value).map(words.unit).join(', '));
    case 'findings':
      return list(value).length === 0 ? [] : fact('findings', list(value).map(words.value).join(', '));
    case 'to':
      return isText ? fact('to', words.value(words.unit(value))) : [];
    case 'by':
    case 'why':
    case 'outcome':
    case 'question':
    case 'channel':
    case 'via':
      return isText ? fact(field, words.value(words.unit(value))) : [];
    case 'because':
      return isText ? fact('because', words.value(words.categoryPath(value))) : [];
    case 'grounds':
      return isText ? fact('grounds', groundsName(value, pack, locale)) : [];
    case 'probability':
    case 'similarity':
      return typeof value === 'number' ? fact(field, percent(value)) : [];
    case 'level':
    case 'round':
    case 'attempt':
      return typeof value === 'number' ? fact(field, String(value)) : [];
    case 'ruleId':
      return fact('rule', pack.triage.outOfScope.find((one) => one.id === value)?.name[locale] ?? String(value));
    case 'itemId':
      return fact('item', pack.serviceList.items.find((one) => one.id === value)?.name[locale] ?? String(value));
    case 'line':
    case 'error':
      return isText ? fact(field, value) : [];
    case 'parentId':
      return isText ? [{ name: 'parentId', value: words.desk.case.openCase, caseId: value }] : [];
    case 'candidates':
      return candidates(value, words);
    case 'answer':
      return yesAndNo(value, pack, locale);
    case 'ruling':
    case 'request':
      return inside(value, words, when);
    default:
      return [];
  }
};

const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};

const candidates = (value: unknown, words: Words): Fact[] => {
  const all = Array.isArray(value) ? value.map(record) : [];
  const said = all.map(({ path, probability }) => `${words.category(String(path))} ${percent(Number(probability))}`);
  return said.length === 0 ? [] : [{ name: 'candidates', value: said.join(', ') }];
};

const yesAndNo = (value: unknown, pack: CityPack, locale: Locale): Fact[] => {
  const { yes, no } = pack.messages[locale];
  const answer = record(value);
  return (['contacted', 'solved', 'satisfied'] as const).flatMap((name) =>
    typeof answer[name] === 'boolean' ? [{ name, value: answer[name] ? yes : no }] : [],
  );
};

/** A ruling, or a request for time. */
const inside = (value: unknown, words: Words, when: (at: string) => string): Fact[] => {
  const { decision, kind, unit, workingDays, until } = record(value);
  const what = decision ?? kind;
  return [
    ...(what === undefined ? [] : [{ name: 'decision' as const, value: words.value(String(what)) }]),
    ...(unit === undefined ? [] : [{ name: 'unit' as const, value: words.unit(String(unit)) }]),
    ...(workingDays === undefined ? [] : [{ name: 'workingDays' as const, value: String(workingDays) }]),
    ...(until === undefined ? [] : [{ name: 'until' as const, value: when(String(until)) }]),
  ];
};

export const groundsName = (id: string, pack: CityPack, locale: Locale): string =>
  [...pack.handling.returns.grounds, ...pack.evaluation.exclusionGrounds].find((one) => one.id === id)?.name[locale] ??
  id;
