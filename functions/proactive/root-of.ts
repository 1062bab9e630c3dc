// What was merged is about what its parent is about; a parent may have been merged itself.

/** The case at the top, as far as it is known. A record that goes in circles ends after `depth` steps. */
export const rootOf = <One extends { parent?: string | undefined }>(
  id: string,
  known: ReadonlyMap<string, One>,
  depth = 5,
): One | undefined => {
  const one = known.get(id);
  return one?.parent === undefined || depth === 0 ? one : rootOf(one.parent, known, depth - 1);
};
