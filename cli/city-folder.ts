// A city pack by its folder, or by its name in cities/.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from './synth.ts';
import { CommandError } from './terminal.ts';

/** @throws CommandError when there is none. */
export const cityFolder = (folder: string): string => {
  if (existsSync(join(folder, 'city.yaml'))) return folder;
  const named = join(projectRoot, 'cities', folder);
  if (existsSync(join(named, 'city.yaml'))) return named;
  throw new CommandError(`There is no city.yaml in ${folder}, and no city of that name in cities/.`);
};
