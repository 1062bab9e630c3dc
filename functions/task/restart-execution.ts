// Notice from the event bus that an execution was lost: the next one starts where the case stands (DESIGN §3).
import type { EventBridgeEvent } from 'aws-lambda';
import * as z from 'zod';
import { caseDesk } from '#functions/case/case-desk.ts';
import { replaceExecution } from './lost-execution.ts';

const StatusChangeSchema = z.object({
  time: z.iso.datetime(),
  detail: z.object({ name: z.string(), status: z.string() }),
});

export const handler = async (event: EventBridgeEvent<string, unknown>): Promise<void> => {
  const { time, detail } = StatusChangeSchema.parse(event);
  await replaceExecution(await caseDesk(), { ...detail, at: time });
};
