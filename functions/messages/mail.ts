// A mail on its way out, whatever carries it: SES, or SMTP where there is no SES (DESIGN §8).
import type { ComposedMail } from './compose.ts';

export type OutgoingMail = ComposedMail & {
  from: string;
  to: string;
  /** Globally unique and the same at every try, so that a receiver can tell a repeat (RFC 5322 Message-ID, no brackets). */
  id: string;
  /** ISO instant. */
  at: string;
  /** A deadline as an iCalendar file, attached as `deadline.ics`. */
  calendar?: string | undefined;
  /** For the statistics of the carrier; ids only. */
  tags: Readonly<Record<string, string>>;
};

/** How sending ended. `gone`: the receiver will never take anything again. What may work later is thrown. */
export type Sent = { outcome: 'sent' | 'refused' | 'gone'; detail?: string; taskId?: string; place?: number };

export type SendMail = (mail: OutgoingMail) => Promise<Sent>;
