// The id of somebody's words: made from the cause, so that a repeated command keeps the same text once.
import { sha256 } from '#kernel/keyed-hash.ts';

export const textIdOf = (cause: string): string => sha256(`text\u0000${cause}`).slice(0, 24);
