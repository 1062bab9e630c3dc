// What became of mails after SES took them: bounces and complaints go by the event bus to the queue of what could not be
// delivered. Tags carry ids only; the events hold the mailbox of a unit and no citizen.

import { Stack } from 'aws-cdk-lib';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ConfigurationSet, ConfigurationSetTlsPolicy, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export class MailOutcomes extends Construct {
  readonly configurationSet: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, props: { stage: string; undelivered: IQueue; lostEvents: IQueue }) {
    super(scope, id);
    const name = `jiesu-${props.stage}`;
    const set = new ConfigurationSet(this, 'Mails', {
      configurationSetName: name,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
    });
    set.addEventDestination('Outcomes', {
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'Bus', 'default')),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.REJECT],
    });
    new Rule(this, 'Undelivered', {
      description: 'Mails that came back, or that somebody complained of',
      eventPattern: {
        source: ['aws.ses'],
        detailType: ['Email Bounced', 'Email Complaint Received', 'Email Rejected'],
        detail: { mail: { tags: { 'ses:configuration-set': [name] } } },
      },
      targets: [new SqsQueue(props.undelivered, { deadLetterQueue: props.lostEvents, retryAttempts: 20 })],
    });
    this.arn = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: name,
    });
    this.configurationSet = set.configurationSetName;
  }
}
