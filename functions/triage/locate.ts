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
      if (!isPlaceName(said, start, end, names) || taken.some((other) => start < other.end && other.start < end))
        continue;
      taken.push({ start, end, name });
    }
  }
  return taken.sort((a, b) => a.start - b.start).map(({ name }) => ({ word: name.word, areas: name.areas }));
}

// Han text has no blanks: 北原 stands in 河北原来, 石桥 in 小石桥, 创新路 in 创新路径. Better a place missed than one made up.
function isPlaceName(text: string, start: number, end: number, names: readonly Name[]): boolean {
  if (!standsAlone(text, start, end)) return false;
  const after = text.slice(end);
  const name = text.slice(start, end);
  if (name.endsWith('路') && idiomsOfRoad.test(after)) return false;
  if (name.endsWith('广场') && after.startsWith('舞')) return false;
  if (provinces.has(`${text[start - 1] ?? ''}${name[0]}`)) return false;
  if (!/^\p{Script=Han}{1,2}$/u.test(name)) return true;
  if (partOfOtherName.test(after)) return false;
  const before = text.slice(0, start);
  return beginsPlace.test(before) || names.some(({ said }) => before.endsWith(said));
}

const idiomsOfRoad = /^(?:[径线子程来]|在何方|在哪里|漫漫|不拾遗)/u;
// 石桥南路 and 柳林县 are places of somebody else; the pack's own longer names have been found before.
const partOfOtherName = /^(?:[省市县镇乡]|[东南西北中][路街])/u;
// 江西山区 is a mountain country, not our 西山区.
const provinces = new Set('山东 广东 江西 陕西 广西 山西 河北 湖北 东北 华北 西北 河南 湖南 海南 云南'.split(' '));
// A bare name of two characters is a place at the start of a clause or after a word of place, time or person.
const beginsPlace = /(?:^|[^\p{Script=Han}]|[在住到从去往来至离是于和与跟及或区过们那这向回经对给我有天上晚午年刚])$/u;

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
