// Items of tables, for reading.
import { inflateRawSync } from 'node:zlib';
import { ROOT } from '../../iam/access.ts';
import { arrayOf, isObject, objectOf, parseJson, textOf } from '../../json.ts';
import type { PartApi } from '../../parts.ts';
import { folded, json, type Markup, type Shown, table } from './html.ts';

export type Item = Record<string, unknown>;

/** @returns items that `wanted` takes, at most `most`, and whether all of the table was looked at. */
export async function readItems(
  dynamo: PartApi,
  name: string,
  most: number,
  wanted: (keys: readonly string[]) => boolean = () => true,
): Promise<{ items: Item[]; keys: string[]; all: boolean }> {
  const described = objectOf(objectOf(await dynamo('DescribeTable', { TableName: name }, ROOT)).Table);
  const keys = arrayOf(described.KeySchema).map((key) => textOf(objectOf(key).AttributeName) ?? '');
  const items: Item[] = [];
  let from: unknown;
  do {
    const page = objectOf(
      await dynamo('Scan', { TableName: name, ...(from === undefined ? {} : { ExclusiveStartKey: from }) }, ROOT),
    );
    const plain = arrayOf(page.Items).map(plainItem);
    items.push(...plain.filter((item) => wanted(keys.map((key) => String(item[key])))));
    from = page.LastEvaluatedKey;
  } while (from !== undefined && items.length < most);
  return { items: items.slice(0, most), keys, all: from === undefined && items.length <= most };
}

/** Keys, a few words of the rest, and all of it folded away. */
export function itemTable(keys: readonly string[], items: readonly Item[]): Markup {
  const rows = items.map((item): Shown[] => {
    const rest = Object.fromEntries(Object.entries(item).filter(([name]) => !keys.includes(name)));
    return [...keys.map((key) => String(item[key])), folded(inShort(rest), json(opened(rest)))];
  });
  return table([...keys, ''], rows);
}

/** What kinds of things an item holds, if it says; else its beginning. */
function inShort(rest: Item): string {
  const value = opened(rest);
  const types = [...new Set(typesIn(value))];
  const text = types.length > 0 ? types.join(', ') : JSON.stringify(value);
  return text.length > 110 ? `${text.slice(0, 110)}…` : text;
}

function typesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(typesIn);
  return Object.entries(objectOf(value)).flatMap(([name, one]) =>
    name === 'type' && typeof one === 'string' ? [one] : typesIn(one),
  );
}

/** JSON in texts and in deflated bytes is shown as what it is. */
function opened(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, openedValue(value)]));
}

function openedValue(value: unknown): unknown {
  if (value instanceof Uint8Array) return inflated(value) ?? Buffer.from(value).toString('base64');
  return typeof value === 'string' && /^[[{]/.test(value) ? (parseJson(value) ?? value) : value;
}

function inflated(bytes: Uint8Array): unknown {
  try {
    return parseJson(inflateRawSync(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Attribute values without their type wrappers. */
function plainItem(value: unknown): Item {
  return Object.fromEntries(
    Object.entries(objectOf(value)).map(([name, attribute]) => [name, plainAttribute(attribute)]),
  );
}

function plainAttribute(attribute: unknown): unknown {
  const [kind, value] = Object.entries(objectOf(attribute))[0] ?? [];
  if (kind === 'M') return plainItem(value);
  if (kind === 'L') return arrayOf(value).map(plainAttribute);
  if (kind === 'B') return bytesOf(value);
  return kind === 'N' ? Number(value) : value;
}

function bytesOf(value: unknown): unknown {
  if (value instanceof Uint8Array) return value;
  return typeof value === 'string' ? Buffer.from(value, 'base64') : isObject(value) ? undefined : value;
}
