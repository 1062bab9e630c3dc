// The danger score with the words of the sample city, on four hundred phrasings by an author who had seen neither: what
// is called about when there is danger, and what sounds like it. Nobody read them while rules and score were made; the
// floors are what was measured at thresholds set before.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { dangerScore } from '#functions/triage/danger-score.ts';
import { triageRequest } from '#functions/triage/triage-request.ts';

const pack = loadPack('cities/linjiang');
const blind = readFileSync(join(import.meta.dirname, 'blind-emergencies.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => line.split('\t'))
  .map(([, line = '', text = '']) => ({
    isDanger: line !== 'none',
    found: triageRequest({ text }, pack),
  }));
const share = (isDanger: boolean, isRaised: (found: (typeof blind)[number]['found']) => boolean): number => {
  const some = blind.filter((one) => one.isDanger === isDanger);
  return some.filter(({ found }) => isRaised(found)).length / some.length;
};

describe('of phrasings by somebody who had not seen the rules', () => {
  it('99 of 100 emergencies come before a person or the line at once, and three in ten of what only sounds like one', () => {
    const isSeen = ({ emergency, verdict, urgency }: (typeof blind)[number]['found']) =>
      emergency !== undefined || (verdict === 'low-confidence' && (urgency === 'critical' || urgency === 'urgent'));
    expect(share(true, isSeen)).toBeGreaterThanOrEqual(0.99);
    expect(share(false, isSeen)).toBeLessThanOrEqual(0.31);
  });

  it('96 of 100 are critical, and two in ten of the others', () => {
    const isCritical = ({ emergency, urgency }: (typeof blind)[number]['found']) =>
      emergency !== undefined || urgency === 'critical';
    expect(share(true, isCritical)).toBeGreaterThanOrEqual(0.96);
    expect(share(false, isCritical)).toBeLessThanOrEqual(0.2);
  });
});

describe('the danger score', () => {
  it('calls nobody: the emergency line is called by words or by a person', () => {
    const text = '他爬到塔吊上不肯下来，手里有绳子';
    expect(triageRequest({ text }, pack).emergency).toBeUndefined();
    expect(triageRequest({ text }, pack)).toMatchObject({ verdict: 'low-confidence', answer: undefined });
  });

  it('is asked only where the city sets thresholds', () => {
    const urgencyAt = (danger: { look: number; critical: number } | undefined) => {
      const { danger: _, ...others } = pack.triage.thresholds;
      const thresholds = danger === undefined ? others : { ...others, danger };
      return triageRequest({ text: '小区门口的路灯坏了' }, { ...pack, triage: { ...pack.triage, thresholds } }).urgency;
    };
    expect(urgencyAt({ look: 0, critical: 0 })).toBe('critical');
    expect(urgencyAt({ look: 0, critical: 1 })).toBe('urgent');
    expect(urgencyAt({ look: 1, critical: 1 })).toBe('ordinary');
    expect(urgencyAt(undefined)).toBe('ordinary');
  });

  it('leaves a question alone', () => {
    expect(dangerScore({ text: '请问居住证怎么办理' })).toBeLessThan(0.25);
    expect(dangerScore({ text: '' })).toBeLessThan(1);
  });
});
