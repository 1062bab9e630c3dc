// Words that programs are answered with and that their authors read, part of `messages/<locale>.yaml`.
import * as z from 'zod';

const label = z.string().min(1).max(80);
const sentence = z.string().min(1).max(300);

/** Of the Open311 door. */
export const Open311WordsSchema = z.strictObject({
  /** Whom to ask about the interface, and how to come by a key. */
  contact: sentence,
  keyService: sentence,
  /** With {number} and {tracking}. */
  registered: sentence,
  /** With {line}, the number to dial. */
  emergency: sentence,
  /** With {outcome}. */
  outcome: sentence,
});

/** Of the pages of the API document. */
export const DocsWordsSchema = z.strictObject({
  title: label,
  /** That the document itself is in English. */
  inEnglish: sentence,
  operations: label,
  authentication: label,
  noKey: label,
  signing: sentence,
  problems: label,
  problemsAre: sentence,
  parameters: label,
  request: label,
  responses: label,
  example: label,
  field: label,
  meaning: label,
  required: label,
});
