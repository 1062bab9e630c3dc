// What the duty desk can do to a case without a task having asked for it (POST /v1/cases/{caseId}/acts).
import * as z from 'zod';
import { UnitIdSchema } from './city/names.ts';
import { words } from './text.ts';

const act = <Name extends string, Shape extends z.ZodRawShape>(name: Name, shape: Shape) =>
  z.strictObject({
    act: z.literal(name),
    /** The unit in whose name it is done. */
    by: UnitIdSchema,
    reason: words(1000),
    ...shape,
  });

export const DeskActSchema = z.discriminatedUnion('act', [
  act('merge', { parentId: words(64) }),
  act('unmerge', {}),
  act('reopen', {}),
  act('elevate', { unit: UnitIdSchema }),
  act('override', { unit: UnitIdSchema }),
  /** The unit that handled a closed case asks that it be left out of its evaluation. */
  act('ask-exclusion', { grounds: words(40) }),
  act('retry', {}),
  /** A link went to the wrong hands: all of this case become void, and new ones go out. */
  act('revoke-links', {}),
]);
export type DeskAct = z.infer<typeof DeskActSchema>;
