// Message templates of the made-up city: each says its own key, so that a test sees which one was sent.
import type { Messages } from '#schemas/city/messages.ts';
import {
  caseStatuses,
  choiceNames,
  endingNames,
  TemplatesSchema,
  taskActions,
  taskFields,
} from '#schemas/city/messages.ts';

const pageKeys = [
  'taskTitle',
  'deadline',
  'citizenWords',
  'done',
  'confirm',
  'alreadyDone',
  'linkExpired',
  'linkUnknown',
  'trackingTitle',
  'lastFourDigits',
  'nextStep',
  'reason',
  'submit',
  'notPossible',
];

function messagesIn(locale: string): Messages {
  const labels = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, `${locale} ${key}`]));
  const templates = Object.keys(TemplatesSchema.shape).map((key) => {
    const sms = `${locale} ${key} {number} {link}`;
    const mail = { sms, subject: `${locale} ${key} {number}`, text: `${key} {number} {dueAt} {link}`, action: key };
    return [key, key.startsWith('citizen-') ? { sms } : mail];
  });
  return {
    templates: Object.fromEntries(templates),
    actions: labels(taskActions),
    statuses: labels(caseStatuses),
    fields: labels(taskFields),
    choices: labels(choiceNames),
    endings: labels(endingNames),
    yes: 'yes',
    no: 'no',
    pages: labels(pageKeys),
  } as unknown as Messages;
}

export const messagesOfClearwater = () => ({ 'zh-CN': messagesIn('zh-CN'), en: messagesIn('en') });
