// Paths into an item: what stands there, and items with something else there (pure; the old item stays as it was).
import { attributeOf, type Item, type Value } from './attribute-value.ts';
import { invalid } from './errors.ts';

/** Names of attributes and members, and indexes of lists. The first is always a name. */
export type Path = readonly (string | number)[];

/** `[a, [0], b]`, as errors show it. */
export const pathText = (path: Path): string =>
  `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;

export const valueAt = (item: Item, path: Path): Value | undefined => {
  let value: Value | undefined = { M: item };
  for (const step of path) {
    if (value === undefined) return undefined;
    value = memberOf(value, step);
  }
  return value;
};

const memberOf = (value: Value, step: string | number): Value | undefined => {
  if (typeof step === 'number') return 'L' in value ? value.L[step] : undefined;
  return 'M' in value ? attributeOf(value.M, step) : undefined;
};

const noSuchPlace = () => invalid('The document path provided in the update expression is invalid for update');

/** A list grows by one when the index lies beyond its end. @throws AwsError when the parent is not there. */
export const withValueAt = (item: Item, path: Path, value: Value): Item =>
  changeAt(item, path, (parent, step) => {
    if (typeof step === 'string' && 'M' in parent) return { M: { ...parent.M, [step]: value } };
    if (typeof step === 'number' && 'L' in parent) {
      const list = [...parent.L];
      list[Math.min(step, list.length)] = value;
      return { L: list };
    }
    throw noSuchPlace();
  });

/** Nothing happens when there is nothing. @throws AwsError when the parent is not there. */
export const withoutValueAt = (item: Item, path: Path): Item =>
  changeAt(item, path, (parent, step) => {
    if (typeof step === 'string' && 'M' in parent) {
      const { [step]: _gone, ...rest } = parent.M;
      return { M: rest };
    }
    if (typeof step === 'number' && 'L' in parent) return { L: parent.L.filter((_, index) => index !== step) };
    throw noSuchPlace();
  });

type ChangeOfParent = (parent: Value, step: string | number) => Value;

/** Copies what lies on the way to the parent of the place, and changes that. */
const changeAt = (item: Item, path: Path, change: ChangeOfParent): Item => {
  const changed = changeIn({ M: item }, path, change);
  return 'M' in changed ? changed.M : item;
};

const changeIn = (value: Value, path: Path, change: ChangeOfParent): Value => {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (rest.length === 0) return change(value, step);
  const member = memberOf(value, step);
  if (member === undefined) throw noSuchPlace();
  const changed = changeIn(member, rest, change);
  if (typeof step === 'string') return 'M' in value ? { M: { ...value.M, [step]: changed } } : value;
  return 'L' in value ? { L: value.L.with(step, changed) } : value;
};

/** The parts of an item that the paths name, in the item's own structure; lists without what was not asked for. */
export const project = (item: Item, paths: readonly Path[]): Item => {
  const shown: [string, Value][] = [];
  for (const [name, deeper] of groupedByFirst(paths)) {
    const value = typeof name === 'string' ? attributeOf(item, name) : undefined;
    const part = value === undefined ? undefined : partOf(value, deeper);
    if (typeof name === 'string' && part !== undefined) shown.push([name, part]);
  }
  return Object.fromEntries(shown);
};

const partOf = (value: Value, paths: readonly Path[]): Value | undefined => {
  if (paths.some((path) => path.length === 0)) return value;
  if ('M' in value) {
    const members = project(value.M, paths);
    return Object.keys(members).length === 0 ? undefined : { M: members };
  }
  if (!('L' in value)) return undefined;
  const indexes = [...groupedByFirst(paths)].sort(([one], [other]) => Number(one) - Number(other));
  const members = indexes.flatMap(([index, deeper]) => {
    const member = typeof index === 'number' ? value.L[index] : undefined;
    return member === undefined ? [] : (partOf(member, deeper) ?? []);
  });
  return members.length === 0 ? undefined : { L: members };
};

const groupedByFirst = (paths: readonly Path[]): Map<string | number, Path[]> => {
  const groups = new Map<string | number, Path[]>();
  for (const [first, ...rest] of paths) {
    if (first === undefined) continue;
    const group = groups.get(first);
    if (group === undefined) groups.set(first, [rest]);
    else group.push(rest);
  }
  return groups;
};

/**
 * Two paths of one expression must not lead to the same place, one not into the other, and agree on what is a list.
 * @throws AwsError ValidationException
 */
export const refuseOverlaps = (paths: readonly Path[], expression: string): void => {
  for (const [index, one] of paths.entries()) {
    for (const other of paths.slice(index + 1)) {
      const at = one.findIndex((step, depth) => step !== other[depth]);
      const contained = at === -1 || at >= other.length;
      if (!contained && typeof one[at] === typeof other[at]) continue;
      throw invalid(
        `Invalid ${expression}: Two document paths ${contained ? 'overlap' : 'conflict'} with each other; must remove or rewrite one of these paths; path one: ${pathText(one)}, path two: ${pathText(other)}`,
      );
    }
  }
};
