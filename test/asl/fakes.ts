// Stand-ins for what a vector's state machine calls: functions by their behaviour, services by their recorded answers.
import { AwsError, type CallService, type InvokeLambda } from '#local/contracts.ts';
import type { FakeAnswer, FakeFunction, Vector } from './vector.ts';

export type Fakes = {
  invokeLambda: InvokeLambda;
  callService: CallService;
  /** Arguments of the calls that carried a token, in order. */
  tokens: { token: string; input: any }[];
  /** The next answer of an awaited execution that must come by its token. */
  byToken(): FakeAnswer | undefined;
};

export function createFakes(vector: Vector, sleep: (seconds: number) => Promise<void>): Fakes {
  const answers = [...(vector.integrationResponses ?? [])];
  const tokens: Fakes['tokens'] = [];
  let ending: FakeAnswer | undefined;
  let requests = 0;

  async function behave(fake: FakeFunction, payload: string): ReturnType<InvokeLambda> {
    const requestId = uuid(++requests);
    switch (fake.kind) {
      case 'echo':
        return { payload, requestId };
      case 'return':
        return { payload: JSON.stringify(expand(fake.value)), requestId };
      case 'raise': {
        const { errorMessage, errorType, stackTrace } = fake;
        const body = { errorMessage, errorType, requestId, ...(stackTrace === undefined ? {} : { stackTrace }) };
        return { payload: JSON.stringify(body), functionError: 'Unhandled', requestId };
      }
      case 'delay':
        await sleep(fake.seconds);
        return behave(fake.then, payload);
      case 'not-found':
        throw new AwsError(fake.error.split('.').at(-1)!, fake.cause.split(' (Service:')[0]!, 404);
    }
  }

  return {
    tokens,
    byToken() {
      const found = isByToken(ending) ? ending : undefined;
      if (found !== undefined) ending = undefined;
      return found;
    },
    async invokeLambda({ functionArn, payload }) {
      const name = functionArn.split(':function:')[1]!.split(':')[0]!;
      const fake = vector.lambdas?.[name];
      if (fake === undefined)
        throw new AwsError('ResourceNotFoundException', `Function not found: ${functionArn}`, 404);
      const found = tokenIn(JSON.parse(payload));
      if (found !== undefined) tokens.push({ token: found, input: JSON.parse(payload) });
      return behave(fake, payload);
    },
    async callService({ service, action, input }) {
      if (action === 'DescribeExecution' && ending !== undefined) {
        if (isByToken(ending)) return { status: 'RUNNING' };
        return ending.event === 'TaskSucceeded' ? asDescribed(ending) : plainCause(ending.cause);
      }
      const found = tokenIn(input);
      if (found !== undefined) tokens.push({ token: found, input });
      const answer = answers.shift();
      if (answer === undefined) throw new AwsError('UnexpectedCall', `nothing is recorded for ${service}:${action}`);
      if (answer.event === 'TaskSubmitted') {
        if (answers[0]?.resource === answer.resource && answers[0].event !== 'TaskSubmitted') ending = answers.shift();
        return answer.output;
      }
      if (answer.event === 'TaskSucceeded') return answer.output;
      if (answer.error === 'EventBridge.FailedEntry') return plainCause(answer.cause);
      throw serviceError(answer);
    },
  };
}

function isByToken(answer: FakeAnswer | undefined): boolean {
  return (
    answer?.event === 'TaskSucceeded' &&
    answer.resource.includes('.sync') &&
    (typeof answer.output !== 'object' || answer.output?.Status === undefined)
  );
}

/** `.sync:2` tells input and output as JSON, DescribeExecution as text. */
function asDescribed({ resource, output }: FakeAnswer): unknown {
  if (!resource.endsWith(':2')) return output;
  const texts = ['Input', 'Output'].map((name) => [name, JSON.stringify(output[name])]);
  return { ...output, ...Object.fromEntries(texts) };
}

function plainCause(cause: any): unknown {
  return typeof cause === 'string' ? JSON.parse(cause) : cause.$json;
}

/** The error on the wire, from what Step Functions made of it. */
function serviceError({ error = '', cause }: FakeAnswer): AwsError {
  const text = String(cause);
  const message = text.split(' (Service:')[0]!;
  const status = Number(/Status Code: (\d+)/.exec(text)?.[1] ?? 400);
  const code = /Error Code: (\w+)/.exec(text)?.[1];
  const [prefix, name = ''] = error.split('.');
  return new AwsError(code ?? (name === `${prefix}Exception` ? 'ValidationException' : name), message, status);
}

function tokenIn(value: unknown): string | undefined {
  const text = JSON.stringify(value) ?? '';
  for (const [, found = ''] of text.matchAll(/"([A-Za-z0-9+/=]{40,})\\?"/g))
    if (/^\d+\.\d+\.\d+\./.test(Buffer.from(found, 'base64').toString('latin1'))) return found;
  return undefined;
}

function expand(value: any): unknown {
  if (Array.isArray(value)) return value.map(expand);
  if (typeof value !== 'object' || value === null) return value;
  if (value.$repeat !== undefined) return String(value.$repeat.text).repeat(value.$repeat.times);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, expand(member)]));
}

function uuid(count: number): string {
  return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
}
