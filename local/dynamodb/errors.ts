// Errors as DynamoDB names and words them.
import { AwsError } from '../contracts.ts';

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

/** A request whose JSON does not have the shape of the protocol. */
export const unreadable = (message: string): AwsError => new AwsError('SerializationException', message);

export const tableNotFound = (): AwsError => new AwsError('ResourceNotFoundException', 'Requested resource not found');
