// The environment of a function: the template's variables and what Lambda adds, nothing of this machine.
import type { Principal } from '../iam/access.ts';
import type { FunctionPlan } from './function-plan.ts';

const SERVICES_WITH_OWN_VARIABLE = [
  'DYNAMODB',
  'DYNAMODB_STREAMS',
  'SFN',
  'SQS',
  'SESV2',
  'LAMBDA',
  'SECRETS_MANAGER',
  'EVENTBRIDGE',
  'SCHEDULER',
  'S3',
  'SSM',
  'STS',
  'KMS',
  'SNS',
];

export function functionEnvironment(
  plan: FunctionPlan,
  principal: Principal,
  place: { region: string; origin: string },
): Record<string, string> {
  const endpoints = SERVICES_WITH_OWN_VARIABLE.map((name) => [`AWS_ENDPOINT_URL_${name}`, place.origin]);
  return {
    ...plan.environment,
    AWS_REGION: place.region,
    AWS_DEFAULT_REGION: place.region,
    AWS_ACCESS_KEY_ID: principal.caller.accessKeyId,
    AWS_SECRET_ACCESS_KEY: principal.secretAccessKey,
    AWS_ENDPOINT_URL: place.origin,
    ...Object.fromEntries(endpoints),
    // Whatever this machine's owner configured for the AWS CLI must not reach a function.
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_EXECUTION_ENV: `AWS_Lambda_${plan.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: plan.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(plan.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: plan.logFormat,
    ...(plan.logLevel === undefined ? {} : { AWS_LAMBDA_LOG_LEVEL: plan.logLevel }),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${plan.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:0',
    LAMBDA_TASK_ROOT: plan.directory,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    _HANDLER: plan.handler,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/usr/local/bin:/usr/bin:/bin',
  };
}
