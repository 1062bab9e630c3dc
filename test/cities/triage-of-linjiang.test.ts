// What the sample city's own words do: made-up requests that none of its phrases repeat. The floors stand a little under
// what was measured, so that a change of words that makes triage worse is seen.
import { describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { triageRequest } from '#functions/triage/triage-request.ts';
import { emergencies, inScope, noEmergencies, outOfScope, requests } from './requests-of-linjiang.ts';

const pack = loadPack('cities/linjiang');
const triage = (text: string) => triageRequest({ text }, pack);
const { leaves } = pack.catalogue;
const { items } = pack.serviceList;

describe('emergencies in Linjiang', () => {
  it.each(emergencies)('hands over to %s: %s', (line, text) => {
    expect(triage(text).emergency?.line).toBe(line);
  });

  it.each(noEmergencies)('does not hand over: %s', (text) => {
    expect(triage(text).emergency).toBeUndefined();
  });

  it('hands over none of the phrases of the catalogue', () => {
    const handedOver = leaves.flatMap(({ phrases }) => phrases).filter((phrase) => triage(phrase).emergency);
    expect(handedOver).toEqual([]);
  });
});

describe('scope in Linjiang', () => {
  it.each(outOfScope)('tells the lawful channel (%s): %s', (ruleId, text) => {
    expect(triage(text).outOfScope?.ruleId).toBe(ruleId);
  });

  it.each(inScope)('keeps within scope: %s', (text) => {
    expect(triage(text).outOfScope).toBeUndefined();
  });

  it('sends away none of the phrases of the catalogue', () => {
    const sentAway = leaves.flatMap(({ phrases }) => phrases).filter((phrase) => triage(phrase).outOfScope);
    expect(sentAway).toEqual([]);
  });
});

describe('direct answers in Linjiang', () => {
  it('answers every question of the service list with its own item', () => {
    const wrong = items.flatMap(({ id, questions }) =>
      questions.filter((question) => triage(`您好，请问一下${question}？`).answer?.itemId !== id),
    );
    expect(wrong).toEqual([]);
  });

  it('never answers a complaint of the catalogue', () => {
    const answered = leaves.flatMap(({ phrases }) => phrases).filter((phrase) => triage(phrase).answer);
    expect(answered).toEqual([]);
  });
});

describe('categories in Linjiang', () => {
  it('finds the leaf of 9 in 10 requests', () => {
    const found = requests.filter(([path, text]) => triage(text).candidates[0]?.path === path);
    expect(found.length / requests.length).toBeGreaterThanOrEqual(0.9);
  });

  it('is wrong in 1 of 20 at most where it says that it is sure', () => {
    const sure = requests.filter(([, text]) => triage(text).verdict === 'sure');
    const wrong = sure.filter(([path, text]) => triage(text).candidates[0]?.path !== path);
    expect(sure.length / requests.length).toBeGreaterThanOrEqual(0.7);
    expect(wrong.length / sure.length).toBeLessThanOrEqual(0.05);
  });

  it('leaves to the duty desk what says nothing', () => {
    expect(triage('你好，有个事情想反映一下').verdict).toBe('low-confidence');
  });
});
