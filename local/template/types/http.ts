// AWS::ApiGatewayV2::*: HTTP APIs with Lambda proxy integrations.
import * as z from 'zod';
import { flag, text, whole } from '../fields.ts';
import type { ResourceType } from '../resource-type.ts';

const ApiProperties = z.strictObject({
  Name: text,
  ProtocolType: z.literal('HTTP', 'only HTTP APIs are run here'),
  CorsConfiguration: z
    .strictObject({
      AllowCredentials: flag.optional(),
      AllowHeaders: z.array(z.string()).optional(),
      AllowMethods: z.array(z.string()).optional(),
      AllowOrigins: z.array(z.string()).optional(),
      ExposeHeaders: z.array(z.string()).optional(),
      MaxAge: whole.optional(),
    })
    .optional(),
});
export type ApiProperties = z.infer<typeof ApiProperties>;

export const apiType: ResourceType<ApiProperties> = {
  type: 'AWS::ApiGatewayV2::Api',
  properties: ApiProperties,
  inert: {
    Description: 'words for people',
    DisableExecuteApiEndpoint: 'the loopback address stands for every name of the API',
    IpAddressType: 'loopback only',
    Tags: 'labels only',
  },
  identify: (naming) => {
    const id = apiId(naming.stackName, naming.logicalId);
    return { ref: id, attributes: { ApiId: () => id, ApiEndpoint: () => naming.origin } };
  },
};

function apiId(stackName: string, logicalId: string): string {
  return `${stackName}${logicalId}`
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 40);
}

const Throttle = { ThrottlingBurstLimit: whole.optional(), ThrottlingRateLimit: z.coerce.number().optional() };
const DetailedMetrics = { DetailedMetricsEnabled: flag.optional() };

const StageProperties = z.strictObject({
  ApiId: text,
  StageName: text,
  AutoDeploy: z.literal(true, 'a stage must deploy by itself: pinned deployments are not kept here'),
  DefaultRouteSettings: z.strictObject({ ...Throttle, ...DetailedMetrics }).optional(),
  RouteSettings: z.record(z.string(), z.strictObject({ ...Throttle, ...DetailedMetrics })).optional(),
  StageVariables: z.record(z.string(), z.string()).optional(),
});
export type StageProperties = z.infer<typeof StageProperties>;

export const stageType: ResourceType<StageProperties> = {
  type: 'AWS::ApiGatewayV2::Stage',
  properties: StageProperties,
  inert: {
    AccessLogSettings: 'access logs are not written',
    Description: 'words for people',
    Tags: 'labels only',
  },
  identify: (naming) => ({ ref: String(naming.property('StageName')), attributes: {} }),
};

const RouteProperties = z.strictObject({
  ApiId: text,
  RouteKey: text,
  Target: z.string().regex(/^integrations\//),
  AuthorizationType: z.literal('NONE', 'authorizers are not run here').default('NONE'),
});
export type RouteProperties = z.infer<typeof RouteProperties>;

export const routeType: ResourceType<RouteProperties> = {
  type: 'AWS::ApiGatewayV2::Route',
  properties: RouteProperties,
  inert: { OperationName: 'words for people' },
  identify: (naming) => ({ ref: `${naming.stackName}-${naming.logicalId}`, attributes: {} }),
};

const IntegrationProperties = z.strictObject({
  ApiId: text,
  IntegrationType: z.literal('AWS_PROXY', 'only Lambda proxy integrations are run here'),
  IntegrationUri: text,
  IntegrationMethod: z.string().optional(),
  PayloadFormatVersion: z.literal('2.0', 'only payload format 2.0 is spoken here'),
  TimeoutInMillis: whole.max(30_000).default(30_000),
});
export type IntegrationProperties = z.infer<typeof IntegrationProperties>;

export const integrationType: ResourceType<IntegrationProperties> = {
  type: 'AWS::ApiGatewayV2::Integration',
  properties: IntegrationProperties,
  inert: { Description: 'words for people' },
  identify: (naming) => ({ ref: `${naming.stackName}-${naming.logicalId}`, attributes: {} }),
};
