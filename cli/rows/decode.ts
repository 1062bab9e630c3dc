// Files as spreadsheets and exports write them become text.
import { readFileSync } from 'node:fs';
import { CommandError } from '../terminal.ts';

/** UTF-8, or GB 18030 as spreadsheets on Chinese machines write it.
 * @throws CommandError when there is no such file */
export const decode = (file: string): string => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new CommandError(`${file} cannot be read.`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
};
