// AWS reads definitions with a Java parser, and its complaint about text that is not JSON is part of the answer.
import type { Problem } from './problems.ts';

export function jsonProblem(text: string): Problem {
  const at = faultPosition(text);
  const word = /^[A-Za-z_$][\w$]*/.exec(text.slice(at))?.[0];
  const { line, column } = place(text, at + (word?.length ?? 0) + (word === undefined ? 1 : 0));
  const source = `[Source: (String)"${text}"; line: ${line}, column: ${column}]`;
  return { code: 'INVALID_JSON_DESCRIPTION', location: source, message: `${complaint(text, at, word)}\n at ${source}` };
}

function complaint(text: string, at: number, word: string | undefined): string {
  if (text.trim() === '') return 'No content to map due to end-of-input';
  if (word !== undefined)
    return `Unrecognized token '${word}': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')`;
  const character = text.charAt(at);
  if (character === '') return 'Unexpected end-of-input';
  return `Unexpected character ('${character}' (code ${character.charCodeAt(0)})): was expecting a JSON value, a comma or a closing bracket`;
}

/** Where the parser of this machine stumbled; the start of the word that it stands in. */
function faultPosition(text: string): number {
  try {
    JSON.parse(text);
    return 0;
  } catch (fault) {
    const message = fault instanceof Error ? fault.message : '';
    let at = Number(
      /position (\d+)/.exec(message)?.[1] ?? (message.includes('end of') ? text.length : firstWord(text)),
    );
    while (at > 0 && /[\w$]/.test(text.charAt(at - 1)) && /[\w$]/.test(text.charAt(at))) at -= 1;
    return at;
  }
}

function firstWord(text: string): number {
  return Math.max(0, text.search(/\S/));
}

function place(text: string, end: number): { line: number; column: number } {
  const lines = text.slice(0, end).split('\n');
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
