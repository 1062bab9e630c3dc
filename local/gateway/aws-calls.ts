// Every call to an AWS service, from the wire or from within, passes here: faults, permission, then the part itself.
import { AwsError, type Caller, type CallService } from '../contracts.ts';
import { failpoint } from '../failpoints.ts';
import type { Access } from '../iam/access.ts';
import { type Directory, needsOf } from '../iam/requests-of-call.ts';

export type ServiceApi = (action: string, input: unknown, caller: Caller) => Promise<unknown>;

/** What a fault injected for an AWS call does. */
export type CallFault = 'throttle' | 'error-before' | 'error-after' | 'timeout' | 'kill' | 'kill-after';

export type AwsCalls = {
  /** @param name as IAM calls the service, such as `dynamodb` or `states`. */
  register(name: string, api: ServiceApi): void;
  call: CallService;
};

/** Names that callers use for the same service. */
const ALIASES: Readonly<Record<string, string>> = {
  dynamodbstreams: 'dynamodb',
  sfn: 'states',
  stepfunctions: 'states',
  sesv2: 'ses',
  email: 'ses',
  eventbridge: 'events',
};

export type AwsCallsOptions = {
  access: Access;
  directory: Directory;
  fault(call: { service: string; action: string; functionName: string | undefined }): CallFault | undefined;
};

export function createAwsCalls(options: AwsCallsOptions): AwsCalls {
  const services = new Map<string, ServiceApi>();
  return {
    register: (name, api) => void services.set(name, api),
    async call({ service: named, action, input, caller }) {
      const service = ALIASES[named] ?? named;
      const api = services.get(service);
      if (api === undefined) {
        throw new AwsError('UnknownOperationException', `service ${named} is not run here`, 400);
      }
      const functionName = options.access.principal(caller.accessKeyId)?.functionName;
      const fault = options.fault({ service, action, functionName });
      if (fault === 'kill') process.kill(process.pid, 'SIGKILL');
      if (fault === 'throttle') throw throttle(service);
      if (fault === 'error-before') throw unavailable();
      for (const need of needsOf(service, action, input, options.directory)) {
        const [first] = need.anyOf;
        if (first === undefined || need.anyOf.some((request) => options.access.allows(caller, request))) continue;
        options.access.authorize(caller, [first]);
      }
      const output = await api(action, input, caller);
      failpoint('call-taken-effect');
      if (fault === 'kill-after') process.kill(process.pid, 'SIGKILL');
      if (fault === 'error-after') throw unavailable();
      if (fault === 'timeout') throw new AwsError(LOST_ANSWER, 'the answer was lost (a fault that was asked for)', 500);
      return output;
    },
  };
}

/** The call took effect, but its caller hears nothing: on the wire the connection breaks. */
export const LOST_ANSWER = 'SdkClientException';

function throttle(service: string): AwsError {
  return service === 'dynamodb'
    ? new AwsError(
        'ProvisionedThroughputExceededException',
        'The level of configured provisioned throughput was exceeded (a fault that was asked for)',
      )
    : new AwsError('ThrottlingException', 'Rate exceeded (a fault that was asked for)', 400);
}

function unavailable(): AwsError {
  return new AwsError('InternalServerError', 'a fault that was asked for', 500);
}
