// What becomes of a mail after it was taken. Mails end in the sink, so only the addresses of SES's mailbox simulator have
// an outcome: bounce@ and complaint@simulator.amazonses.com tell the event bus, where a configuration set says so.
import { AwsError } from '../contracts.ts';
import type { NewEvent } from '../events/event-bus.ts';
import type { LoadedStacks } from '../template/load-stacks.ts';
import { configurationSetType, eventDestinationType } from '../template/types/mail.ts';

type Kind = 'bounce' | 'complaint';
type Mail = { id: string; from: string; to: readonly string[]; tags: Readonly<Record<string, string>> };
export type MailOutcomes = {
  /** @throws AwsError for a set that is not there. */
  check(configurationSet: string | undefined): void;
  tell(configurationSet: string | undefined, mail: Mail): Promise<void>;
};

const simulated: Readonly<Record<string, Kind>> = {
  'bounce@simulator.amazonses.com': 'bounce',
  'complaint@simulator.amazonses.com': 'complaint',
};

const told = {
  bounce: { detailType: 'Email Bounced', detail: { bounce: { bounceType: 'Permanent', bounceSubType: 'General' } } },
  complaint: { detailType: 'Email Complaint Received', detail: { complaint: { complaintFeedbackType: 'abuse' } } },
} as const;

export function createMailOutcomes(options: {
  stacks: LoadedStacks;
  publish(event: NewEvent): Promise<void>;
}): MailOutcomes {
  const sets = new Set(options.stacks.read(configurationSetType).map(({ identity }) => identity.ref));
  const heard = new Map<string, Set<string>>();
  for (const { properties } of options.stacks.read(eventDestinationType)) {
    const { ConfigurationSetName: set, EventDestination: to } = properties;
    if (to.Enabled) heard.set(set, new Set([...(heard.get(set) ?? []), ...to.MatchingEventTypes]));
  }
  return {
    check(set) {
      if (set !== undefined && !sets.has(set))
        throw new AwsError('NotFoundException', `Configuration set <${set}> does not exist.`);
    },
    async tell(set, { id, from, to, tags }) {
      for (const address of to) {
        const kind = simulated[address.toLowerCase()];
        if (set === undefined || kind === undefined || heard.get(set)?.has(kind) !== true) continue;
        const lists = Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]]));
        const mail = {
          messageId: id,
          source: from,
          destination: [address],
          tags: { 'ses:configuration-set': [set], ...lists },
        };
        const { detailType, detail } = told[kind];
        await options.publish({ source: 'aws.ses', detailType, detail: { ...detail, mail } });
      }
    },
  };
}
