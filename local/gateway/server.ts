// The one port: /_local goes to the control interface, signed requests to the AWS gateway, all else to the HTTP API.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Control } from '../control/control.ts';
import { failpoint } from '../failpoints.ts';
import type { HttpApi } from '../http-api/http-api.ts';
import type { AwsGateway } from './aws-gateway.ts';
import { uploadForm } from './upload-form.ts';
import { actionOf, credentialOf, header, type RawRequest } from './wire-request.ts';

export type Doors = { control: Control; aws: AwsGateway; http: HttpApi | undefined };

export type StackServer = {
  readonly port: number;
  /** Until the doors are open, every request is answered 503. */
  open(doors: Doors): void;
  inFlight(): number;
  close(): Promise<void>;
};

/** An exposed stack shows other machines its HTTP API, and nothing else. */
function fromThisMachine(incoming: IncomingMessage): boolean {
  return /^(::ffff:)?127\.|^::1$/.test(incoming.socket.remoteAddress ?? '');
}

/** Largest body of an AWS call or page: above every quota that is checked behind it. */
const LARGEST_BODY = 16 * 1024 * 1024;
const LOOPBACK = /^(127(\.\d+){3}|localhost|\[::1\])(:\d+)?$/;

export async function startServer(options: {
  host: string;
  port: number;
  wake(): void;
  onFault(error: unknown): void;
  /** What every request waits for before it is met. */
  settled(): Promise<void>;
}): Promise<StackServer> {
  let doors: Doors | undefined;
  let flying = 0;

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    response.sendDate = false;
    const body = await bodyOf(incoming);
    if (body === undefined) return plain(response, 413, { message: 'Request Entity Too Large' });
    const url = incoming.url ?? '/';
    const mark = url.indexOf('?');
    const rawQuery = mark === -1 ? '' : url.slice(mark + 1);
    const received: RawRequest = {
      method: incoming.method ?? 'GET',
      path: mark === -1 ? url : url.slice(0, mark),
      query: new URLSearchParams(rawQuery),
      headers: incoming.headers,
      body,
    };
    const request = { ...received, upload: await uploadForm(received) };
    if (doors === undefined) return plain(response, 503, { message: 'the stack is starting' });
    await options.settled();
    const own = fromThisMachine(incoming);
    if (request.path === '/_local' || request.path.startsWith('/_local/')) {
      if (!own) return plain(response, 403, { message: 'only from this machine' });
      return controlled(doors.control, request, response);
    }
    if (credentialOf(request) !== undefined) {
      // The keys of the stack are no secret, so they count for nothing elsewhere.
      if (!own) return plain(response, 403, { message: 'only from this machine' });
      return counted(() => doors?.aws(request, response), !isLongPoll(request));
    }
    return counted(() => httpApi(doors?.http, incoming, request, rawQuery, response), true);
  }

  /** A caller that waits for messages to come is not work under way. */
  function isLongPoll(request: RawRequest): boolean {
    return actionOf(request) === 'ReceiveMessage';
  }

  async function counted(work: () => Promise<void> | undefined, counts: boolean): Promise<void> {
    if (!counts) return work();
    flying += 1;
    try {
      await work();
    } finally {
      flying -= 1;
      options.wake();
    }
  }

  async function controlled(control: Control, request: RawRequest, response: ServerResponse): Promise<void> {
    const host = header(request, 'host') ?? '';
    const origin = header(request, 'origin');
    // A page of another site must not reach this machine's stack through the browser of the person at it.
    if (!LOOPBACK.test(host) || (origin !== undefined && origin !== `http://${host}`)) {
      return plain(response, 403, { message: 'only from this machine' });
    }
    const result = await control(request);
    response.writeHead(result.status, {
      ...result.headers,
      'content-type': result.type,
      'content-length': Buffer.byteLength(result.text),
    });
    response.end(result.text);
  }

  const server = createServer(
    { keepAliveTimeout: 60_000, requestTimeout: 60_000, noDelay: true },
    (incoming, response) => {
      answer(incoming, response).catch((error: unknown) => {
        options.onFault(error);
        if (response.headersSent) response.destroy();
        else plain(response, 500, { message: 'Internal Server Error' });
      });
    },
  );
  const port = await listen(server, options.host, options.port);
  return {
    port,
    open: (opened) => {
      doors = opened;
    },
    inFlight: () => flying,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function httpApi(
  api: HttpApi | undefined,
  incoming: IncomingMessage,
  request: RawRequest,
  rawQuery: string,
  response: ServerResponse,
): Promise<void> {
  if (api === undefined) return plain(response, 404, { message: 'Not Found' });
  const answer = await api.handle({
    method: request.method,
    rawPath: request.path,
    rawQuery,
    rawHeaders: incoming.rawHeaders,
    body: request.body,
    sourceIp: incoming.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '127.0.0.1',
  });
  failpoint('before-answer');
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  if (request.method !== 'HEAD') response.setHeader('content-length', answer.body.length);
  response.writeHead(answer.status);
  response.end(answer.status === 204 || answer.status === 304 ? undefined : answer.body);
}

function plain(response: ServerResponse, status: number, value: object): void {
  const text = JSON.stringify(value);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** @returns undefined when the body is too large. */
function bodyOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_BODY) chunks.push(chunk);
    });
    incoming.on('end', () =>
      resolve(size > LARGEST_BODY ? undefined : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)),
    );
    incoming.on('error', reject);
  });
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}
