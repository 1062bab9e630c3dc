// Reads one AWS request off the wire: which service and action, and the decoded input.
import { AwsError } from '../contracts.ts';
import { isObject, parseJson } from '../json.ts';
import { readQueueForm } from './queue-query.ts';
import type { UploadForm } from './upload-form.ts';

export type RawRequest = {
  method: string;
  /** Path without the query, still encoded. */
  path: string;
  query: URLSearchParams;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
  /** What a page's form uploads. */
  upload?: UploadForm | undefined;
};

/** How the answer is to be written. */
export type Protocol = 'json-1.0' | 'json-1.1' | 'rest-json' | 'query' | 'queue-query' | 's3' | 'lambda-invoke';

export type WireCall = { service: string; action: string; input: unknown; protocol: Protocol };

const TARGETS: Readonly<Record<string, { service: string; protocol: Protocol }>> = {
  DynamoDB_20120810: { service: 'dynamodb', protocol: 'json-1.0' },
  DynamoDBStreams_20120810: { service: 'dynamodb', protocol: 'json-1.0' },
  AWSStepFunctions: { service: 'states', protocol: 'json-1.0' },
  AmazonSQS: { service: 'sqs', protocol: 'json-1.0' },
  secretsmanager: { service: 'secretsmanager', protocol: 'json-1.1' },
  AWSEvents: { service: 'events', protocol: 'json-1.1' },
  AmazonSSM: { service: 'ssm', protocol: 'json-1.1' },
};

