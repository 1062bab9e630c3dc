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

it('does not read on to where the story mentions a court in passing', () => {
  const story =
    '小区水泵房夜里轰鸣，住在一楼的老人整夜睡不着，物业说要等业主大会，业委会说要等街道，街道说要等厂家。'.repeat(3);
  expect(checkScope(`${story}物业还说不服就去法院，看法院判决。`, rules)).toBeUndefined();
  expect(checkScope(`对法院判决不服。${story}`, rules)?.ruleId).toBe('in-court');
});
