// The one DynamoDB client of a function, and how its faults become ours.
import { DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { ThrottledError } from './errors.ts';

let client: DynamoDBClient | undefined;

export const dynamo = (): DynamoDBClient => {
  client ??= new DynamoDBClient({ maxAttempts: 3 });
  return client;
};

const throttles = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'InternalServerError',
  'ServiceUnavailable',
]);

/** Runs one call; a throttle that outlived the SDK's own retries becomes a ThrottledError. */
export const calling = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (fault) {
    if (fault instanceof DynamoDBServiceException && throttles.has(fault.name)) {
      throw new ThrottledError(`the table is busy: ${fault.name}`, { cause: fault });
    }
    throw fault;
  }
};

export const text = (value: string): { S: string } => ({ S: value });
export const number = (value: number): { N: string } => ({ N: String(value) });
