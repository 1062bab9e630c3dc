// How a unit or its head is reached: the contact record, else what the pack falls back to (DESIGN §5).
import type { Recipient } from '#schemas/matter.ts';
import type { Mailbox } from './by-mail.ts';
import type { Post } from './post.ts';

export type Reach = { mailbox: Mailbox; phone: string | undefined };

export const reachOf = async (
  { pack, people }: Pick<Post, 'pack' | 'people'>,
  to: Extract<Recipient, { kind: 'unit' | 'head' }>,
): Promise<Reach> => {
  const unit = pack.departments.units.find((one) => one.id === to.unit);
  const contact = await people.contact(to.unit);
  const locale = contact?.locale ?? pack.city.defaultLocale;
  return to.kind === 'head'
    ? { mailbox: { address: contact?.headMailbox ?? unit?.headMailbox, locale }, phone: contact?.headPhone }
    : { mailbox: { address: contact?.mailbox ?? unit?.mailbox, locale }, phone: contact?.phone ?? unit?.dutyPhone };
};
