// The guard says yes or no with its reason and the line it stands on.
import { describe, expect, it } from 'vitest';
import { guardGrassroots, mayAssist } from '#functions/assignment/grassroots-guard.ts';
import { aCity } from '#test/builders/city.ts';

const city = aCity();
const guard = (unit: string, categoryPath: string) => guardGrassroots({ unit, categoryPath }, city);

describe('a township', () => {
  it('leads what is on its basic list', () => {
    expect(guard('willow-town', 'community/neighbours')).toEqual({ allowed: true, line: 'village-disputes' });
  });

  it('only helps with what is on its assisting list, and learns who leads', () => {
    expect(guard('willow-town', 'city/illegal-building')).toEqual({
      allowed: false,
      reason: 'assisting-only',
      line: 'illegal-building',
      ownerInstead: 'urban-management',
    });
    expect(mayAssist({ unit: 'willow-town', categoryPath: 'city/illegal-building' }, city)).toBe(true);
  });

  it('has nothing to do with what was taken back', () => {
    expect(guard('bridge-street', 'environment/straw-burning')).toEqual({
      allowed: false,
      reason: 'taken-back',
      line: 'straw-burning',
      ownerInstead: 'environment',
    });
    expect(mayAssist({ unit: 'bridge-street', categoryPath: 'environment/straw-burning' }, city)).toBe(false);
  });

  it('is not handed what no list names', () => {
    expect(guard('pine-town', 'city/rubbish')).toEqual({ allowed: false, reason: 'not-on-a-duty-list' });
    expect(guard('pine-town', 'city/unheard-of')).toEqual({ allowed: false, reason: 'not-on-a-duty-list' });
  });
});

describe('others', () => {
  it('are not guarded', () => {
    expect(guard('environment', 'environment/straw-burning')).toEqual({ allowed: true });
    expect(guard('east-district', 'city/rubbish')).toEqual({ allowed: true });
  });

  it('lead nothing when the pack does not know them', () => {
    expect(guard('nobody', 'city/rubbish')).toEqual({ allowed: false, reason: 'not-on-a-duty-list' });
  });
});
