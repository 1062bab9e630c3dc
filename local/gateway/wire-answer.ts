// Writes answers and errors as each AWS protocol wants them, so that the SDK raises its own classes.
import type { ServerResponse } from 'node:http';
import type { AwsError } from '../contracts.ts';
import { isObject, objectOf, textOf } from '../json.ts';
import { queueXml } from './queue-query.ts';
import type { Protocol, WireCall } from './wire-request.ts';
import { xml } from './xml.ts';

const CONTENT_TYPE: Readonly<Record<Protocol, string>> = {
  'json-1.0': 'application/x-amz-json-1.0',
  'json-1.1': 'application/x-amz-json-1.1',
  'rest-json': 'application/json',
  'lambda-invoke': 'application/json',
  query: 'text/xml',
  'queue-query': 'text/xml',
  s3: 'application/xml',
};

/** Codes that the older query protocol used for the same errors; SQS clients still read them. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
};

export function writeAnswer(
  response: ServerResponse,
  { protocol, action }: WireCall,
  output: unknown,
  requestId: string,
): void {
  if (protocol === 'lambda-invoke') {
    writeInvocation(response, output, requestId);
    return;
  }
  if (protocol === 's3') {
    writeObject(response, output, requestId);
    return;
  }
  const text = textIn(protocol, action, output, requestId);
  send(response, 200, CONTENT_TYPE[protocol], text, requestId);
}

function textIn(protocol: Protocol, action: string, output: unknown, requestId: string): string {
  if (protocol === 'query') return xmlAnswer(objectOf(output), requestId);
  if (protocol === 'queue-query') return queueXml(action, output, requestId);
  return JSON.stringify(output ?? {});
}

export function writeError(response: ServerResponse, protocol: Protocol, error: AwsError, requestId: string): void {
  const body = { message: error.message, ...error.extra };
  switch (protocol) {
    case 'json-1.0':
    case 'json-1.1': {
      const query = QUERY_CODES[error.name] ?? error.name;
      send(
        response,
        error.statusCode,
        CONTENT_TYPE[protocol],
        JSON.stringify({ __type: error.name, ...body }),
        requestId,
        {
          'x-amzn-query-error': `${query};${error.statusCode < 500 ? 'Sender' : 'Receiver'}`,
        },
      );
      return;
    }
    case 'rest-json':
    case 'lambda-invoke':
      send(
        response,
        error.statusCode,
        CONTENT_TYPE[protocol],
        JSON.stringify({ ...body, Message: error.message }),
        requestId,
        {
          'x-amzn-errortype': error.name,
        },
      );
      return;
    case 'query':
    case 'queue-query':
    case 's3': {
      const code = protocol === 'queue-query' ? (QUERY_CODES[error.name] ?? error.name) : error.name;
      const inner = `<Code>${xml(code)}</Code><Message>${xml(error.message)}</Message>`;
      const type = `<Type>${error.statusCode < 500 ? 'Sender' : 'Receiver'}</Type>`;
      const text =
        protocol === 's3'
          ? `<Error>${inner}</Error>`
          : `<ErrorResponse><Error>${type}${inner}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
      send(response, error.statusCode, CONTENT_TYPE[protocol], text, requestId);
      return;
    }
    default:
      protocol satisfies never;
  }
}

function send(
  response: ServerResponse,
  status: number,
  type: string,
  text: string,
  requestId: string,
  more: Record<string, string> = {},
): void {
  response.writeHead(status, {
    'content-type': type,
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': requestId,
    ...more,
  });
  response.end(text);
}

function writeInvocation(response: ServerResponse, output: unknown, requestId: string): void {
  const { StatusCode, Payload, FunctionError, LogResult } = objectOf(output);
  const text = textOf(Payload) ?? '';
  response.writeHead(typeof StatusCode === 'number' ? StatusCode : 200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-amzn-requestid': requestId,
    'x-amz-executed-version': '$LATEST',
    ...(typeof FunctionError === 'string' ? { 'x-amz-function-error': FunctionError } : {}),
    ...(typeof LogResult === 'string' ? { 'x-amz-log-result': LogResult } : {}),
  });
  response.end(text);
}

function writeObject(response: ServerResponse, output: unknown, requestId: string): void {
  const { Headers, Body, StatusCode } = objectOf(output);
  const body = Body instanceof Uint8Array ? Body : Buffer.from(textOf(Body) ?? '');
  const headers: Record<string, string> = { 'x-amz-request-id': requestId };
  for (const [name, value] of Object.entries(objectOf(Headers))) if (typeof value === 'string') headers[name] = value;
  response.writeHead(typeof StatusCode === 'number' ? StatusCode : 200, {
    'content-length': String(body.length),
    ...headers,
  });
  response.end(body);
}

function xmlAnswer(output: Record<string, unknown>, requestId: string): string {
  const [name = 'Response', result] = Object.entries(output)[0] ?? [];
  return `<${name}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${name}Result>${members(result)}</${name}Result><ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${name}Response>`;
}

function members(value: unknown): string {
  if (!isObject(value)) return xml(String(value ?? ''));
  return Object.entries(value)
    .map(([name, member]) => `<${name}>${members(member)}</${name}>`)
    .join('');
}
