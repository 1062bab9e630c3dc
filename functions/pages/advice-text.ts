// What the citizen was told in place of handling: the lawful way of a scope rule, or an answer of the service list.
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';

type Advice = { kind: string; id?: string | undefined };

export const adviceText = (advice: Advice | undefined, pack: CityPack, locale: Locale): string | undefined => {
  if (advice === undefined) return undefined;
  return advice.kind === 'scope-rule'
    ? pack.triage.outOfScope.find((rule) => rule.id === advice.id)?.advice[locale]
    : pack.serviceList.items.find((item) => item.id === advice.id)?.answer[locale];
};
