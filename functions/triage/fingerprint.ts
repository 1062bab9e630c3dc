// Duplicates: the same story told twice should be handled once, and two stories should never become one. Candidates are
// found by exact keys (a table answers those in one read), then compared text against text, then judged by policy.

import type * as z from 'zod';
import type { HandlingSchema } from '#schemas/city/policy.ts';
import { gramsOf } from './grams.ts';
import { normalise } from './plain-text.ts';

export type DuplicatePolicy = z.infer<typeof HandlingSchema>['duplicates'];
export type DuplicateJudgement = 'merge' | 'propose' | 'distinct';

// Four bands of three minhashes: texts that share half of their pairs of characters meet in one band with a probability
// of 0.41, four fifths 0.94, a tenth (two unrelated complaints) 0.004. Every facet costs a write and every stranger in a
// band a read, so no more of them; what is told again in quite other words is found by caller and place.
const bands = 4;
const rowsPerBand = 3;
const longestRead = 4000;
// Below this there is too little to call two texts alike.
const fewestCharacters = 4;

/**
 * Facets under which a request is filed: `text:…` is equal for texts that differ only in punctuation, blanks, width or
 * case, `near0:…` to `near3:…` are probably equal for texts that are nearly the same. No facet can be read back.
 */
export function fingerprintsOf(request: { title?: string | undefined; text: string }): string[] {
  const said = bareOf(`${request.title ?? ''}\n${request.text}`);
  if (said.length < fewestCharacters) return [];
  const pairs = [...gramsOf(said, 2, 2).keys()].map((pair) => hash(pair, 0));
  const facets = [`text:${hex(hash(said, 1))}${hex(hash(said, 2))}`];
  for (let band = 0; band < bands && pairs.length > 0; band += 1) {
    const rows = Array.from({ length: rowsPerBand }, (_, row) => lowest(pairs, band * rowsPerBand + row));
    facets.push(`near${band}:${rows.map(hex).join('')}`);
  }
  return facets;
}

/**
 * How alike two texts are, 0 to 1: the cosine of their pairs of characters, drawn down when their numbers differ
 * (3栋 and 5栋 are two leaking roofs). Symmetric; 1 for texts that differ only in punctuation, width or case.
 */
export function similarity(one: string, other: string): number {
  const [first, second] = [bareOf(one), bareOf(other)];
  if (first === '' || second === '') return 0;
  if (first === second) return 1;
  const alike = cosine(gramsOf(first, 1, 2), gramsOf(second, 1, 2));
  return Math.min(1, alike) * agreementOfNumbers(first, second);
}

/** What is known of two requests; `isRecent` says that the time policy sets between them is not over. */
export type DuplicateQuestion = {
  sameCaller: boolean;
  samePlace: boolean;
  /** Each names a place, and not the same one. */
  otherPlace: boolean;
  sameCategory: boolean;
  similarity: number;
  isRecent: boolean;
};

/**
 * Merges by itself only what is nearly the same text and also from the same caller or about the same place and category;
 * a person decides on what is less sure. One caller who sends the same letter about two places has two troubles,
 * and what ties two by the caller alone has to be nearer than what place and category tie. Beyond the policy's time nothing is a duplicate: the trouble is back.
 */
export function judgeDuplicate(question: DuplicateQuestion, policy: DuplicatePolicy): DuplicateJudgement {
  if (!question.isRecent) return 'distinct';
  const { sameCaller, samePlace, otherPlace, sameCategory } = question;
  const isPlace = samePlace && sameCategory;
  const isTied = sameCaller || isPlace;
  const isSame =
    (isPlace && question.similarity >= policy.mergeAt) || (sameCaller && question.similarity >= policy.mergeCallerAt);
  if (isSame && !otherPlace) return 'merge';
  if (question.similarity >= policy.mergeAt) return 'propose';
  if (question.similarity >= policy.proposeAt) return isTied || samePlace ? 'propose' : 'distinct';
  // Who calls again about the same thing at the same place tells it in other words.
  return sameCaller && samePlace && sameCategory ? 'propose' : 'distinct';
}

const bareOf = (text: string) =>
  normalise(text)
    .slice(0, longestRead)
    .replace(/[^\p{L}\p{N}]+/gu, '');

function cosine(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  const weight = (count: number) => 1 + Math.log(count);
  let dot = 0;
  for (const [gram, count] of one) dot += weight(count) * (other.has(gram) ? weight(other.get(gram) ?? 1) : 0);
  const norm = (grams: ReadonlyMap<string, number>) =>
    Math.sqrt([...grams.values()].reduce((sum, count) => sum + weight(count) ** 2, 0));
  return dot / (norm(one) * norm(other));
}

function agreementOfNumbers(one: string, other: string): number {
  const [first, second] = [one, other].map(
    (text) => new Set(text.match(/[0-9]+|[一二三四五六七八九十]+(?=[栋幢号楼单期组])/g)),
  );
  if (!first || !second || first.size === 0 || second.size === 0) return 1;
  const shared = [...first].filter((number) => second.has(number)).length;
  return housesDiffer(one, other) ? 0.75 : 0.75 + (0.25 * shared) / Math.min(first.size, second.size);
}

// A long letter shares its year and its telephone with the neighbour's copy; 3栋 and 5栋 stay two buildings.
function housesDiffer(one: string, other: string): boolean {
  const [first, second] = [one, other].map(
    (text) => new Set(text.match(/[0-9一二三四五六七八九十]+(?=[栋幢]|号楼|单元)/g)),
  );
  if (!first || !second || first.size === 0 || second.size === 0) return false;
  return ![...first].some((house) => second.has(house));
}

// The smallest of the hashed pairs under one of several orders: equal for two texts as often as their pairs are.
function lowest(pairs: readonly number[], order: number): number {
  let least = 0xffffffff;
  for (const pair of pairs) {
    const mixed = mix(pair ^ mix(order + 0x9e3779b9));
    if (mixed < least) least = mixed;
  }
  return least;
}

// FNV-1a over UTF-16 units, then a finalizer; a facet is looked up, never trusted: similarity() is asked after it.
function hash(text: string, seed: number): number {
  let value = 0x811c9dc5 ^ mix(seed);
  for (let i = 0; i < text.length; i += 1) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return mix(value);
}

function mix(value: number): number {
  let mixed = value >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const hex = (value: number) => value.toString(16).padStart(8, '0');
