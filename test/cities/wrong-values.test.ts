// A wrong pack stops the deployment, and says where: file, line, path and a sentence, all problems at once.
import { renameSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { copyOfLinjiang } from './copy-of-linjiang.ts';

const { path, read, write, change, error, problems, load } = copyOfLinjiang();

it('loads the copy as it is', () => {
  expect(load().hash).toBe(loadPack('cities/linjiang').hash);
});

describe('something missing or misspelt', () => {
  it('refuses a missing clock on the line of its level', () => {
    change('clocks.yaml', '    signFor: { kind: natural, minutes: 30 }\n', '');
    const line = read('clocks.yaml').split('\n').indexOf('  urgent:') + 1;
    expect(problems()).toEqual([
      { file: 'clocks.yaml', line, path: 'levels.urgent.signFor', sentence: 'signFor is missing' },
    ]);
  });

  it('refuses a clock that runs for no time', () => {
    const line = change('clocks.yaml', 'minutes: 15', 'minutes: 0');
    expect(problems()).toEqual([
      { file: 'clocks.yaml', line, path: 'levels.critical.signFor', sentence: 'runs for no time at all' },
    ]);
  });

  it('refuses a message that one language lacks', () => {
    const line = read('messages/en.yaml').split('\n').indexOf('templates:') + 1;
    change(
      'messages/en.yaml',
      '  citizen-reopened:\n    sms: Case {number} is open again and goes on. {tracking}\n',
      '',
    );
    expect(problems()).toEqual([
      { file: 'messages/en.yaml', line, path: 'templates.citizen-reopened', sentence: 'citizen-reopened is missing' },
    ]);
  });

  it('refuses a placeholder that nobody fills', () => {
    const line = change('messages/zh-CN.yaml', '您的诉求（{number}）已按', '{name}的诉求（{number}）已按');
    expect(problems()).toEqual([
      expect.objectContaining({ file: 'messages/zh-CN.yaml', line, path: 'templates.citizen-withdrawn.sms' }),
    ]);
  });

  it('refuses a name in one language only', () => {
    const line = change('city.yaml', 'name: { zh-CN: 临江市, en: Linjiang }', 'name: { zh-CN: 临江市 }');
    expect(problems()).toEqual([{ file: 'city.yaml', line, path: 'name.en', sentence: 'en is missing' }]);
  });

  it('refuses a field that nobody reads, on its own line', () => {
    const line = change('handling.yaml', 'linkValidDays: 60', 'linkValidDay: 60');
    expect(problems()).toContainEqual({
      file: 'handling.yaml',
      line,
      path: 'linkValidDay',
      sentence: 'linkValidDay is not known here',
    });
  });

  it('refuses a word that is not one of those allowed', () => {
    const line = change('catalogue/urban.yaml', 'urgency: ordinary', 'urgency: normal');
    expect(problems()).toEqual([
      {
        file: 'catalogue/urban.yaml',
        line,
        path: 'leaves[0].urgency',
        sentence: 'must be critical, urgent, ordinary or enquiry',
      },
    ]);
  });

  it('refuses a file that is not there, and still reports the others', () => {
    rmSync(path('supervision.yaml'));
    change('evaluation.yaml', 'response: 30', 'response: 40');
    expect(problems().map(({ file, sentence }) => `${file} ${sentence}`)).toEqual([
      'evaluation.yaml add up to 110, not to 100',
      'supervision.yaml the file is not there',
    ]);
  });

  it('refuses a catalogue both as a file and as a folder', () => {
    write('catalogue.yaml', 'branches: []\nleaves: []\n');
    expect(problems()).toEqual([
      {
        file: 'catalogue.yaml',
        line: 1,
        path: '(file)',
        sentence: 'stands beside the folder catalogue/: keep one of the two',
      },
    ]);
  });

  it('refuses text that is not YAML, with its line', () => {
    write('triage/emergency.yaml', 'emergency:\n  - [\n');
    expect(problems()[0]).toMatchObject({
      file: 'triage/emergency.yaml',
      path: '(file)',
      sentence: expect.stringContaining('cannot be read: '),
    });
  });
});

describe('a calendar', () => {
  const calendar = (changed: object) =>
    write('calendar/2026.json', JSON.stringify({ ...JSON.parse(read('calendar/2026.json')), ...changed }, null, 2));
  const newYear = { 'zh-CN': '元旦', en: 'New Year' };

  it('refuses a year that is listed and not there, on the line of the list', () => {
    const line = change('city.yaml', 'calendars: [2025, 2026]', 'calendars: [2025, 2026, 2027]');
    expect(problems()).toEqual([
      {
        file: 'city.yaml',
        line,
        path: 'calendars[2]',
        sentence: 'the calendar of 2027 is listed and calendar/2027.json is not there',
      },
    ]);
  });

  it('refuses a year that is there and not listed', () => {
    change('city.yaml', 'calendars: [2025, 2026]', 'calendars: [2025]');
    expect(problems()).toEqual([
      expect.objectContaining({
        file: 'calendar/2026.json',
        sentence: expect.stringContaining('does not list this year'),
      }),
    ]);
  });

  it('refuses a gap between years', () => {
    renameSync(path('calendar/2025.json'), path('calendar/2024.json'));
    change('calendar/2024.json', '"year": 2025', '"year": 2024');
    change('city.yaml', '[2025, 2026]', '[2024, 2026]');
    expect(error().message).toContain('leaves a gap between 2024 and 2026');
  });

  it('refuses the calendar of another year', () => {
    calendar({ year: 2025 });
    expect(problems()).toEqual([
      { file: 'calendar/2026.json', line: 2, path: 'year', sentence: 'is 2025, and the file is named 2026' },
    ]);
  });

  it.each([
    [
      'a holiday outside the year',
      { holidays: [{ name: newYear, from: '2027-01-01', to: '2027-01-03' }] },
      'holidays[0].from',
      '2027-01-01 lies outside 2026',
    ],
    [
      'a holiday that ends before it begins',
      { holidays: [{ name: newYear, from: '2026-01-03', to: '2026-01-01' }] },
      'holidays[0].to',
      'ends on 2026-01-01, before it begins on 2026-01-03',
    ],
    [
      'holidays that overlap',
      {
        holidays: [
          { name: newYear, from: '2026-05-01', to: '2026-05-05' },
          { name: newYear, from: '2026-05-05', to: '2026-05-06' },
        ],
      },
      'holidays[1].from',
      'overlaps New Year, 2026-05-01 to 2026-05-05',
    ],
    ['a worked day outside the year', { workdays: ['2025-02-08'] }, 'workdays[0]', '2025-02-08 lies outside 2026'],
    [
      'a worked day that is no weekend day',
      { workdays: ['2026-03-02'] },
      'workdays[0]',
      '2026-03-02 is no weekend day, so it is worked anyway',
    ],
    [
      'a worked day within a holiday',
      { workdays: ['2026-05-02'] },
      'workdays[0]',
      '2026-05-02 is worked, and a day of Labour Day as well',
    ],
    ['a day that does not exist', { workdays: ['2026-02-30'] }, 'workdays[0]', 'Invalid ISO date'],
  ])('refuses %s', (_what, changed, at, sentence) => {
    calendar(changed);
    expect(problems()).toContainEqual(expect.objectContaining({ file: 'calendar/2026.json', path: at, sentence }));
  });
});

describe('numbers that do not fit together', () => {
  it.each([
    [
      'weights that are not a hundred',
      'evaluation.yaml',
      'satisfaction: 35',
      'satisfaction: 30',
      'add up to 95, not to 100',
    ],
    [
      'a reference too short',
      'proactive.yaml',
      'referenceWeeks: 6',
      'referenceWeeks: 1',
      '1 weeks are shorter than the window of 14 days',
    ],
    ['tiers out of order', 'evaluation.yaml', 'from: 70', 'from: 90', 'is not below 85, where the tier above begins'],
    [
      'tiers that leave out the lowest',
      'evaluation.yaml',
      'from: 0 }',
      'from: 10 }',
      'the last tier begins at 0, or some unit has none',
    ],
    ['a ladder out of order', 'supervision.yaml', 'level: 2', 'level: 3', 'is 3, and 2 is due here'],
    ['a ladder that steps back', 'supervision.yaml', 'days: 3', 'hours: 2', 'comes before level 1'],
    ['callbacks that step back', 'handling.yaml', 'days: 2 }', 'hours: 2 }', 'comes before the attempt above it'],
    ['merging below proposing', 'handling.yaml', 'mergeAt: 0.9', 'mergeAt: 0.4', 'is above mergeAt, 0.4'],
    [
      'one caller’s merged more easily',
      'handling.yaml',
      'mergeCallerAt: 0.95',
      'mergeCallerAt: 0.8',
      'is below mergeAt, 0.9',
    ],
    [
      'hours that close before they open',
      'city.yaml',
      '["13:30", "17:30"]',
      '["17:30", "13:30"]',
      'closes at 13:30, not after it opens at 17:30',
    ],
    [
      'hours that overlap',
      'city.yaml',
      '["13:30", "17:30"]',
      '["11:00", "17:30"]',
      'opens before 12:00, when the one above closes',
    ],
  ])('refuses %s', (_what, file, before, after, sentence) => {
    change(file, before, after);
    expect(problems()).toContainEqual(expect.objectContaining({ file, sentence }));
  });
});

it('reports all problems of all files at once, in the order of the files', () => {
  change('catalogue/labour.yaml', 'unit: labour }', 'unit: labor }');
  change('clocks.yaml', 'minutes: 15', 'minutes: fifteen');
  change('messages/en.yaml', 'submit: Send', 'submits: Send');
  expect(problems().map(({ file, path }) => `${file} ${path}`)).toEqual([
    'catalogue/labour.yaml leaves[0].lead.unit',
    'clocks.yaml levels.critical.signFor.minutes',
    'messages/en.yaml pages.submit',
    'messages/en.yaml pages.submits',
  ]);
});
