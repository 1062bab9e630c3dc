// Message templates of the made-up city: each says its own key, so that a test sees which one was sent.

import { DocsWordsSchema, Open311WordsSchema } from '#schemas/city/api-words.ts';
import { DeskWordsSchema } from '#schemas/city/desk-words.ts';
import type { Messages } from '#schemas/city/messages.ts';
import {
  caseStatuses,
  choiceNames,
  endingNames,
  TemplatesSchema,
  taskActions,
  taskFields,
} from '#schemas/city/messages.ts';
import { PageWordsSchema } from '#schemas/city/page-words.ts';

function messagesIn(locale: string): Messages {
  const labels = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, `${locale} ${key}`]));
  const templates = Object.keys(TemplatesSchema.shape).map((key) => {
    const sms = `${locale} ${key} {number} {link}`;
    const mail = { sms, subject: `${locale} ${key} {number}`, text: `${key} {number} {dueAt} {link}`, action: key };
    return [key, key.startsWith('citizen-') ? { sms } : mail];
  });
  return {
    templates: Object.fromEntries(templates),
    morningList: { subject: `${locale} {count}`, text: `${locale} {count}`, open: 'open' },
    codeList: { intro: `${locale} codes`, question: '{number} {one} {two} {three}', task: '{number} {code} {action}' },
    actions: labels(taskActions),
    statuses: labels(caseStatuses),
    fields: labels(taskFields),
    choices: labels(choiceNames),
    endings: labels(endingNames),
    yes: 'yes',
    no: 'no',
    pages: wordsFor(PageWordsSchema, locale),
    desk: wordsFor(DeskWordsSchema, locale),
    open311: wordsFor(Open311WordsSchema, locale),
    docs: wordsFor(DocsWordsSchema, locale),
  } as unknown as Messages;
}

/** Every text of a schema of words says its own key. */
function wordsFor(schema: unknown, locale: string, key = ''): unknown {
  const shape = (schema as { shape?: Record<string, unknown> }).shape;
  if (shape === undefined) return `${locale} ${key}`;
  return Object.fromEntries(Object.entries(shape).map(([name, one]) => [name, wordsFor(one, locale, name)]));
}

export const messagesOfClearwater = () => ({ 'zh-CN': messagesIn('zh-CN'), en: messagesIn('en') });
