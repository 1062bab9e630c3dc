// Values travel through an execution as parsed JSON and are written as text in many places: history, frames, answers.
// Values are never changed once made, so the text of an object is made once and remembered beside it.

const texts = new WeakMap<object, string>();

/** Standard workflows refuse anything longer, in UTF-8 bytes (a quota of AWS). */
export const largestPayload = 256 * 1024;

export function jsonText(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
}

/** Parses text that this program has written itself. */
export function readJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value === 'object' && value !== null) texts.set(value, text);
  return value;
}

export function isTooLarge(text: string): boolean {
  return text.length > largestPayload || (text.length * 3 > largestPayload && Buffer.byteLength(text) > largestPayload);
}

/** AWS cuts names of errors and their causes here. */
export const longestError = 256;
export const longestCause = 32_768;
