// What an SMS gateway tells later of a text message that it took (docs/deploying.md).
import * as z from 'zod';

/** Fields of the gateway's own are passed over. */
export const SmsReceiptSchema = z.object({
  /** As it came with the text message. */
  id: z.string().regex(/^[0-9a-z]{20,40}-[\w.-]{1,60}$/, 'the id that came with the text message'),
  status: z.enum(['delivered', 'undelivered']),
});

export const SmsReceiptTakenSchema = z.strictObject({ outcome: z.enum(['noted', 'known']) });
