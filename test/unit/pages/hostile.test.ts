// Every page behind a link is fed strings that would do something if they were not escaped, in every field that a person
// or a city pack can fill, and stays inert; with the longest words it takes it stays light.
import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { ApiDocument } from '#functions/docs/api-document.ts';
import { indexPage } from '#functions/docs/index-page.ts';
import { operationPage } from '#functions/docs/operation-page.ts';
import { composeList, composeMail, composeSms } from '#functions/messages/compose.ts';
import { mimeOf } from '#functions/messages/mime.ts';
import { filesPage } from '#functions/pages/files-page.ts';
import { problemPage } from '#functions/pages/problem-page.ts';
import { refusedPage } from '#functions/pages/refused-page.ts';
import { revealPage } from '#functions/pages/reveal-page.ts';
import { taskPage } from '#functions/pages/task-page.ts';
import { trackingForm, trackingPage } from '#functions/pages/tracking-page.ts';
import { fieldsOf } from '#functions/task/describe-task.ts';
import { faultFields, log } from '#kernel/log.ts';
import { problem } from '#kernel/problems.ts';
import type { Locale } from '#schemas/city/names.ts';
import { longestWords, type TaskActionName, type TaskDescription } from '#schemas/tasks.ts';
import { aCase } from '#test/builders/case-runner.ts';
import { aCity } from '#test/builders/city.ts';

const pack = aCity();
const at = '2026-03-02T03:00:00.000Z';
const acts: TaskActionName[] = [
  'sign',
  'return',
  'contacted',
  'extend',
  'progress',
  'reply',
  'rule',
  'classify',
  'answer',
];
const { state } = await aCase().then((one) => ({ state: one.state() }));

const dangerous = fc.constantFrom(
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</textarea></title><svg onload=alert(1)>',
  '</style><iframe src=//x>',
  'javascript:alert(1)',
  '{{7*7}}',
  '\r\nSet-Cookie: a=b',
);
const words = fc
  .tuple(fc.string({ unit: 'binary', maxLength: 40 }), dangerous, fc.string({ unit: 'grapheme', maxLength: 40 }))
  .map((parts) => parts.join(''));
const locale = fc.constantFrom<Locale>('zh-CN', 'en');

const described = (said: string, language: Locale, role = 'lead'): TaskDescription => ({
  task: { id: said, kind: role === 'citizen' ? 'citizen' : 'lead', role, state: 'open', dueAt: at },
  case: { id: said, number: said, status: 'in-progress', category: pack.catalogue.leaves[0]?.path, round: 1 },
  request: { title: said, text: said, supplements: [said] },
  reply: { text: said, legalBasis: said, at },
  clocks: [{ kind: 'reply', dueAt: at, provisional: false, lasting: { kind: 'working', days: 5 } }],
  history: [{ at, what: said, unit: said }],
  next: [{ kind: said, dueAt: at }],
  answer: { solved: false, satisfied: false },
  done: { by: said, at, what: said },
  actions: acts.map((action) => ({ action, label: said, fields: fieldsOf(action, 'lead', state, pack, language) })),
});

const apiOf = (said: string): ApiDocument => {
  const schema = { description: said, enum: [said], pattern: said, properties: { [said]: { description: said } } };
  const operation = {
    operationId: said,
    summary: said,
    description: said,
    security: [{ [said]: [] }],
    parameters: [{ in: said, name: said, required: true, description: said, schema }],
    requestBody: { content: { [said]: { schema } } },
    responses: { [said]: { description: said, content: { [said]: { schema } } } },
  };
  return {
    info: { title: said, description: said },
    paths: { [said]: { [said]: operation } },
    components: { securitySchemes: { [said]: { description: said } }, schemas: { [said]: schema } },
    'x-problems': [{ type: said, status: 400, title: said }],
  };
};

const docsOf = (said: string, locale: Locale): string[] => {
  const document = apiOf(said);
  const operation = document.paths[said]?.[said];
  if (operation === undefined) throw new Error('the document has one operation');
  const placed = { method: said, path: said, operation };
  return [indexPage(document, { pack, locale }), operationPage(document, placed, { pack, locale })];
};