export function header(request: RawRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Access key id and service of a signed request, from its header or its query; undefined when it is not signed. */
export function credentialOf(request: RawRequest): { accessKeyId: string; service: string } | undefined {
  const authorization = header(request, 'authorization');
  const scope = authorization?.startsWith('AWS4-HMAC-SHA256')
    ? /Credential=([^,\s]+)/.exec(authorization)?.[1]
    : (request.query.get('X-Amz-Credential') ?? request.upload?.fields['x-amz-credential']);
  if (scope === undefined) return undefined;
  // The access key id may itself hold no slash; date, region, service and `aws4_request` follow it.
  const [accessKeyId = '', , , service = ''] = scope.split('/');
  return { accessKeyId, service };
}

export function readCall(request: RawRequest, credentialService: string): WireCall {
  const target = header(request, 'x-amz-target');
  if (target !== undefined) {
    const [prefix = '', action = ''] = target.split('.');
    const found = TARGETS[prefix];
    if (found === undefined) throw new AwsError('UnknownOperationException', `service ${prefix} is not run here`);
    return { ...found, action, input: jsonBody(request) };
  }
  switch (credentialService) {
    case 'ses':
      return mailCall(request);
    case 'lambda':
      return lambdaCall(request);
    case 'scheduler':
      return schedulerCall(request);
    case 's3':
      return s3Call(request);
    default:
      return queryCall(request, credentialService);
  }
}

function jsonBody(request: RawRequest): unknown {
  if (request.body.length === 0) return {};
  const value = parseJson(request.body.toString('utf8'));
  if (value === undefined) throw new AwsError('SerializationException', 'the body is not JSON');
  return value;
}

function unknown(request: RawRequest): never {
  throw new AwsError('UnknownOperationException', `${request.method} ${request.path} is not supported here`, 404);
}

function mailCall(request: RawRequest): WireCall {
  if (request.method === 'POST' && request.path === '/v2/email/outbound-emails') {
    return { service: 'ses', action: 'SendEmail', input: jsonBody(request), protocol: 'rest-json' };
  }
  return unknown(request);
}

function lambdaCall(request: RawRequest): WireCall {
  const [, version, collection, encodedName, verb] = request.path.split('/');
  if (version !== '2015-03-31' || collection !== 'functions') return unknown(request);
  if (encodedName === undefined || encodedName === '') {
    return { service: 'lambda', action: 'ListFunctions', input: {}, protocol: 'rest-json' };
  }
  const FunctionName = decodeURIComponent(encodedName);
  if (verb === 'invocations') {
    const input = {
      FunctionName,
      Qualifier: request.query.get('Qualifier') ?? undefined,
      InvocationType: header(request, 'x-amz-invocation-type') ?? 'RequestResponse',
      LogType: header(request, 'x-amz-log-type'),
      Payload: request.body.length === 0 ? '{}' : request.body.toString('utf8'),
    };
    return { service: 'lambda', action: 'Invoke', input, protocol: 'lambda-invoke' };
  }
  if (verb === undefined)
    return { service: 'lambda', action: 'GetFunction', input: { FunctionName }, protocol: 'rest-json' };
  if (verb === 'configuration') {
    return { service: 'lambda', action: 'GetFunctionConfiguration', input: { FunctionName }, protocol: 'rest-json' };
  }
  return unknown(request);
}

function schedulerCall(request: RawRequest): WireCall {
  const [, collection, name] = request.path.split('/');
  if (collection === 'schedule-groups' && request.method === 'GET') {
    return name === undefined || name === ''
      ? { service: 'scheduler', action: 'ListScheduleGroups', input: {}, protocol: 'rest-json' }
      : {
          service: 'scheduler',
          action: 'GetScheduleGroup',
          input: { Name: decodeURIComponent(name) },
          protocol: 'rest-json',
        };
  }
  if (collection !== 'schedules') return unknown(request);
  if (name === undefined || name === '')
    return { service: 'scheduler', action: 'ListSchedules', input: listed(request), protocol: 'rest-json' };
  const verbs: Record<string, string> = {
    POST: 'CreateSchedule',
    GET: 'GetSchedule',
    DELETE: 'DeleteSchedule',
    PUT: 'UpdateSchedule',
  };
  const action = verbs[request.method];
  if (action === undefined) return unknown(request);
  const body = jsonBody(request);
  const group = request.query.get('groupName');
  const input = {
    ...(group === null ? {} : { GroupName: group }),
    ...(isObject(body) ? body : {}),
    Name: decodeURIComponent(name),
  };
  return { service: 'scheduler', action, input, protocol: 'rest-json' };
}

/** What narrows a list of schedules. */
function listed(request: RawRequest): unknown {
  return Object.fromEntries(
    ['NamePrefix', 'ScheduleGroup', 'State', 'MaxResults', 'NextToken'].flatMap((name) => {
      const value = request.query.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
}

function s3Call(request: RawRequest): WireCall {
  const [, bucket = '', ...rest] = request.path.split('/');
  if (request.upload !== undefined) return postObject(decodeURIComponent(bucket), request.upload);
  const Key = decodeURIComponent(rest.join('/'));
  const actions: Record<string, string> = {
    PUT: 'PutObject',
    GET: 'GetObject',
    HEAD: 'HeadObject',
    DELETE: 'DeleteObject',
  };
  const action = Key === '' ? (request.method === 'GET' ? 'ListObjectsV2' : undefined) : actions[request.method];
  if (action === undefined) return unknown(request);
  const metadata = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), String(value)]] : [],
    ),
  );
  const input = {
    Bucket: decodeURIComponent(bucket),
    Key,
    Body: request.body,
    ContentType: header(request, 'content-type'),
    Range: header(request, 'range'),
    IfNoneMatch: header(request, 'if-none-match'),
    Prefix: request.query.get('prefix') ?? undefined,
    Metadata: metadata,
    SignedAt: request.query.get('X-Amz-Date') ?? undefined,
    Expires: request.query.get('X-Amz-Expires') ?? undefined,
  };
  return { service: 's3', action, input, protocol: 's3' };
}

function postObject(Bucket: string, { fields, body }: UploadForm): WireCall {
  const input = { Bucket, Key: fields.key ?? '', Body: body, ContentType: fields['content-type'], Form: fields };
  return { service: 's3', action: 'PostObject', input, protocol: 's3' };
}

/** The action that a request asks for, however it says so. */
export function actionOf(request: RawRequest): string | undefined {
  const target = header(request, 'x-amz-target');
  if (target !== undefined) return target.split('.')[1];
  const isForm = header(request, 'content-type')?.startsWith('application/x-www-form-urlencoded') === true;
  return isForm ? (new URLSearchParams(request.body.toString('utf8')).get('Action') ?? undefined) : undefined;
}

function queryCall(request: RawRequest, service: string): WireCall {
  const fields = new URLSearchParams(request.body.toString('utf8'));
  const action = fields.get('Action') ?? request.query.get('Action');
  if (action === null) return unknown(request);
  if (service === 'sqs') {
    // The address of the queue may stand for the member.
    const named = /^\/\d+\/[^/]+$/.test(request.path) ? { QueueUrl: request.path } : {};
    return { service, action, input: { ...named, ...readQueueForm(fields) }, protocol: 'queue-query' };
  }
  return { service, action, input: Object.fromEntries(fields), protocol: 'query' };
}
