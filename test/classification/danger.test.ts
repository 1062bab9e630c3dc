// The danger score with the words of the sample city, on 440 phrasings by an author who had seen neither: what
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
  .map(([, line = '', text = '', why = '']) => ({
    kind: line === 'none' ? (why.split(':')[0] ?? '') : 'danger',
    found: triageRequest({ text }, pack),
  }));
type Found = (typeof blind)[number]['found'];
const share = (kind: 'danger' | 'hard' | 'everyday', isRaised: (found: Found) => boolean): number => {
  const some = blind.filter((one) => one.kind === kind);
  return some.filter(({ found }) => isRaised(found)).length / some.length;
};

describe('of phrasings by somebody who had not seen the rules', () => {
  it('99 of 100 emergencies come before a person or the line at once, and one in twenty everyday requests', () => {
    const isSeen = ({ emergency, verdict, urgency }: Found) =>
      emergency !== undefined || (verdict === 'low-confidence' && (urgency === 'critical' || urgency === 'urgent'));
    expect(share('danger', isSeen)).toBeGreaterThanOrEqual(0.99);
    expect(share('hard', isSeen)).toBeLessThanOrEqual(0.37);
    expect(share('everyday', isSeen)).toBeLessThanOrEqual(0.05);
  });

  it('97 of 100 are critical, and a quarter of what only sounds like one', () => {
    const isCritical = ({ emergency, urgency }: Found) => emergency !== undefined || urgency === 'critical';
    expect(share('danger', isCritical)).toBeGreaterThanOrEqual(0.97);
    expect(share('hard', isCritical)).toBeLessThanOrEqual(0.25);
    expect(share('everyday', isCritical)).toBeLessThanOrEqual(0.04);
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
