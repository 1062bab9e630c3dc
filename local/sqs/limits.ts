// What SQS takes of a request's numbers, handles and sizes.
import { AwsError } from '../contracts.ts';
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from '../json.ts';

/** Body and attributes of one batch together (a quota of AWS, in UTF-8 bytes). */
const LARGEST_BATCH_BYTES = 262_144;

/** A whole number within bounds, also as text. @throws AwsError InvalidParameterValue */
export function numberOf(
  fields: JsonObject,
  name: string,
  { least, most }: { least: number; most: number },
): number | undefined {
  const given = fields[name];
  if (given === undefined || given === null) return undefined;
  const value = Number(given);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new AwsError(
    'InvalidParameterValue',
    `Value ${String(given)} for parameter ${name} is invalid. Reason: Must be between ${least} and ${most}, if provided.`,
  );
}

/** @throws AwsError ReceiptHandleIsInvalid for what no message was ever given out under. */
export function receiptOf(fields: JsonObject): string {
  const receipt = textOf(fields.ReceiptHandle);
  if (receipt === undefined)
    throw new AwsError('MissingParameter', 'The request must contain the parameter ReceiptHandle.');
  if (!/^\d+\.\d+\.[\w-]+$/.test(receipt))
    throw new AwsError(
      'ReceiptHandleIsInvalid',
      `The input receipt handle "${receipt}" is not a valid receipt handle.`,
    );
  return receipt;
}

/** UTF-8 bytes of a message as AWS counts them: its body, and names, types and values of its attributes. */
export function messageBytes(body: string, attributes: Readonly<Record<string, unknown>>): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, attribute] of Object.entries(attributes)) {
    const { DataType, StringValue, BinaryValue } = objectOf(attribute);
    bytes += Buffer.byteLength(name) + Buffer.byteLength(textOf(DataType) ?? '');
    bytes += Buffer.byteLength(textOf(StringValue) ?? '');
    bytes += Buffer.from(textOf(BinaryValue) ?? '', 'base64').length;
  }
  return bytes;
}

/** @throws AwsError BatchRequestTooLong */
export function refuseLongBatch(fields: JsonObject): void {
  let bytes = 0;
  for (const entry of arrayOf(fields.Entries).filter(isObject))
    bytes += messageBytes(textOf(entry.MessageBody) ?? '', objectOf(entry.MessageAttributes));
  if (bytes > LARGEST_BATCH_BYTES)
    throw new AwsError(
      'BatchRequestTooLong',
      `Batch requests cannot be longer than ${LARGEST_BATCH_BYTES} bytes. You have sent ${bytes} bytes.`,
    );
}
