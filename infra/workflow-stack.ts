// Everything that may be replaced: functions, workflow, API, queues, rules, alarms. Wires what the constructs own.
import { Aws, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { EnvironmentKey } from '#schemas/environment.ts';
import { acknowledge, asNagWrites } from './acknowledge.ts';
import type { Bundles } from './bundle-functions.ts';
import { Board } from './constructs/board.ts';
import { Door } from './constructs/door.ts';
import { MailOutcomes } from './constructs/mail-outcomes.ts';
import { Parameters } from './constructs/parameters.ts';
import { ProductFunction } from './constructs/product-function.ts';
import { Queues } from './constructs/queues.ts';
import { Secrets, type Source } from './constructs/secrets.ts';
import { feedByQueue, feedByStream, runEvery, runOnLostExecution } from './constructs/triggers.ts';
import { Uploads } from './constructs/uploads.ts';
import { Watch } from './constructs/watch.ts';
import { executionsOf, Workflow } from './constructs/workflow.ts';
import { type DataStack, filesBucketName } from './data-stack.ts';
import type { FunctionSpec } from './function-spec.ts';
import { type Resources, statementsOf } from './grants.ts';
import { isProduction, mailBy, type Settings } from './settings.ts';

export type WorkflowStackProps = StackProps & {
  settings: Settings;
  data: DataStack;
  functions: readonly FunctionSpec[];
  bundles: Bundles;
  definitionFile: string;
  /** The sources that may post. */
  sources: readonly Source[];
  /** Whether the city asks a model of its own. */
  secondOpinion: boolean;
};

type Surroundings = { on: Resources; values: Partial<Record<EnvironmentKey, string>> };

export class WorkflowStack extends Stack {
  private readonly lambdas = new Map<string, LambdaFunction>();
  private readonly settings: Settings;
  private readonly bundles: Bundles;
  private readonly machineName: string;

  constructor(scope: Construct, id: string, props: WorkflowStackProps) {
    super(scope, id, props);
    const { settings, data } = props;
    const { stage, domain, certificate } = settings;
    this.settings = settings;
    this.bundles = props.bundles;
    this.machineName = `jiesu-${stage}-hotline-case`;

    const smtp = mailBy(settings) === 'smtp';
    const parameters = new Parameters(this, 'Parameters', { smtp });
    const secrets = new Secrets(this, 'Secrets', {
      stage,
      sources: props.sources,
      smtp,
      secondOpinion: props.secondOpinion,
    });
    const queues = new Queues(this, 'Queues', { stage });
    const watch = new Watch(this, 'Watch', { stage });
    const door = new Door(this, 'Door', {
      apiName: `jiesu-${stage}`,
      production: isProduction(settings),
      domain:
        domain === undefined || certificate === undefined ? undefined : { name: domain, certificateArn: certificate },
    });
    const outcomes = props.functions.some(({ sendsMail }) => sendsMail === 'ses')
      ? new MailOutcomes(this, 'MailOutcomes', {
          stage,
          undelivered: queues.pairs.undelivered.queue,
          lostEvents: queues.lostEvents,
        })
      : undefined;
    new Uploads(this, 'Uploads', {
      files: data.files,
      uploads: queues.pairs.uploads.queue,
      lostEvents: queues.lostEvents,
    });
    const beforeWorkflow = surroundings({ data, parameters, secrets, queues, door, stage, outcomes });
    const steps = props.functions.filter(({ trigger }) => trigger.by === 'step');
    for (const spec of steps) this.define(spec, beforeWorkflow);
    const { machine } = new Workflow(this, 'HotlineCase', {
      stateMachineName: this.machineName,
      definitionFile: props.definitionFile,
      steps: new Map(this.lambdas),
      matters: data.matters,
      production: isProduction(settings),
    });
    const withWorkflow = {
      on: {
        ...beforeWorkflow.on,
        stateMachine: machine.stateMachineArn,
        executions: executionsOf(this, this.machineName),
      },
      values: { ...beforeWorkflow.values, STATE_MACHINE_ARN: machine.stateMachineArn },
    };
    for (const spec of props.functions.filter((one) => !steps.includes(one))) {
      const lambda = this.define(spec, withWorkflow);
      this.start(spec, lambda, {
        queues,
        door,
        machineArn: machine.stateMachineArn,
        streamArn: withWorkflow.on.mattersStream,
      });
    }

    for (const [name, pair] of Object.entries(queues.pairs)) watch.pair(name, pair);
    watch.deadLetters(
      'lost-batches',
      queues.lostBatches,
      'The stream gave a batch up: replay the matters of those minutes.',
    );
    watch.deadLetters(
      'lost-events',
      queues.lostEvents,
      'A tick or an end of an execution was not handled; the sweep will find the case.',
    );
    for (const [name, lambda] of this.lambdas) watch.lambda(name, lambda);
    for (const { name } of props.functions.filter(({ trigger }) => trigger.by === 'stream'))
      watch.stream(this.lambda(name));
    watch.machine(machine);
    watch.api(door.stage.metricServerError());
    watch.product();
    parameters.subscribeTo(watch.topic);
    new Board(this, 'Board', { stage, watch, door: door.stage, machine, queues: queues.pairs, lambdas: this.lambdas });

    this.tell({
      ApiUrl: door.baseUrl,
      StateMachineArn: machine.stateMachineArn,
      MattersTable: data.matters.tableName,
      PeopleTable: data.people.tableName,
      MessagesQueueUrl: queues.pairs.messages.queue.queueUrl,
      ReactionsQueueUrl: queues.pairs.reactions.queue.queueUrl,
      FollowersQueueUrl: queues.pairs.followers.queue.queueUrl,
      KeysSecret: secrets.keys.secretArn,
      DeskKeySecret: secrets.deskKey.secretArn,
      SmsGatewaySecret: secrets.smsGateway.secretArn,
      OidcClientSecret: secrets.oidcClient.secretArn,
      SignInCallback: `${door.baseUrl}/sign-in/callback`,
      SourceSecrets: secrets.sourceSecrets,
      AlarmTopic: watch.topic.topicArn,
    });
  }

  private define(spec: FunctionSpec, { on, values }: Surroundings): LambdaFunction {
    const { name, memoryMb, timeoutSeconds } = spec;
    const environment = Object.fromEntries(
      spec.environment.map((key) => {
        const value = values[key];
        if (value === undefined) throw new TypeError(`${name} cannot be told ${key} before the workflow is there`);
        return [key, value];
      }),
    );
    const made = new ProductFunction(this, name, {
      functionName: `jiesu-${this.settings.stage}-${name}`,
      folder: this.bundles.folderOf(name),
      statements: statementsOf(spec, on),
      environment,
      memoryMb,
      timeoutSeconds,
      production: isProduction(this.settings),
    });
    const { lambda } = made;
    if (spec.describesExecutions === true) {
      acknowledge(made, {
        [`AwsSolutions-IAM5[Resource::${asNagWrites(this, executionsOf(this, this.machineName))}]`]:
          'names of executions are made at run time; they are looked at, never changed, and those of one machine only',
      });
    }
    for (const prefix of ['incoming', 'kept'] as const) {
      if (spec.files?.[prefix] === undefined) continue;
      acknowledge(made, {
        [`AwsSolutions-IAM5[Resource::${asNagWrites(this, on.files(prefix))}]`]:
          'keys of pictures are made at run time; the function reaches those under one prefix, by the actions of its row',
      });
    }
    this.lambdas.set(name, lambda);
    return lambda;
  }

  private start(
    { name, trigger }: FunctionSpec,
    lambda: LambdaFunction,
    by: { queues: Queues; door: Door; machineArn: string; streamArn: string },
  ): void {
    switch (trigger.by) {
      case 'route':
        by.door.open(name, trigger.routes, lambda);
        break;
      case 'any-other-route':
        by.door.openRest(name, lambda);
        break;
      case 'stream':
        feedByStream(lambda, by.streamArn, by.queues.lostBatches);
        break;
      case 'queue':
        feedByQueue(lambda, by.queues.pairs[trigger.queue].queue, trigger.batchSize);
        break;
      case 'schedule':
        runEvery(this, lambda, { ...trigger, name }, by.queues.lostEvents);
        break;
      case 'lost-execution':
        runOnLostExecution(this, lambda, by.machineArn, by.queues.lostEvents);
        break;
      case 'step':
        break;
      default:
        trigger satisfies never;
    }
  }

  private lambda(name: string): LambdaFunction {
    const lambda = this.lambdas.get(name);
    if (lambda === undefined) throw new TypeError(`there is no function ${name}`);
    return lambda;
  }

  private tell(outputs: Readonly<Record<string, string>>): void {
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/** Names for the functions' environment, and ARNs for their roles. */
const surroundings = ({
  data,
  parameters,
  secrets,
  queues,
  door,
  stage,
  outcomes,
}: {
  data: DataStack;
  parameters: Parameters;
  secrets: Secrets;
  queues: Queues;
  door: Door;
  stage: string;
  outcomes: MailOutcomes | undefined;
}): Surroundings => {
  const mattersStream = data.matters.tableStreamArn;
  if (mattersStream === undefined) throw new TypeError('the table of matters has no stream');
  const { messages, reactions, followers, undelivered } = queues.pairs;
  return {
    on: {
      matters: data.matters.tableArn,
      mattersStream,
      people: data.people.tableArn,
      peopleKey: data.peopleKey.keyArn,
      files: (prefix) => `arn:${Aws.PARTITION}:s3:::${filesBucketName(stage)}/${prefix}/*`,
      queue: (name) => queues.pairs[name].queue.queueArn,
      lostBatches: queues.lostBatches.queueArn,
      lostEvents: queues.lostEvents.queueArn,
      secrets: (name) => secrets.arnsOf(name),
      stateMachine: undefined,
      executions: undefined,
      mailIdentities: [...parameters.mailIdentities, ...(outcomes === undefined ? [] : [outcomes.arn])],
    },
    values: {
      STAGE: stage,
      MATTERS_TABLE: data.matters.tableName,
      PEOPLE_TABLE: data.people.tableName,
      PUBLIC_BASE_URL: door.baseUrl,
      MESSAGES_QUEUE_URL: messages.queue.queueUrl,
      REACTIONS_QUEUE_URL: reactions.queue.queueUrl,
      FOLLOWERS_QUEUE_URL: followers.queue.queueUrl,
      UNDELIVERED_QUEUE_URL: undelivered.queue.queueUrl,
      ...(outcomes === undefined ? {} : { MAIL_CONFIGURATION_SET: outcomes.configurationSet }),
      KEYS_SECRET: secrets.keys.secretArn,
      SOURCE_SECRETS: secrets.sourceSecrets,
      FILES_HOST: data.files.bucketRegionalDomainName,
      DESK_KEY_SECRET: secrets.deskKey.secretArn,
      SMS_GATEWAY_URL: parameters.smsGatewayUrl,
      SMS_GATEWAY_SECRET: secrets.smsGateway.secretArn,
      MAIL_FROM: parameters.mailFrom,
      OUTBOUND_PRIVATE_HOSTS: parameters.outboundPrivateHosts,
      OIDC_ISSUER: parameters.oidcIssuer,
      OIDC_CLIENT_ID: parameters.oidcClientId,
      OIDC_CLIENT_SECRET: secrets.oidcClient.secretArn,
      EXECUTION_PAGE: parameters.executionPage,
      ...(parameters.smtpUrl === undefined || secrets.smtp === undefined
        ? {}
        : { SMTP_URL: parameters.smtpUrl, SMTP_SECRET: secrets.smtp.secretArn }),
      ...(secrets.secondOpinion === undefined ? {} : { SECOND_OPINION_SECRET: secrets.secondOpinion.secretArn }),
    },
  };
};
