// A model file that somebody names.
import { readFileSync } from 'node:fs';
import type { Model } from '#functions/classifier/model.ts';
import { ModelFileError, readModel } from '#functions/classifier/model-file.ts';
import { CommandError } from './terminal.ts';

/** @throws CommandError when it cannot be read or is no model. */
export const loadModel = (file: string): Model => {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new CommandError(`${file} cannot be read.`);
  }
  try {
    return readModel(bytes).model;
  } catch (fault) {
    if (fault instanceof ModelFileError) throw new CommandError(`${file}: ${fault.message}`);
    throw fault;
  }
};
