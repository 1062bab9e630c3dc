// SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat.
import { AwsError } from '../../contracts.ts';
import { failpoint } from '../../failpoints.ts';
import { type JsonObject, parseJson, textOf } from '../../json.ts';
import type { Engine } from '../engine/engine.ts';
import { beat, settleToken, type Work } from '../engine/messages.ts';
import { isTooLarge, longestCause, longestError } from '../payload.ts';
import { placeOfToken } from '../run/task.ts';
import type { Environment } from '../run/turn.ts';
import { boundedText } from './bounded-text.ts';
import type { Actions } from './machine-actions.ts';

export function taskActions({ engine, environment }: { engine: Engine; environment: Environment }): Actions {
  async function send(request: JsonObject, work: (frame: number, token: string) => Work): Promise<object> {
    const token = textOf(request['taskToken']) ?? '';
    const place = placeOfToken(token);
    if (place === undefined) throw invalidToken();
    try {
      await engine.send(place.execution, work(place.frame, token));
      failpoint('token-settled');
    } catch (fault) {
      throw fault instanceof AwsError && fault.name === 'ExecutionDoesNotExist' ? invalidToken() : fault;
    }
    return {};
  }

  return {
    SendTaskSuccess(request) {
      const text = textOf(request['output']) ?? '';
      const output = parseJson(text);
      if (output === undefined) throw new AwsError('InvalidOutput', "Invalid Output: 'The output is not valid JSON'");
      if (isTooLarge(text))
        throw new AwsError('InvalidOutput', "Invalid Output: 'The output is longer than 262144 bytes'");
      return send(request, (frame, token) => settleToken(frame, token, { ok: true, output }, environment));
    },
    SendTaskFailure(request) {
      // What the sender left out is null to a Catch.
      const failure = {
        error: boundedText(request, 'error', longestError) ?? null,
        cause: boundedText(request, 'cause', longestCause) ?? null,
      };
      return send(request, (frame, token) => settleToken(frame, token, { ok: false, failure }, environment));
    },
    SendTaskHeartbeat: (request) => send(request, beat),
  };
}

function invalidToken(): AwsError {
  return new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
}
