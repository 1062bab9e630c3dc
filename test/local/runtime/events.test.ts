import { describe, expect, it } from 'vitest';
import { inputOf } from '#local/events/input-of-target.ts';
import { matchesPattern, patternProblems } from '#local/events/pattern.ts';
import { nextAfter, parseExpression } from '#local/events/schedule-expression.ts';

describe('event patterns', () => {
  const change = {
    source: 'aws.states',
    detail: { status: 'FAILED', stateMachineArn: 'arn:m', attempts: 3, tags: ['a', 'b'] },
  };
  it.each([
    [{ source: ['aws.states'], detail: { status: ['FAILED', 'TIMED_OUT'] } }, true],
    [{ detail: { status: [{ 'anything-but': ['SUCCEEDED'] }] } }, true],
    [{ detail: { status: [{ prefix: 'FA' }], attempts: [{ numeric: ['>', 2, '<=', 3] }] } }, true],
    [{ detail: { status: [{ 'anything-but': { prefix: 'FA' } }] } }, false],
    [{ detail: { missing: [{ exists: false }] } }, true],
    [{ detail: { missing: { deeper: [{ exists: false }] } } }, true],
    [{ detail: { missing: [{ 'anything-but': ['x'] }] } }, false],
    [{ detail: { tags: ['b'] } }, true],
    [{ detail: { stateMachineArn: [{ suffix: ':m' }, { wildcard: 'x*' }] } }, true],
    [{ $or: [{ source: ['x'] }, { detail: { attempts: [3] } }] }, true],
    [{ detail: { status: ['failed'] } }, false],
    [{ detail: { status: [{ 'equals-ignore-case': 'failed' }] } }, true],
  ])('%j → %s', (pattern, expected) => {
    expect(patternProblems(pattern)).toEqual([]);
    expect(matchesPattern(pattern, change)).toBe(expected);
  });

  it('with a matcher that is not known are refused by name', () => {
    expect(patternProblems({ detail: { ip: [{ cidr: '10.0.0.0/8' }] } })).toEqual([
      'filter detail.ip: cidr is not evaluated here',
    ]);
  });
});

describe('schedules', () => {
  const next = (text: string, after: string, zone = 'UTC', from = after): string | undefined => {
    const expression = parseExpression(text, zone);
    if (typeof expression === 'string') return expression;
    const at = nextAfter(expression, Date.parse(after), Date.parse(from));
    return at === undefined ? undefined : new Date(at).toISOString();
  };
  it.each([
    ['rate(5 minutes)', '2026-03-02T00:07:00Z', 'UTC', '2026-03-02T00:10:00.000Z'],
    ['cron(0 9 ? * MON-FRI *)', '2026-03-06T09:00:00Z', 'UTC', '2026-03-09T09:00:00.000Z'],
    ['cron(30 8 1 * ? *)', '2026-03-02T00:00:00Z', 'Asia/Shanghai', '2026-04-01T00:30:00.000Z'],
    ['cron(0 0 L 2 ? *)', '2026-03-01T00:00:00Z', 'UTC', '2027-02-28T00:00:00.000Z'],
    ['cron(0/15 * * * ? *)', '2026-03-02T00:46:00Z', 'UTC', '2026-03-02T01:00:00.000Z'],
    ['at(2026-05-01T08:00:00)', '2026-03-02T00:00:00Z', 'Asia/Shanghai', '2026-05-01T00:00:00.000Z'],
  ])('%s after %s in %s is %s', (text, after, zone, expected) => {
    expect(next(text, after, zone, '2026-03-02T00:00:00Z')).toBe(expected);
  });

  it('that cannot be followed are refused with a sentence', () => {
    expect(next('cron(0 9 15W * ? *)', '2026-03-02T00:00:00Z')).toMatch(/not followed here/);
    expect(next('every day', '2026-03-02T00:00:00Z')).toMatch(/not understood here/);
  });
});

describe('what a target receives', () => {
  const event = { id: 'e1', detail: { name: 'Wang "the" book', count: 2 } };
  it('is the event, a part of it, a constant, or a filled template', () => {
    expect(inputOf({}, event)).toBe(JSON.stringify(event));
    expect(inputOf({ InputPath: '$.detail.count' }, event)).toBe('2');
    expect(inputOf({ Input: '{"x":1}' }, event)).toBe('{"x":1}');
    const shape = {
      InputPathsMap: { n: '$.detail.name', c: '$.detail.count' },
      InputTemplate: '{"who": "<n>", "many": <c>}',
    };
    expect(JSON.parse(inputOf({ InputTransformer: shape }, event))).toEqual({ who: 'Wang "the" book', many: 2 });
  });
});
