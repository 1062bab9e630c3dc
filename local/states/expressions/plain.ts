// What JSONata answers is made plain: its arrays carry hidden marks that would change what a later expression sees.

const marks = ['sequence', 'cons', 'keepSingleton', 'outerWrapper', 'tupleStream'];

export class UnsupportedResultError extends Error {
  override readonly name = 'UnsupportedResultError';
}

/**
 * The value as plain JSON; parts that are plain already are shared, not copied.
 * @throws UnsupportedResultError when it holds a function or a number that JSON has no way to write.
 */
export function plain(value: unknown): unknown {
  if (typeof value === 'function') throw new UnsupportedResultError();
  if (typeof value === 'number' && !Number.isFinite(value)) throw new UnsupportedResultError();
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? plainArray(value) : plainObject(value);
}

function plainArray(list: readonly unknown[]): unknown {
  const items = list.map((item) => plain(item) ?? null);
  const marked = marks.some((mark) => Reflect.get(list, mark) !== undefined);
  return !marked && items.every((item, index) => item === list[index]) ? list : items;
}

function plainObject(object: object): unknown {
  if (Reflect.get(object, '_jsonata_function') === true || Reflect.get(object, '_jsonata_lambda') === true) {
    throw new UnsupportedResultError();
  }
  let copy: Record<string, unknown> | undefined;
  for (const [name, member] of Object.entries(object)) {
    const clean = plain(member);
    if (clean === member && copy === undefined) continue;
    copy ??= Object.fromEntries(Object.entries(object));
    if (clean === undefined) delete copy[name];
    else copy[name] = clean;
  }
  return copy ?? object;
}
