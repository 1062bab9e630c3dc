// The shapes of the control interface under /_local.

export type ControlRequest = {
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Decoded JSON, or undefined when there was none. */
  body: unknown;
};
export type ControlAnswer = { status: number; type: string; text: string; headers?: Record<string, string> };

/** By method and path; a path that ends in `/*` takes everything below it. */
export type ControlRoutes = Record<string, (request: ControlRequest) => Promise<ControlAnswer>>;

export function jsonAnswer(status: number, value: unknown): ControlAnswer {
  return { status, type: 'application/json', text: `${JSON.stringify(value)}\n` };
}

export function htmlAnswer(text: string): ControlAnswer {
  return { status: 200, type: 'text/html; charset=utf-8', text };
}

export function problem(status: number, detail: string): ControlAnswer {
  return { status, type: 'application/problem+json', text: `${JSON.stringify({ status, title: detail })}\n` };
}
