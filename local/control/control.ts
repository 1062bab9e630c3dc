// Everything under /_local: the interface for the person, tests and tools at this machine.

import type { RawRequest } from '../gateway/wire-request.ts';
import { parseJson } from '../json.ts';
import { type ControlAnswer, type ControlRoutes, problem } from './answer.ts';

export type Control = (request: RawRequest) => Promise<ControlAnswer>;

export function createControl(routes: ControlRoutes): Control {
  const below = Object.entries(routes).filter(([key]) => key.endsWith('/*'));
  return async (request) => {
    const path = request.path.length > '/_local/'.length ? request.path.replace(/\/$/, '') : '/_local/';
    const key = `${request.method} ${path}`;
    const handle = routes[key] ?? below.find(([pattern]) => key.startsWith(pattern.slice(0, -1)))?.[1];
    if (handle === undefined) return problem(404, `there is no ${key}: see /_local/`);
    const text = request.body.toString('utf8');
    return handle({
      path,
      query: request.query,
      headers: request.headers,
      body: text === '' ? undefined : (parseJson(text) ?? text),
    });
  };
}
