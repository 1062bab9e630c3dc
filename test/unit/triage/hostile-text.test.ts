// No text, however long or odd, may keep the door busy: every rule is read within a fraction of a webhook's second.
import { describe, expect, it } from 'vitest';
import { findServiceAnswer } from '#functions/triage/answer-from-service-list.ts';
import { checkScope } from '#functions/triage/check-scope.ts';
import { createClassifier } from '#functions/triage/classify.ts';
import { fingerprintsOf, similarity } from '#functions/triage/fingerprint.ts';
import { judgeUrgency } from '#functions/triage/judge-urgency.ts';
import { locate } from '#functions/triage/locate.ts';
import { maskPersonalData } from '#functions/triage/mask-personal-data.ts';
import { screenEmergency } from '#functions/triage/screen-emergency.ts';
import { aCity } from '#test/builders/city.ts';

const city = aCity();
const classify = createClassifier(city.catalogue);
const rules: [string, (text: string) => unknown][] = [
  ['the emergency screen', (text) => screenEmergency({ title: text, text }, city.triage.emergency)],
  ['the scope check', (text) => checkScope(text, city.triage.outOfScope)],
  ['the service list', (text) => findServiceAnswer({ title: text, text }, city.serviceList.items, 0.5)],
  ['the classifier', (text) => classify({ title: text, text })],
  ['urgency', (text) => judgeUrgency({ title: text, text }, city.triage.emergency)],
  ['fingerprints', (text) => [fingerprintsOf({ title: text, text }), similarity(text, `${text}。`)]],
  ['the place', (text) => locate({ address: text, text }, city.departments.areas)],
  ['the mask', maskPersonalData],
];

const length = 20_000;
const hostile: [string, string][] = [
  ['one danger word over and over', '如果着火'],
  ['digits', '1'],
  ['spaced digits', '1 '],
  ['a name over and over', '滨河路'],
  ['questions', '怎么'],
  ['letters that wait for an @', 'a.b-c_'],
  ['blanks', ' \t'],
  ['line breaks', '\n'],
  ['brackets and quotes', '（[{"\'\\'],
  ['surrogate pairs', '𠮷🔥'],
  ['years that never end', '二〇二六年1'],
];

describe.each(rules)('%s', (_, rule) => {
  it.each(hostile)('reads 20,000 characters of %s', (__, piece) => {
    const text = piece.repeat(Math.ceil(length / piece.length));
    const began = performance.now();
    rule(text);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
