// SQS's older protocol, of forms and XML, which AWS CLIs and SDKs from before the end of 2023 speak. It is turned into
// the JSON protocol at the door, so that the queues know only that one.
import { isObject, type JsonObject, objectOf } from '../json.ts';
import { xml } from './xml.ts';

/** Lists by the word that stands before their numbers, with the member that JSON calls them. */
const LISTS: Readonly<Record<string, string>> = {
  AttributeName: 'AttributeNames',
  MessageAttributeName: 'MessageAttributeNames',
  MessageSystemAttributeName: 'MessageSystemAttributeNames',
  SendMessageBatchRequestEntry: 'Entries',
  DeleteMessageBatchRequestEntry: 'Entries',
  ChangeMessageVisibilityBatchRequestEntry: 'Entries',
  TagKey: 'TagKeys',
};
/** Maps are numbered pairs: `MessageAttribute.1.Name=…&MessageAttribute.1.Value.StringValue=…`. */
const MAPS: Readonly<Record<string, string>> = {
  Attribute: 'Attributes',
  MessageAttribute: 'MessageAttributes',
  MessageSystemAttribute: 'MessageSystemAttributes',
};
const PROTOCOL_FIELDS = new Set(['Action', 'Version']);

type Tree = { [part: string]: Tree | string };

export function readQueueForm(form: URLSearchParams): JsonObject {
  const tree: Tree = {};
  for (const [name, value] of form) if (!PROTOCOL_FIELDS.has(name)) plant(tree, name.split('.'), value);
  return membersOf(tree);
}

function plant(tree: Tree, [part = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree[part] = value;
    return;
  }
  const below = tree[part];
  const branch: Tree = typeof below === 'object' ? below : {};
  tree[part] = branch;
  plant(branch, rest, value);
}

function membersOf(tree: Tree): JsonObject {
  return Object.fromEntries(
    Object.entries(tree).map(([name, value]): [string, unknown] => {
      if (typeof value === 'string') return [name, value];
      const list = LISTS[name];
      if (list !== undefined) return [list, numbered(value)];
      const map = MAPS[name];
      return map === undefined ? [name, membersOf(value)] : [map, pairs(numbered(value))];
    }),
  );
}

function numbered(tree: Tree): unknown[] {
  return Object.entries(tree)
    .toSorted(([one], [other]) => Number(one) - Number(other))
    .map(([, value]) => (typeof value === 'string' ? value : membersOf(value)));
}

function pairs(entries: readonly unknown[]): JsonObject {
  return Object.fromEntries(entries.filter(isObject).map((entry) => [String(entry['Name']), entry['Value']]));
}

/** What XML calls the items of a list, by action where the same list has several names. */
function itemName(action: string, list: string): string {
  switch (list) {
    case 'Results':
    case 'Successful':
      return `${action}ResultEntry`;
    case 'Failed':
      return 'BatchResultErrorEntry';
    case 'QueueUrls':
    case 'queueUrls':
      return 'QueueUrl';
    default:
      return 'Message';
  }
}

export function queueXml(action: string, output: unknown, requestId: string): string {
  const inner = Object.entries(objectOf(output))
    .map(([name, value]) => element(action, name, value))
    .join('');
  const result = inner === '' && !ANSWERING.has(action) ? '' : `<${action}Result>${inner}</${action}Result>`;
  return `<${action}Response xmlns="http://queue.amazonaws.com/doc/2012-11-05/">${result}<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata></${action}Response>`;
}

/** They have a result even when it is empty. */
const ANSWERING = new Set([
  'GetQueueAttributes',
  'ListDeadLetterSourceQueues',
  'ListQueues',
  'ListQueueTags',
  'ReceiveMessage',
]);

function element(action: string, name: string, value: unknown): string {
  if (Array.isArray(value)) {
    const item = itemName(action, name);
    return value.map((one: unknown) => element(action, item, one)).join('');
  }
  if (name === 'Tags') return mapElements(action, 'Tag', 'Key', objectOf(value));
  if (name === 'Attributes') return mapElements(action, 'Attribute', 'Name', objectOf(value));
  if (name === 'MessageAttributes') return mapElements(action, 'MessageAttribute', 'Name', objectOf(value));
  if (!isObject(value)) return `<${name}>${xml(String(value))}</${name}>`;
  const inner = Object.entries(value).map(([member, below]) => element(action, member, below));
  return `<${name}>${inner.join('')}</${name}>`;
}

function mapElements(action: string, item: string, key: string, map: JsonObject): string {
  return Object.entries(map)
    .map(([name, value]) => `<${item}><${key}>${xml(name)}</${key}>${element(action, 'Value', value)}</${item}>`)
    .join('');
}
