// What the hotline may not handle goes to the lawful channel, and only that.
import { expect, it } from 'vitest';
import { checkScope } from '#functions/triage/check-scope.ts';
import { aCity } from '#test/builders/city.ts';

const rules = aCity().triage.outOfScope;

it('names the channel when all words of one group are present', () => {
  expect(checkScope('对中级法院的判决不满意', rules)).toEqual({
    ruleId: 'in-court',
    channel: 'court',
    evidence: ['法院', '判决'],
  });
});

it('keeps a request within scope when only some words of a group are present', () => {
  expect(checkScope('法院门口停车位不够', rules)).toBeUndefined();
  expect(checkScope('', rules)).toBeUndefined();
});

it('takes the group that says most when several are present', () => {
  expect(checkScope('仲裁后不服裁决，法院又不服判决', rules)?.ruleId).toBe('labour-arbitration');
});
