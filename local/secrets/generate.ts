// GenerateSecretString: random characters of the kinds that are wanted.
import { isObject, parseJson } from '../json.ts';
import type { SecretProperties } from '../template/types/security.ts';
import type { Ids } from '../time/ids.ts';

type Recipe = NonNullable<SecretProperties['GenerateSecretString']>;

const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

export function generateSecret(recipe: Recipe | undefined, ids: Ids): string {
  const random = randomText(recipe, ids);
  if (recipe?.GenerateStringKey === undefined) return random;
  const template = parseJson(recipe.SecretStringTemplate ?? '{}');
  return JSON.stringify({ ...(isObject(template) ? template : {}), [recipe.GenerateStringKey]: random });
}

function randomText(recipe: Recipe | undefined, ids: Ids): string {
  const kinds = [
    recipe?.ExcludeLowercase === true ? '' : 'abcdefghijklmnopqrstuvwxyz',
    recipe?.ExcludeUppercase === true ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    recipe?.ExcludeNumbers === true ? '' : '0123456789',
    recipe?.ExcludePunctuation === true ? '' : PUNCTUATION,
    recipe?.IncludeSpace === true ? ' ' : '',
  ]
    .map((kind) => [...kind].filter((character) => !(recipe?.ExcludeCharacters ?? '').includes(character)))
    .filter((kind) => kind.length > 0);
  const alphabet = kinds.flat();
  const length = recipe?.PasswordLength ?? 32;
  for (;;) {
    const characters = Array.from({ length }, () => alphabet[pick(alphabet.length, ids)] ?? '');
    const complete = recipe?.RequireEachIncludedType === false || length < kinds.length;
    if (complete || kinds.every((kind) => kind.some((character) => characters.includes(character))))
      return characters.join('');
  }
}

/** A whole number below `count`, every one as likely. */
function pick(count: number, ids: Ids): number {
  for (;;) {
    const value = ids.bytes(2).readUInt16BE(0);
    if (value < 65_536 - (65_536 % count)) return value % count;
  }
}
