// `cities/<name>/sample/traffic.yaml`: what a made-up town calls about, and how its people behave.
import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import * as z from 'zod';
import { ChannelSchema } from '#schemas/webhooks.ts';
import { CommandError } from '../terminal.ts';

const share = z.number().min(0).max(1);
const weight = z.number().min(0);
const range = z.strictObject({ from: z.number().min(0), to: z.number().min(0) });
const said = z.array(z.string().min(1)).min(1);
const afterwards = z.strictObject({ share, afterHours: range });

export const callKinds = ['trouble', 'question', 'out-of-scope', 'emergency', 'unclear'] as const;

const TrafficSchema = z.strictObject({
  hours: z.array(weight).length(24),
  weekend: z.number().min(0).max(1),
  sources: z
    .array(
      z.strictObject({
        id: z.string(),
        weight,
        channels: z.partialRecord(ChannelSchema, weight),
        /** How often it names the category. */
        classifies: share,
      }),
    )
    .min(1),
  kinds: z.record(z.enum(callKinds), weight),
  branches: z.record(z.string(), weight),
  texts: z.strictObject({
    trouble: said,
    since: said,
    plea: said,
    question: said,
    'out-of-scope': said,
    emergency: said,
    unclear: said,
    again: said,
    neighbour: said,
    supplement: said,
    withdrawal: said,
    reply: said,
    'empty-reply': said,
    returning: said,
    asking: said,
    'long-term': said,
    progress: said,
    desk: said,
    ruling: said,
    comment: said,
  }),
  afterwards: z.strictObject({
    again: afterwards,
    neighbour: afterwards,
    supplement: afterwards,
    withdrawal: afterwards,
  }),
  callers: z.strictObject({ anonymous: share, confidential: share, withoutTelephone: share, handled: share }),
  people: z.strictObject({
    department: z.strictObject({
      opensAfterMinutes: range,
      forgets: share,
      returns: share,
      contacts: share,
      contactsAfterHours: range,
      repliesAfterHours: range,
      repliesToReworkAfterHours: range,
      asksForTime: share,
      asksForLongTerm: share,
      repliesEmptily: share,
      forgetsLegalBasis: share,
      overlooks: share,
      hurriesAfterMinutes: range,
    }),
    desk: z.strictObject({ opensAfterMinutes: range, grantsReturn: share, grantsTime: share, overlooks: share }),
    supervisor: z.strictObject({ opensAfterMinutes: range, finalReply: share, overlooks: share }),
    emergencyLine: z.strictObject({ acknowledgesAfterMinutes: range, overlooks: share, sendsBack: share }),
    citizen: z.strictObject({
      answersAfterMinutes: range,
      byLink: share,
      bySms: share,
      byPhone: share,
      satisfied: share,
      solvedOnly: share,
      callsLater: share,
    }),
  }),
});
export type Traffic = z.infer<typeof TrafficSchema>;

/** @throws CommandError that says what is missing or wrong. */
export const readTraffic = (file: string): Traffic => {
  if (!existsSync(file)) throw new CommandError(`There is no ${file}: this city has no made-up traffic to simulate.`);
  const read = TrafficSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (!read.success) throw new CommandError(`${file} is not as it should be:\n${z.prettifyError(read.error)}`);
  return read.data;
};
