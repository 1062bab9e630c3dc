// Signed requests: who calls, what they call, and the answer in their protocol.
import type { ServerResponse } from 'node:http';
import { AwsError, type Caller } from '../contracts.ts';
import { type Access, ROOT } from '../iam/access.ts';
import type { Ids } from '../time/ids.ts';
import { type AwsCalls, LOST_ANSWER } from './aws-calls.ts';
import { writeAnswer, writeError } from './wire-answer.ts';
import { credentialOf, type Protocol, type RawRequest, readCall } from './wire-request.ts';

export type AwsGateway = (request: RawRequest, response: ServerResponse) => Promise<void>;

export function createAwsGateway(options: {
  calls: AwsCalls;
  access: Access;
  ids: Ids;
  onFault(error: unknown): void;
}): AwsGateway {
  function callerOf(accessKeyId: string): Caller {
    if (accessKeyId === ROOT.accessKeyId) return ROOT;
    const principal = options.access.principal(accessKeyId);
    if (principal === undefined) {
      throw new AwsError('UnrecognizedClientException', 'The security token included in the request is invalid.', 403);
    }
    return principal.caller;
  }

  return async (request, response) => {
    const requestId = options.ids.uuid();
    let protocol: Protocol = 'json-1.0';
    try {
      const credential = credentialOf(request);
      const call = readCall(request, credential?.service ?? '');
      protocol = call.protocol;
      const output = await options.calls.call({ ...call, caller: callerOf(credential?.accessKeyId ?? '') });
      writeAnswer(response, call, output, requestId);
    } catch (error) {
      if (error instanceof AwsError && error.name === LOST_ANSWER) {
        response.destroy();
        return;
      }
      if (!(error instanceof AwsError)) options.onFault(error);
      writeError(
        response,
        protocol,
        error instanceof AwsError ? error : new AwsError('InternalFailure', 'the stack failed: see its log', 500),
        requestId,
      );
    }
  };
}
