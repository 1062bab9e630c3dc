// Where is it? The address, then the words, name areas of the city pack by name, alias or landmark. A place is never
// guessed: what fits two areas alike stays open, and the catalogue's "otherwise" or the duty desk takes over.
import type { Area } from '#schemas/city/pack.ts';
import { normalise, placesOf } from './plain-text.ts';

/** Area ids. `area` is the most exact one known; `evidence` the words of the pack that named it. */
export type Place = { area?: string; district?: string; township?: string; evidence?: string[] };

export type PlaceQuestion = { address?: string | undefined; district?: string | undefined; text: string };

// One stretch of text and every area that it may mean.
type Mention = { word: string; areas: readonly Area[] };
type Name = { said: string; word: string; areas: Area[] };

const namesOfAreas = new WeakMap<readonly Area[], readonly Name[]>();
const longestRead = 4000;

/**
 * The place of a request; `{}` when nothing names one or what is named disagrees. What a source states (address, and
 * district as an id or a name) counts before the citizen's text; the text may only make it more exact.
 */
export function locate({ address, district, text }: PlaceQuestion, areas: readonly Area[]): Place {
  const names = namesIn(areas);
  const stated = [...statedDistrict(district, areas, names), ...mentionsIn(address ?? '', names)];
  const byStatement = fit(stated, areas);
  if (byStatement.township) return byStatement;
  const byAll = fit([...stated, ...mentionsIn(text, names)], areas);
  if (byAll.township) return byAll;
  return byStatement.district ? byStatement : byAll;
}

// The one township, else the one district, that every mention can mean or lies in.
function fit(mentions: readonly Mention[], areas: readonly Area[]): Place {
  const evidence = [...new Set(mentions.map((mention) => mention.word))];
  const named = new Set(mentions.flatMap((mention) => mention.areas));
  const townships = [...named].filter(
    (area) =>
      area.within && mentions.every(({ areas }) => areas.some(({ id }) => id === area.id || id === area.within)),
  );
  const [township] = townships;
  if (township?.within && townships.length === 1) {
    return { area: township.id, district: township.within, township: township.id, evidence };
  }
  const districts = areas.filter(
    (area) =>
      !area.within &&
      mentions.every(({ areas }) => areas.some(({ id, within }) => id === area.id || within === area.id)),
  );
  const [district] = districts;
  if (!district || districts.length > 1 || mentions.length === 0) return {};
  return { area: district.id, district: district.id, evidence };
}

function statedDistrict(district: string | undefined, areas: readonly Area[], names: readonly Name[]): Mention[] {
  const byId = areas.find((area) => area.id === district);
  if (byId) return [{ word: byId.name['zh-CN'], areas: [byId] }];
  // A district of another city says nothing about the areas of this one.
  return mentionsIn(district ?? '', names);
}

// Names found in a text; where two overlap the longer is meant: 石桥小学西山校区 is neither 石桥 nor 西山.
function mentionsIn(text: string, names: readonly Name[]): Mention[] {
  const said = normalise(text).slice(0, longestRead);
  const taken: { start: number; end: number; name: Name }[] = [];
  for (const name of names) {
    for (const start of placesOf(name.said, said)) {
      const end = start + name.said.length;
      if (!standsAlone(said, start, end) || taken.some((other) => start < other.end && other.start < end)) continue;
      taken.push({ start, end, name });
    }
  }
  return taken.sort((a, b) => a.start - b.start).map(({ name }) => ({ word: name.word, areas: name.areas }));
}

// A name in Latin letters is a word of its own: Pine is not in Pineapple.
function standsAlone(text: string, start: number, end: number): boolean {
  const joins = (left: string | undefined, right: string | undefined) =>
    left !== undefined && right !== undefined && /[a-z0-9]/.test(left) && /[a-z0-9]/.test(right);
  return !joins(text[start - 1], text[start]) && !joins(text[end - 1], text[end]);
}

// All names of all areas, the longest first.
function namesIn(areas: readonly Area[]): readonly Name[] {
  const known = namesOfAreas.get(areas);
  if (known) return known;
  const names = new Map<string, Name>();
  for (const area of areas) {
    for (const word of [area.name['zh-CN'], area.name.en, ...area.aliases, ...area.landmarks]) {
      const said = normalise(word);
      const name = names.get(said) ?? { said, word, areas: [] };
      if (!name.areas.includes(area)) name.areas.push(area);
      names.set(said, name);
    }
  }
  const sorted = [...names.values()].sort((a, b) => b.said.length - a.said.length);
  namesOfAreas.set(areas, sorted);
  return sorted;
}
