// Which part of a city's catalogue each label is: a path, or several.
import { loadPack } from '#cities/load-pack.ts';
import { cityFolder } from '../city-folder.ts';
import { CommandError } from '../terminal.ts';
import { readColumns } from './read-columns.ts';

/**
 * @param labels those that must have a path
 * @throws CommandError for a label without a path, or a path that the city does not have
 */
export const readMapping = (
  file: string,
  labels: readonly string[],
  city: string | undefined,
): Record<string, string[]> => {
  const { rows } = readColumns(file, { needed: ['label', 'path'] });
  const paths = Object.fromEntries(labels.map((label): [string, string[]] => [label, []]));
  for (const { cells } of rows) paths[cells['label']?.trim() ?? '']?.push(cells['path']?.trim() ?? '');
  const unmapped = labels.filter((label) => paths[label]?.length === 0);
  if (unmapped.length > 0) throw new CommandError(`${file} has no path for: ${unmapped.join(', ')}.`);
  if (city !== undefined) checkPaths(file, rows, city);
  return paths;
};

const checkPaths = (file: string, rows: ReturnType<typeof readColumns>['rows'], city: string): void => {
  const { branches, leaves } = loadPack(cityFolder(city)).catalogue;
  const known = new Set([...branches, ...leaves].map(({ path }) => path));
  for (const { line, cells } of rows) {
    const path = cells['path']?.trim() ?? '';
    if (!known.has(path)) throw new CommandError(`${file}, line ${line}: the catalogue of ${city} has no ${path}.`);
  }
};
