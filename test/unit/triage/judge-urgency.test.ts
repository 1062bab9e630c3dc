// Life and property first; nobody but a trusted source may slow a case down.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeUrgency, type UrgencyQuestion } from '#functions/triage/judge-urgency.ts';
import { aCity } from '#test/builders/city.ts';

const rules = aCity().triage.emergency;
const judge = (question: Partial<UrgencyQuestion>) => judgeUrgency({ text: '', ...question }, rules);

describe('urgency', () => {
  it('is what the catalogue says of the leaf when nothing else speaks', () => {
    expect(judge({ text: '垃圾没人收', leafUrgency: 'ordinary' })).toEqual({
      urgency: 'ordinary',
      because: 'catalogue',
      evidence: [],
    });
    expect(judge({ text: '家里没水', leafUrgency: 'urgent' }).urgency).toBe('urgent');
  });

  it('is critical when somebody is in danger, whatever the leaf', () => {
    expect(judge({ text: '老人被困电梯', leafUrgency: 'enquiry' })).toEqual({
      urgency: 'critical',
      because: 'danger',
      evidence: ['被困电梯'],
    });
  });

  it('is urgent when somebody may come to harm', () => {
    expect(judge({ text: '路面塌陷了一个大坑', leafUrgency: 'ordinary' })).toEqual({
      urgency: 'urgent',
      because: 'hazard',
      evidence: ['塌陷'],
    });
    expect(judge({ text: '去年塌陷过一次', leafUrgency: 'ordinary' }).urgency).toBe('ordinary');
    expect(judge({ text: '墙面没有裂缝', leafUrgency: 'ordinary' }).urgency).toBe('ordinary');
  });

  it('is what a trusted source says', () => {
    expect(judge({ text: '着火了', hint: { urgency: 'ordinary', trusted: true } }).because).toBe('trusted-source');
  });

  it('rises by one step at most on the word of any other source', () => {
    const hint = { urgency: 'critical' as const, trusted: false };
    expect(judge({ text: '垃圾没人收', leafUrgency: 'ordinary', hint })).toMatchObject({
      urgency: 'urgent',
      because: 'source-hint',
    });
  });

  it('runs by the enquiry clock when somebody only asks', () => {
    expect(judge({ text: '请问公交几点收班？', leafUrgency: 'ordinary' }).urgency).toBe('enquiry');
    expect(judge({ text: '请问公交为什么不来，投诉', leafUrgency: 'ordinary' }).urgency).toBe('ordinary');
    expect(judge({ text: '请问什么时候来水', leafUrgency: 'urgent' }).urgency).toBe('urgent');
  });

  it('is ordinary while nobody knows the leaf', () => {
    expect(judge({ text: '垃圾没人收' }).urgency).toBe('ordinary');
  });
});

it('is never lowered by the word of a source that is not trusted', () => {
  const speed = { enquiry: 0, ordinary: 1, urgent: 2, critical: 3 };
  const levels = fc.constantFrom('critical' as const, 'urgent' as const, 'ordinary' as const, 'enquiry' as const);
  const texts = fc.constantFrom('垃圾没人收', '着火了', '路面塌陷', '请问怎么办理', '');
  fc.assert(
    fc.property(texts, levels, levels, (text, leafUrgency, urgency) => {
      const without = judge({ text, leafUrgency }).urgency;
      expect(speed[judge({ text, leafUrgency, hint: { urgency, trusted: false } }).urgency]).toBeGreaterThanOrEqual(
        speed[without],
      );
    }),
  );
});
