// AWS::SES::*: configuration sets, and where they tell what became of a mail.
import * as z from 'zod';
import { flag, text } from '../fields.ts';
import type { ResourceType } from '../resource-type.ts';

const ConfigurationSetProperties = z.strictObject({ Name: text.optional() });

export const configurationSetType: ResourceType<z.infer<typeof ConfigurationSetProperties>> = {
  type: 'AWS::SES::ConfigurationSet',
  properties: ConfigurationSetProperties,
  inert: {
    DeliveryOptions: 'mails end in the sink: there is no connection to be encrypted',
    ReputationOptions: 'metrics are not kept',
    SendingOptions: 'sending is always enabled',
    SuppressionOptions: 'no address is suppressed',
    Tags: 'labels only',
  },
  identify: (naming) => ({ ref: naming.name('Name', 64), attributes: {} }),
};

const MatchingEventTypes = z.array(
  z.enum([
    'send',
    'reject',
    'bounce',
    'complaint',
    'delivery',
    'open',
    'click',
    'renderingFailure',
    'deliveryDelay',
    'subscription',
  ]),
);

const EventDestinationProperties = z.strictObject({
  ConfigurationSetName: text,
  EventDestination: z.strictObject({
    Name: text.optional(),
    Enabled: flag.default(true),
    MatchingEventTypes,
    EventBridgeDestination: z.strictObject(
      { EventBusArn: text },
      'of the destinations of mail events only the event bus is accepted here',
    ),
  }),
});
export type EventDestinationProperties = z.infer<typeof EventDestinationProperties>;

export const eventDestinationType: ResourceType<EventDestinationProperties> = {
  type: 'AWS::SES::ConfigurationSetEventDestination',
  properties: EventDestinationProperties,
  inert: {},
  identify: (naming) => ({ ref: `${naming.stackName}-${naming.logicalId}`, attributes: {} }),
};
