// The HTTP API of the template: routes, throttles, Lambda proxy integrations, and API Gateway's own answers.
import type { InvocationResult } from '../contracts.ts';
import type { Access } from '../iam/access.ts';
import { RefusedError } from '../refusal.ts';
import type { LoadedStacks } from '../template/load-stacks.ts';
import { apiType, integrationType, routeType, stageType } from '../template/types/http.ts';
import type { StackClock } from '../time/clock.ts';
import type { Ids } from '../time/ids.ts';
import { type CorsRules, corsHeaders, isPreflight } from './cors.ts';
import { type HttpAnswer, type HttpRequest, httpAnswer, httpEvent } from './event.ts';
import { createRouteTable } from './route-table.ts';
import { createThrottle, type Throttle } from './throttle.ts';

export type HttpApi = { handle(request: HttpRequest): Promise<HttpAnswer> };

export type HttpApiOptions = {
  stacks: LoadedStacks;
  clock: StackClock;
  ids: Ids;
  access: Access;
  place: { accountId: string; region: string; partition: string };
  invoke(functionArn: string, payload: string): Promise<InvocationResult>;
};

const LARGEST_BODY = 10 * 1024 * 1024;
const LIMITS_OF_AN_ACCOUNT = { rate: 10_000, burst: 5_000 };

type Route = { routeKey: string; functionArn: string; timeoutMs: number };

export function createHttpApi(options: HttpApiOptions): HttpApi | undefined {
  const { stacks } = options;
  const apis = stacks.read(apiType);
  const [api] = apis;
  if (api === undefined) return undefined;
  if (apis.length > 1)
    throw new RefusedError([
      `${api.stackName}/${api.logicalId}: a second HTTP API is not supported: there is one address`,
    ]);
  const integrations = new Map(stacks.read(integrationType).map((one) => [one.identity.ref, one.properties]));
  const routes = stacks.read(routeType).map(({ stackName, logicalId, properties }): Route => {
    const integration = integrations.get(properties.Target.replace('integrations/', ''));
    if (integration === undefined)
      throw new RefusedError([`${stackName}/${logicalId}: its integration is not in the template`]);
    return {
      routeKey: properties.RouteKey,
      functionArn: functionOf(integration.IntegrationUri),
      timeoutMs: integration.TimeoutInMillis,
    };
  });
  const stages = stacks.read(stageType).map(({ properties }) => properties);
  const table = createRouteTable(routes);
  const throttles = new Map<string, Throttle>();
  const apiId = api.identity.ref;
  const cors: CorsRules | undefined = api.properties.CorsConfiguration;

  function throttleOf(stage: (typeof stages)[number], routeKey: string): Throttle {
    const own = stage.RouteSettings?.[routeKey];
    const key = own === undefined ? stage.StageName : `${stage.StageName} ${routeKey}`;
    const settings = own ?? stage.DefaultRouteSettings;
    const throttle =
      throttles.get(key) ??
      createThrottle({
        rate: settings?.ThrottlingRateLimit ?? LIMITS_OF_AN_ACCOUNT.rate,
        burst: settings?.ThrottlingBurstLimit ?? LIMITS_OF_AN_ACCOUNT.burst,
      });
    throttles.set(key, throttle);
    return throttle;
  }

  async function handle(request: HttpRequest): Promise<HttpAnswer> {
    const named = stages.find(
      (one) => request.rawPath.startsWith(`/${one.StageName}/`) || request.rawPath === `/${one.StageName}`,
    );
    const stage = named ?? stages.find((one) => one.StageName === '$default');
    if (stage === undefined) return message(404, 'Not Found');
    if (request.body.length > LARGEST_BODY) return message(413, 'Request Entity Too Large');
    if (cors !== undefined && isPreflight(request))
      return { status: 204, headers: corsHeaders(cors, request), body: Buffer.alloc(0) };
    const path = named === undefined ? request.rawPath : request.rawPath.slice(named.StageName.length + 1) || '/';
    const match = table(request.method, path);
    if (match === undefined) return message(404, 'Not Found');
    if (!throttleOf(stage, match.route.routeKey)(performance.now())) return message(429, 'Too Many Requests');
    const requestId = options.ids.uuid();
    if (!mayInvoke(match.route, stage.StageName)) return message(500, 'Internal Server Error');
    const event = httpEvent(request, {
      accountId: options.place.accountId,
      apiId,
      stage: stage.StageName,
      routeKey: match.route.routeKey,
      requestId,
      now: options.clock.now(),
      parameters: match.parameters,
      stageVariables: stage.StageVariables,
    });
    const answer = await invoke(match.route, JSON.stringify(event));
    answer.headers.push(['apigw-requestid', requestId]);
    if (cors !== undefined) answer.headers.push(...corsHeaders(cors, request));
    return answer;
  }

  function mayInvoke(route: Route, stage: string): boolean {
    const { partition, region, accountId } = options.place;
    const [method = '', path = ''] = route.routeKey === '$default' ? ['$default', ''] : route.routeKey.split(' ');
    return options.access.serviceMay('apigateway.amazonaws.com', {
      action: 'lambda:InvokeFunction',
      resource: route.functionArn,
      context: {
        'aws:SourceArn': [
          `arn:${partition}:execute-api:${region}:${accountId}:${apiId}/${stage}/${method === 'ANY' ? '*' : method}${path}`,
        ],
        'aws:SourceAccount': [accountId],
      },
    });
  }

  async function invoke(route: Route, payload: string): Promise<HttpAnswer> {
    const result = await within(
      route.timeoutMs,
      options.invoke(route.functionArn, payload).catch(() => undefined),
    );
    if (result === 'late') return message(503, 'Service Unavailable');
    if (result === undefined || result.functionError !== undefined) return message(500, 'Internal Server Error');
    return httpAnswer(result.payload) ?? message(500, 'Internal Server Error');
  }

  return { handle };
}

/** What API Gateway answers by itself. */
function message(status: number, text: string): HttpAnswer {
  return {
    status,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message: text })),
  };
}

/** An integration URI is a function's ARN, or API Gateway's long form around it. */
function functionOf(uri: string): string {
  return /functions\/(arn:[^/]+)\/invocations/.exec(uri)?.[1] ?? uri;
}

async function within<T>(timeoutMs: number, promise: Promise<T>): Promise<T | 'late'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), timeoutMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
