// The HTTP API: the routes of the list, everything else to a function that answers as we answer (DESIGN §4).
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  ApiMapping,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

export type DoorProps = {
  apiName: string;
  production: boolean;
  domain: { name: string; certificateArn: string } | undefined;
};

/** Twice the storm that DOMAIN §2 designs for, and short of what would starve the functions behind it. */
const throttle = { rateLimit: 200, burstLimit: 400 };

/** No path, no query, no address: a task's link is in the path, and who asked is nobody's business. */
const accessLog = {
  at: '$context.requestTime',
  requestId: '$context.requestId',
  route: '$context.routeKey',
  status: '$context.status',
  bytes: '$context.responseLength',
  latencyMs: '$context.responseLatency',
  functionStatus: '$context.integrationStatus',
  error: '$context.error.responseType',
};

export class Door extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;
  /** What links and answers begin with; no slash at its end. */
  readonly baseUrl: string;

  constructor(scope: Construct, id: string, props: DoorProps) {
    super(scope, id);
    const { apiName, production, domain } = props;
    acknowledge(this, {
      'AwsSolutions-APIG4':
        'who calls is checked by the functions: signed webhooks, Bearer keys, links that are secrets, a number with its digits',
    });
    this.api = new HttpApi(this, 'Api', { apiName, createDefaultStage: false });
    const logGroup = new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/vendedlogs/apigateway/${apiName}`,
      retention: production ? RetentionDays.SIX_MONTHS : RetentionDays.TWO_WEEKS,
      removalPolicy: production ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY,
    });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.api,
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new LogGroupLogDestination(logGroup),
        format: AccessLogFormat.custom(JSON.stringify(accessLog)),
      },
    });
    this.baseUrl = domain === undefined ? this.ownUrl() : `https://${domain.name}`;
    if (domain !== undefined) {
      const domainName = new DomainName(this, 'Domain', {
        domainName: domain.name,
        certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
      });
      new ApiMapping(this, 'Mapping', { api: this.api, domainName, stage: this.stage });
    }
  }

  private ownUrl(): string {
    const { region, urlSuffix } = Stack.of(this);
    return `https://${this.api.apiId}.execute-api.${region}.${urlSuffix}`;
  }

  /** Opens routes such as `GET /t/{token}` to one function. */
  open(name: string, routes: readonly string[], lambda: IFunction): void {
    const integration = new HttpLambdaIntegration(name, lambda);
    for (const route of routes) {
      const [method = '', path = ''] = route.split(' ');
      this.api.addRoutes({ path, methods: [method === 'POST' ? HttpMethod.POST : HttpMethod.GET], integration });
    }
  }

  /** Everything that no route names. */
  openRest(name: string, lambda: IFunction): void {
    new HttpRoute(this, 'Rest', {
      httpApi: this.api,
      routeKey: HttpRouteKey.DEFAULT,
      integration: new HttpLambdaIntegration(name, lambda),
    });
  }
}
