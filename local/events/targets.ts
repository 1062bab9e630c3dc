// Hands an event to what a rule, schedule or destination points at - if the one who sends may.
import { AwsError, type Caller, type CallService } from '../contracts.ts';
import { type Access, refusal } from '../iam/access.ts';
import { RefusedError } from '../refusal.ts';

/** Who delivers: a role, or an AWS service that the target's own policy must let in. */
export type Sender = { caller: Caller } | { service: string; sourceArn: string };

export type Delivery = { targetArn: string; body: string; sender: Sender; messageGroup?: string | undefined };

export type Deliver = (delivery: Delivery) => Promise<void>;

export type TargetKind = 'lambda' | 'sqs' | 'states';

const ACTIONS: Readonly<Record<TargetKind, string>> = {
  lambda: 'lambda:InvokeFunction',
  sqs: 'sqs:SendMessage',
  states: 'states:StartExecution',
};

export function targetKind(arn: string): TargetKind | undefined {
  const service = arn.split(':')[2];
  return service === 'lambda' || service === 'sqs' || service === 'states' ? service : undefined;
}

/** Throws unless the target is of a kind that can be delivered to here. */
export function refuseUnknownTarget(place: string, arn: string): void {
  if (targetKind(arn) === undefined)
    throw new RefusedError([`${place}: target ${arn} is not supported here: function, queue or state machine`]);
}

export function createDeliver(options: {
  access: Access;
  enqueueInvocation(functionArn: string, payload: string): Promise<void>;
  sendMessage(queueArn: string, body: string, group: string | undefined): Promise<void>;
  call: CallService;
}): Deliver {
  return async ({ targetArn, body, sender, messageGroup }) => {
    const kind = targetKind(targetArn);
    if (kind === undefined) throw new AwsError('ValidationException', `${targetArn} cannot be delivered to here`);
    authorize(options.access, sender, ACTIONS[kind], targetArn);
    switch (kind) {
      case 'lambda':
        return options.enqueueInvocation(targetArn, body);
      case 'sqs':
        return options.sendMessage(targetArn, body, messageGroup);
      case 'states':
        if (!('caller' in sender))
          throw new AwsError('AccessDeniedException', `${targetArn} needs a role to be started with`);
        await options.call({
          service: 'states',
          action: 'StartExecution',
          input: { stateMachineArn: targetArn, input: body },
          caller: sender.caller,
        });
        return;
      default:
        kind satisfies never;
    }
  };
}

function authorize(access: Access, sender: Sender, action: string, resource: string): void {
  if ('caller' in sender) {
    access.authorize(sender.caller, [{ action, resource }]);
    return;
  }
  const request = { action, resource, context: { 'aws:SourceArn': [sender.sourceArn] } };
  if (!access.serviceMay(sender.service, request)) {
    throw new AwsError('AccessDeniedException', refusal(sender.service, request), 403);
  }
}
