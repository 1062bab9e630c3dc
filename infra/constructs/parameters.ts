// What an operator may set at deployment without a new synthesis.
import { CfnCondition, CfnParameter, Fn, Stack } from 'aws-cdk-lib';
import { CfnSubscription, type ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export class Parameters extends Construct {
  readonly smsGatewayUrl: string;
  readonly mailFrom: string;
  readonly outboundPrivateHosts: string;
  readonly oidcIssuer: string;
  readonly oidcClientId: string;
  readonly executionPage: string;
  /** Only where mail goes by SMTP. */
  readonly smtpUrl: string | undefined;
  private readonly alarmMail: CfnParameter;

  constructor(scope: Construct, id: string, props: { smtp: boolean }) {
    super(scope, id);
    const parameter = (name: string, description: string, fallback: string): CfnParameter => {
      const made = new CfnParameter(this, name, { type: 'String', description, default: fallback });
      made.overrideLogicalId(name);
      return made;
    };
    this.smsGatewayUrl = parameter(
      'SmsGatewayUrl',
      'Where text messages are posted, signed by the sms-gateway secret',
      'https://sms.invalid/send',
    ).valueAsString;
    this.mailFrom = parameter(
      'MailFrom',
      'Sender of mails: an address that SES or the mail server may send from',
      'hotline@jiesu.invalid',
    ).valueAsString;
    this.smtpUrl = props.smtp
      ? parameter('SmtpUrl', 'Mail server: smtps://host, or smtp://host with STARTTLS', 'smtps://mail.invalid')
          .valueAsString
      : undefined;
    this.outboundPrivateHosts = parameter(
      'OutboundPrivateHosts',
      'Hosts that outbound webhooks may reach although they are private, separated by commas',
      '',
    ).valueAsString;
    this.oidcIssuer = parameter(
      'OidcIssuer',
      'Issuer of OpenID Connect that signs in duty desk, supervisors and officers',
      'https://sign-in.invalid',
    ).valueAsString;
    this.oidcClientId = parameter(
      'OidcClientId',
      'Client id by which the identity provider knows the product',
      'jiesu',
    ).valueAsString;
    const { region, urlSuffix } = Stack.of(this);
    const wanted = parameter('ExecutionPage', 'Address of an execution, with {arn} in it; empty for the console', '');
    const isGiven = new CfnCondition(this, 'ExecutionPageGiven', {
      expression: Fn.conditionNot(Fn.conditionEquals(wanted.valueAsString, '')),
    });
    // The console of AWS China stands elsewhere, and follows the suffix of its other addresses.
    const inChina = new CfnCondition(this, 'InChina', {
      expression: Fn.conditionEquals(urlSuffix, 'amazonaws.com.cn'),
    });
    const host = Fn.conditionIf(inChina.logicalId, 'console.amazonaws.cn', 'console.aws.amazon.com').toString();
    const ofConsole = `https://${region}.${host}/states/home?region=${region}#/v2/executions/details/{arn}`;
    this.executionPage = Fn.conditionIf(isGiven.logicalId, wanted.valueAsString, ofConsole).toString();
    this.alarmMail = parameter('AlarmMail', 'Mailbox that hears of alarms; empty for none', '');
  }

  /** The sender's domain or its address may be what SES verified. */
  get mailIdentities(): string[] {
    const identity = (resourceName: string) =>
      Stack.of(this).formatArn({ service: 'ses', resource: 'identity', resourceName });
    return [identity(this.mailFrom), identity(Fn.select(1, Fn.split('@', this.mailFrom)))];
  }

  subscribeTo(topic: ITopic): void {
    const wanted = new CfnCondition(this, 'AlarmMailWanted', {
      expression: Fn.conditionNot(Fn.conditionEquals(this.alarmMail.valueAsString, '')),
    });
    const subscription = new CfnSubscription(this, 'AlarmSubscription', {
      topicArn: topic.topicArn,
      protocol: 'email',
      endpoint: this.alarmMail.valueAsString,
    });
    subscription.cfnOptions.condition = wanted;
  }
}