const pagesOf = (said: string, language: Locale): string[] => {
  const photos = [{ id: said, unit: said, at, url: said }];
  const refused = {
    typed: { text: said, unit: said, asked1: said, answered1: said, until: said },
    problem: problem('invalid-fields', said, { errors: [{ pointer: `/${said}`, detail: said }] }),
  };
  const person = { name: said, phone: said, address: said, text: said };
  return [
    ...acts.map((chosen) =>
      taskPage(described(said, language), pack, language, { nonce: said, chosen, justDone: said, revealAt: said }),
    ),
    taskPage(described(said, language, 'citizen'), pack, language, { nonce: said }),
    ...described(said, language).actions.map((act) =>
      refusedPage(said, act, { pack, locale: language, nonce: said, refused }),
    ),
    revealPage({ number: said, back: said, nonce: said, may: true, isAsked: true }, pack, language),
    revealPage({ number: said, back: said, nonce: said, may: true, isAsked: false, person }, pack, language),
    filesPage(
      {
        number: said,
        back: said,
        nonce: said,
        photos,
        own: new Set([said]),
        note: undefined,
        upload: { url: said, fields: { [said]: said } },
      },
      pack,
      language,
    ),
    trackingForm(said, pack, language),
    trackingPage(
      {
        number: said,
        status: 'in-progress',
        receivedAt: at,
        department: said,
        outcome: said,
        next: [],
        reply: { text: said, legalBasis: said },
        photos,
      },
      pack,
      language,
    ),
    problemPage(problem('unknown-case', said), pack, language),
  ];
};

/** Tags that our own templates write; anything else came from what was said. */
const ours =
  /^\/?(!doctype|html|head|meta|title|link|body|header|main|footer|h1|h2|h3|p|a|wbr|strong|b|br|span|small|ul|ol|li|dl|dt|dd|blockquote|form|fieldset|legend|label|input|textarea|select|option|datalist|button|nav|details|summary|img|table|caption|thead|tbody|tr|th|td|code|pre|section)$/i;

const foreignTags = (page: string): string[] =>
  [...page.matchAll(/<([!/]?[a-z][a-z0-9]*)/gi)].map((one) => one[1] ?? '').filter((tag) => !ours.test(tag));

describe('every page behind a link', () => {
  it('stays inert whatever is said', () => {
    fc.assert(
      fc.property(words, locale, (said, language) => {
        for (const page of [...pagesOf(said, language), ...docsOf(said, language)]) {
          expect(foreignTags(page)).toEqual([]);
          // A quotation mark that ended an attribute would let the next word be one.
          expect(/<[^>]*\son[a-z]+\s*=/i.exec(page.replaceAll(/="[^"]*"/g, '=""'))).toBeNull();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('weighs less than 60 KB with the longest words there can be', () => {
    const said = '长'.repeat(longestWords);
    for (const language of ['zh-CN', 'en'] as const) {
      const task = described('LJ-1', language);
      const page = taskPage(
        { ...task, request: { text: said, supplements: [said] }, reply: { text: said, at } },
        pack,
        language,
        { nonce: 'n' },
      );
      expect(Buffer.byteLength(page)).toBeLessThan(60 * 1024);
    }
  });
});

describe('every message', () => {
  it('has one line a header and inert HTML whatever its values say', () => {
    fc.assert(
      fc.property(words, locale, (said, language) => {
        const message = {
          template: 'department-sign-for',
          to: { kind: 'unit', unit: said } as const,
          values: { number: said, category: said, unit: said, reason: said },
        };
        const mail = composeMail(message, { link: said, tracking: said }, pack, language, said);
        if (mail === undefined) throw new Error('the template has a mail');
        expect(mail.subject).not.toMatch(/[\r\n]/);
        const list = composeList([{ message, links: { link: said, tracking: said } }], pack, language);
        expect(list.subject).not.toMatch(/[\r\n]/);
        for (const { html } of [mail, list]) expect(html).not.toMatch(/<(script|img|svg|iframe)/i);
        const mime = mimeOf({ ...mail, from: 'a@b.example', to: 'c@d.example', id: 'x@b.example', at, tags: {} });
        expect(mime.slice(0, mime.indexOf('\r\n\r\n'))).not.toMatch(/^set-cookie:/im);
        expect(
          composeSms(message, { tracking: said }, pack, language)?.startsWith(`【${pack.city.smsSignature}】`),
        ).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});

describe('every record of the log', () => {
  it('is one line of JSON that names no telephone, whatever went wrong', () => {
    const written: string[] = [];
    const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      written.push(String(chunk));
      return true;
    });
    try {
      fc.assert(
        fc.property(words, (said) => {
          log.error(said, {
            matter: said,
            phone: said,
            deep: { name: said, list: [said] },
            ...faultFields(new Error(`${said} 13912345678`)),
          });
          const line = written.at(-1) ?? '';
          expect(line.indexOf('\n')).toBe(line.length - 1);
          expect(JSON.parse(line)).toMatchObject({ level: 'error', phone: '[redacted]', deep: { name: '[redacted]' } });
          expect(line).not.toContain('13912345678');
        }),
        { numRuns: 60 },
      );
    } finally {
      stdout.mockRestore();
    }
  });
});
