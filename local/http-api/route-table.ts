// Which route of an HTTP API a request takes: exact paths before parameters, parameters before greedy ones, `$default` last.

export type RouteMatch<R> = { route: R; parameters: Readonly<Record<string, string>> };

type Entry<R> = { route: R; method: string; segments: readonly string[]; rank: string };

export type RouteTable<R> = (method: string, path: string) => RouteMatch<R> | undefined;

/** @param routes each with its key, such as `GET /cases/{caseId}` or `$default`. */
export function createRouteTable<R extends { routeKey: string }>(routes: readonly R[]): RouteTable<R> {
  const fallback = routes.find((route) => route.routeKey === '$default');
  const entries = routes
    .filter((route) => route.routeKey !== '$default')
    .map((route): Entry<R> => {
      const [method = '', path = ''] = route.routeKey.split(' ');
      const segments = path.split('/').slice(1);
      return { route, method, segments, rank: `${segments.map(rankOf).join('')}9${method === 'ANY' ? 1 : 0}` };
    })
    .sort((one, other) => (one.rank < other.rank ? -1 : 1));
  return (method, path) => {
    const segments = path.split('/').slice(1);
    for (const entry of entries) {
      if (entry.method !== method && entry.method !== 'ANY') continue;
      const parameters = bind(entry.segments, segments);
      if (parameters !== undefined) return { route: entry.route, parameters };
    }
    return fallback === undefined ? undefined : { route: fallback, parameters: {} };
  };
}

function rankOf(segment: string): string {
  if (/^\{.+\+\}$/.test(segment)) return '3';
  return segment.startsWith('{') ? '2' : '1';
}

function bind(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const value = segments[index];
    if (value === undefined) return undefined;
    const name = /^\{(.+?)(\+?)\}$/.exec(part);
    if (name === null) {
      if (part !== value) return undefined;
      continue;
    }
    if (name[2] === '+') {
      parameters[name[1] ?? ''] = decode(segments.slice(index).join('/'));
      return parameters;
    }
    if (value === '') return undefined;
    parameters[name[1] ?? ''] = decode(value);
  }
  return segments.length === pattern.length ? parameters : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
