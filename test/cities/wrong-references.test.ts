// A wrong pack stops the deployment: every name in it leads to something, and to something that may do what is asked.
import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { copyOfLinjiang } from './copy-of-linjiang.ts';

const { path, change, error, problems } = copyOfLinjiang();

describe('a name that leads nowhere', () => {
  it('refuses an unknown unit as lead', () => {
    const line = change('catalogue/labour.yaml', 'lead: { by: unit, unit: labour }', 'lead: { by: unit, unit: labor }');
    expect(problems()).toEqual([
      { file: 'catalogue/labour.yaml', line, path: 'leaves[0].lead.unit', sentence: 'there is no unit labor' },
    ]);
  });

  it('writes each problem as file:line path - sentence', () => {
    const line = change('catalogue/labour.yaml', 'unit: labour }', 'unit: labor }');
    expect(error().message).toContain(
      `${path('catalogue/labour.yaml')}:${line} leaves[0].lead.unit - there is no unit labor`,
    );
  });

  it.each([
    [
      'an unknown parent',
      'departments/agencies.yaml',
      'parent: police\n',
      'parent: polise\n',
      'there is no unit polise',
    ],
    [
      'an unknown area',
      'departments/districts-and-townships.yaml',
      'area: willow\n',
      'area: willows\n',
      'there is no area willows',
    ],
    [
      'an unknown district',
      'departments/districts-and-townships.yaml',
      'within: east-lake',
      'within: lake',
      'there is no area lake',
    ],
    [
      'an unknown assistant',
      'catalogue/urban.yaml',
      'assisting: [planning]',
      'assisting: [plans]',
      'there is no unit plans',
    ],
    [
      'an unknown duty line',
      'catalogue/urban.yaml',
      'dutyLine: illegal-building-discovery',
      'dutyLine: building',
      'there is no duty line building',
    ],
    [
      'an unknown owner of a duty line',
      'duty-lists.yaml',
      'leads: environment',
      'leads: nature',
      'there is no unit nature',
    ],
    [
      'an unknown unit of a service item',
      'service-list/police.yaml',
      'unit: police',
      'unit: guards',
      'there is no unit guards',
    ],
    ['an unknown duty desk', 'city.yaml', 'dutyDesk: hotline-centre', 'dutyDesk: desk', 'there is no unit desk'],
    ['an unknown emergency unit', 'triage/emergency.yaml', 'unit: fire-line', 'unit: fire', 'there is no unit fire'],
    [
      'an emergency unit that is no line',
      'triage/emergency.yaml',
      'unit: fire-line',
      'unit: housing',
      'housing is no emergency line',
    ],
    [
      'an unknown overrider',
      'handling.yaml',
      'grassrootsOverrideBy: supervising-office',
      'grassrootsOverrideBy: nobody',
      'there is no unit nobody',
    ],
    [
      'an unknown time zone',
      'city.yaml',
      'timeZone: Asia/Shanghai',
      'timeZone: Asia/Linjiang',
      'there is no time zone Asia/Linjiang',
    ],
  ])('refuses %s', (_what, file, before, after, sentence) => {
    const line = change(file, before, after);
    expect(problems()).toContainEqual(expect.objectContaining({ file, line, sentence }));
  });

  it('refuses a leaf whose branch is missing', () => {
    const line = change('catalogue/urban.yaml', 'path: urban/order/street-stalls', 'path: urban/ordre/street-stalls');
    expect(problems()).toEqual([
      {
        file: 'catalogue/urban.yaml',
        line,
        path: 'leaves[0].path',
        sentence: 'there is no branch urban/ordre above it',
      },
    ]);
  });

  it('refuses a branch without leaves', () => {
    const line = change(
      'catalogue/urban.yaml',
      'leaves:\n',
      '  - { path: urban/air, name: { zh-CN: 空, en: Empty } }\nleaves:\n',
    );
    expect(problems()).toEqual([expect.objectContaining({ line, sentence: 'the branch urban/air has no leaf' })]);
  });
});

describe('a circle', () => {
  it('refuses units that are above themselves', () => {
    change('departments/agencies.yaml', 'parent: emergency-management', 'parent: fire-line');
    expect(problems()).toContainEqual(
      expect.objectContaining({
        file: 'departments/agencies.yaml',
        sentence: expect.stringContaining('goes round in a circle: '),
      }),
    );
    expect(error().message).toContain('fire-rescue → fire-line → fire-rescue');
  });

  it('refuses areas within each other', () => {
    change(
      'departments/districts-and-townships.yaml',
      'name: { zh-CN: 东湖区, en: Donghu }',
      'name: { zh-CN: 东湖区, en: Donghu }\n    within: willow',
    );
    expect(error().message).toContain('east-lake → willow → east-lake');
  });
});

