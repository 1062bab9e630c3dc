// How the error of a service looks to a workflow: the name that ErrorEquals knows, and the cause in the words of the
// two generations of AWS's Java SDK that Step Functions calls with.
import { AwsError } from '../../contracts.ts';
import type { Failure } from '../model.ts';

type Wording = {
  /** Before the dot. */
  prefix: string;
  /** As causes name the service. */
  service: string;
  /** Stands for errors that the service's model does not name. */
  general: string;
};

const sdkNames: Readonly<Record<string, string>> = {
  dynamodb: 'DynamoDb',
  dynamodbstreams: 'DynamoDbStreams',
  eventbridge: 'EventBridge',
  secretsmanager: 'SecretsManager',
  sesv2: 'SesV2',
};
const optimizedNames: Readonly<Record<string, Wording>> = {
  dynamodb: { prefix: 'DynamoDB', service: 'AmazonDynamoDBv2', general: 'AmazonDynamoDBException' },
  events: { prefix: 'EventBridge', service: 'AmazonEventBridge', general: 'AmazonEventBridgeException' },
  lambda: { prefix: 'Lambda', service: 'AWSLambda', general: 'AWSLambdaException' },
  sqs: { prefix: 'SQS', service: 'AmazonSQS', general: 'AmazonSQSException' },
  states: { prefix: 'StepFunctions', service: 'AWSStepFunctions', general: 'AWSStepFunctionsException' },
};
/** Errors that come from in front of the services, so that no service's model names them. */
const unmodelled = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'MissingAuthenticationToken',
  'SerializationException',
  'UnrecognizedClientException',
  'ValidationException',
]);

export function sdkServiceName(service: string): string {
  return sdkNames[service] ?? service.charAt(0).toUpperCase() + service.slice(1);
}

/** @param service as in the resource's ARN. */
export function sdkFailure(service: string, fault: unknown, requestId: string): Failure {
  const name = sdkServiceName(service);
  const { code, message, status } = partsOf(fault);
  const exception = code.endsWith('Exception') ? code : `${code}Exception`;
  const error = `${name}.${unmodelled.has(code) ? `${name}Exception` : exception}`;
  const extended = service === 's3' ? `, Extended Request ID: ${requestId}` : '';
  const where = `(Service: ${name}, Status Code: ${status}, Request ID: ${requestId}${extended})`;
  return { error, cause: `${message} ${where} (SDK Attempt Count: 1)` };
}

export function optimizedFailure(service: string, fault: unknown, requestId: string): Failure {
  const general = { prefix: service, service, general: `${service}Exception` };
  const wording = optimizedNames[service] ?? general;
  const { code, message, status } = partsOf(fault);
  const exception = code.endsWith('Exception') ? code : `${code}Exception`;
  const where = `(Service: ${wording.service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`;
  return {
    error: `${wording.prefix}.${unmodelled.has(code) ? wording.general : exception}`,
    cause: `${message} ${where}`,
  };
}

function partsOf(fault: unknown): { code: string; message: string; status: number } {
  if (fault instanceof AwsError) return { code: fault.name, message: fault.message, status: fault.statusCode };
  const message = fault instanceof Error ? fault.message : String(fault);
  return { code: 'SdkClientException', message, status: 500 };
}
