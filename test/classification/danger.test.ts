// The danger score with the words of the sample city, on phrasings neither of them was made from. The floors are what was
// measured; what an alarm costs is stated beside it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { dangerScore } from '#functions/triage/danger-score.ts';
import { triageRequest } from '#functions/triage/triage-request.ts';

const pack = loadPack('cities/linjiang');
const heldOut = readFileSync(join(import.meta.dirname, 'emergencies.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .filter((_, row) => row % 2 === 0)
  .map((line) => line.split('\t'))
  .map(([, line = '', text = '']) => ({
    isDanger: line !== 'none',
    found: triageRequest({ text }, pack),
  }));
const share = (isDanger: boolean, isRaised: (found: (typeof heldOut)[number]['found']) => boolean): number => {
  const some = heldOut.filter((one) => one.isDanger === isDanger);
  return some.filter(({ found }) => isRaised(found)).length / some.length;
};

describe('of phrasings that nobody looked at', () => {
  it('98 of 100 emergencies come before a person or the line at once, and one in five hard negatives', () => {
    const isSeen = ({ emergency, verdict, urgency }: (typeof heldOut)[number]['found']) =>
      emergency !== undefined || (verdict === 'low-confidence' && (urgency === 'critical' || urgency === 'urgent'));
    expect(share(true, isSeen)).toBeGreaterThanOrEqual(0.98);
    expect(share(false, isSeen)).toBeLessThanOrEqual(0.21);
  });

  it('94 of 100 are critical, and one in nine hard negatives', () => {
    const isCritical = ({ emergency, urgency }: (typeof heldOut)[number]['found']) =>
      emergency !== undefined || urgency === 'critical';
    expect(share(true, isCritical)).toBeGreaterThanOrEqual(0.94);
    expect(share(false, isCritical)).toBeLessThanOrEqual(0.12);
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