describe('somebody in a role that is not theirs', () => {
  const contractor = 'street-cleaning is a contractor and never leads, reviews or rules';

  it.each([
    [
      'lead',
      'catalogue/urban.yaml',
      'lead: { by: unit, unit: sanitation }',
      'lead: { by: unit, unit: street-cleaning }',
    ],
    ['lead where no place is known', 'catalogue/urban.yaml', 'otherwise: sanitation', 'otherwise: street-cleaning'],
    ['owner of a duty line', 'duty-lists.yaml', 'leads: environment', 'leads: street-cleaning'],
    ['duty desk', 'city.yaml', 'dutyDesk: hotline-centre', 'dutyDesk: street-cleaning'],
    ['supervising office', 'city.yaml', 'supervisingOffice: supervising-office', 'supervisingOffice: street-cleaning'],
    ['unit of a service item', 'service-list/police.yaml', 'unit: police', 'unit: street-cleaning'],
    ['who overrides duty lists', 'handling.yaml', 'By: supervising-office', 'By: street-cleaning'],
  ])('refuses a contractor as %s', (_role, file, before, after) => {
    const line = change(file, before, after);
    expect(problems()).toContainEqual(expect.objectContaining({ file, line, sentence: contractor }));
  });

  it('refuses a township without its area', () => {
    change('departments/districts-and-townships.yaml', '    area: reed\n', '');
    expect(error().message).toContain('the township reed-town needs the area that it owns');
    expect(error().message).toContain('no township unit owns the area reed');
  });

  it('refuses two districts of one area', () => {
    change('departments/districts-and-townships.yaml', 'area: west-hill', 'area: east-lake');
    expect(error().message).toContain('east-lake has another unit of this kind already, east-district');
  });

  it('refuses a contractor that works for nobody', () => {
    change('departments/utilities-and-lines.yaml', '    parent: sanitation\n', '');
    expect(error().message).toContain('the contractor street-cleaning needs the unit that it works for');
  });

  it('refuses a basic duty line that another unit leads, and others that nobody does', () => {
    change('duty-lists.yaml', 'list: basic', 'list: basic\n    leads: justice');
    change('duty-lists.yaml', '    leads: urban-management\n', '');
    expect(problems().map(({ sentence }) => sentence)).toEqual([
      'the basic line village-disputes is led by the township itself',
      'the assisting line illegal-building-discovery needs the unit that leads instead of the township',
    ]);
  });
});

describe('something twice', () => {
  it.each([
    ['a unit', 'departments/agencies.yaml', 'id: housing\n', 'id: police\n', 'police stands here a second time'],
    [
      'a duty line',
      'duty-lists.yaml',
      'id: village-disputes',
      'id: village-cleaning',
      'village-cleaning stands here a second time',
    ],
    [
      'a service item',
      'service-list/police.yaml',
      'id: passport',
      'id: name-change',
      'name-change stands here a second time',
    ],
    ['a source', 'city.yaml', 'id: mini-program', 'id: hotline', 'hotline stands here a second time'],
    [
      'an emergency line',
      'triage/emergency.yaml',
      'line: police-110',
      'line: fire-119',
      'fire-119 stands here a second time',
    ],
  ])('refuses %s', (_what, file, before, after, sentence) => {
    change(file, before, after);
    expect(problems()).toContainEqual(expect.objectContaining({ file, sentence }));
  });

  it('refuses a leaf that another file has already', () => {
    const line = change('catalogue/utilities.yaml', 'path: utilities/water/outage', 'path: urban/order/street-stalls');
    expect(problems()).toEqual([
      {
        file: 'catalogue/utilities.yaml',
        line,
        path: 'leaves[0].path',
        sentence: 'urban/order/street-stalls stands here a second time',
      },
    ]);
  });

  it('refuses the same key twice in one place', () => {
    const line = change('city.yaml', 'caseNumberPrefix: LJ', 'hotlineNumber: "110"\ncaseNumberPrefix: LJ') + 1;
    expect(problems()[0]).toMatchObject({
      file: 'city.yaml',
      path: '(file)',
      sentence: expect.stringContaining('unique'),
    });
    expect(problems()[0]?.line).toBe(line + 1);
  });
});

describe('a trained model that the pack names', () => {
  const sha256 = '0'.repeat(64);
  const model = `model:\n  file: model/classifier.model\n  sha256: '${sha256}'\nthresholds:`;

  it('must be there', () => {
    change('triage/thresholds.yaml', 'thresholds:', model);
    expect(problems()).toMatchObject([{ path: 'model.file', sentence: 'model/classifier.model is not there' }]);
  });

  it('must be the one that is meant', () => {
    change('triage/thresholds.yaml', 'thresholds:', model);
    mkdirSync(path('model'));
    writeFileSync(path('model/classifier.model'), 'another');
    expect(problems()).toMatchObject([
      { path: 'model.sha256', sentence: expect.stringContaining('model/classifier.model has the SHA-256') },
    ]);
  });
});
