// Pictures that a department puts beside its words: at most so many of one unit, and taken back only before the unit has
// handed its work in.
import type { CaseEventOf } from '#schemas/case-events.ts';
import { type Decide, decided, nothing, onCase } from './deciding.ts';

type Attached = Omit<CaseEventOf<'FileAttached'>, 'type'>;
type RefusedBecause = CaseEventOf<'FileRefused'>['why'];

export const attachFile = (file: Attached): Decide =>
  onCase((state, { policy }) =>
    state.files.filter(({ unit }) => unit === file.unit).length < policy.pack.handling.files.most
      ? decided({ type: 'FileAttached', ...file })
      : decided({ type: 'FileRefused', fileId: file.fileId, unit: file.unit, why: 'too-many' }),
  );

export const refuseFile = (fileId: string, unit: string, why: RefusedBecause): Decide =>
  onCase(() => decided({ type: 'FileRefused', fileId, unit, why }));

/** What is gone already stays gone. */
export const removeFile = (fileId: string, unit: string): Decide =>
  onCase((state) =>
    state.files.some((file) => file.id === fileId && file.unit === unit)
      ? decided({ type: 'FileRemoved', fileId, unit })
      : nothing,
  );
