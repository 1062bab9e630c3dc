// The key of an item as bytes, and the checks that keys of tables and indexes must pass.
import { attributeOf, type Item, typeOfValue, type Value } from './attribute-value.ts';
import { invalid } from './errors.ts';
import { type Index, keyNamesOf, type Table } from './table.ts';
import { encodeKey } from './value-order.ts';

/** Bytes of the partition key and of the sort key; the latter empty in a table without one. */
export type Key = { pk: Uint8Array; sk: Uint8Array };

const wrong = (why: string) => invalid(`One or more parameter values were invalid: ${why}`);
const nothing = new Uint8Array(0);
const longestHash = 2048;
const longestRange = 1024;

/** The key of a whole item. @throws AwsError when it is missing, empty, too long or of another type. */
export const keyOfItem = (table: Table, item: Item): Key => {
  const part = (name: string): Value => {
    const value = attributeOf(item, name);
    if (value === undefined) throw wrong(`Missing the key ${name} in the item`);
    const type = table.types[name];
    if (type === undefined || type in value) return value;
    throw wrong(`Type mismatch for key ${name} expected: ${type} actual: ${typeOfValue(value)}`);
  };
  return encode(table, part);
};

/** A key given by itself: the key attributes and no others. @throws AwsError when it does not fit the table. */
export const keyOfRequest = (table: Table, key: Item): Key => {
  const mismatch = () => invalid('The provided key element does not match the schema');
  const { range } = table.keys;
  if (Object.keys(key).length !== (range === undefined ? 1 : 2)) throw mismatch();
  const part = (name: string): Value => {
    const value = attributeOf(key, name);
    const type = table.types[name];
    if (value === undefined || type === undefined || !(type in value)) throw mismatch();
    return value;
  };
  return encode(table, part);
};

const encode = ({ keys }: Table, part: (name: string) => Value): Key => {
  const pk = bytesOf(keys.hash, part(keys.hash));
  const sk = keys.range === undefined ? nothing : bytesOf(keys.range, part(keys.range));
  checkLengths({ pk, sk });
  return { pk, sk };
};

const bytesOf = (name: string, value: Value): Uint8Array => {
  refuseEmpty(value, ` Key: ${name}`, '');
  return encodeKey(value);
};

const checkLengths = ({ pk, sk }: Key): void => {
  if (pk.length > longestHash) throw wrong('Size of hashkey has exceeded the maximum size limit of2048 bytes');
  if (sk.length > longestRange)
    throw wrong('Aggregated size of all range keys has exceeded the size limit of 1024 bytes');
};

const refuseEmpty = (value: Value, where: string, before: string): void => {
  const kind = 'S' in value && value.S === '' ? 'string' : 'B' in value && value.B === '' ? 'binary' : undefined;
  if (kind === undefined) return;
  throw invalid(
    `One or more parameter values are not valid.${before} The AttributeValue for a key attribute cannot contain an empty ${kind} value.${where}`,
  );
};

/** The key attributes of an item. */
export const keyAttributesOf = (table: Table, item: Item): Item =>
  Object.fromEntries(
    keyNamesOf(table.keys).flatMap((name): [string, Value][] => {
      const value = attributeOf(item, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** Attributes that are keys of an index may be missing, but not empty, too long, or of another type. */
export const checkIndexKeys = (table: Table, item: Item): void => {
  for (const index of table.indexes) {
    for (const name of keyNamesOf(index.keys)) {
      const value = attributeOf(item, name);
      const type = table.types[name];
      if (value === undefined || type === undefined) continue;
      if (!(type in value)) {
        throw wrong(
          `Type mismatch for Index Key ${name} Expected: ${type} Actual: ${typeOfValue(value)} IndexName: ${index.name}`,
        );
      }
      refuseEmpty(
        value,
        ` IndexName: ${index.name}, IndexKey: ${name}`,
        ' A value specified for a secondary index key is not supported.',
      );
    }
    const key = indexKeyOf(index, item);
    if (key !== undefined) checkLengths(key);
  }
};

/** The item's key in an index; undefined when the item lacks an attribute of it, and so is not in the index. */
export const indexKeyOf = (index: Index, item: Item): Key | undefined => {
  const hash = attributeOf(item, index.keys.hash);
  if (hash === undefined) return undefined;
  if (index.keys.range === undefined) return { pk: encodeKey(hash), sk: nothing };
  const range = attributeOf(item, index.keys.range);
  return range === undefined ? undefined : { pk: encodeKey(hash), sk: encodeKey(range) };
};
