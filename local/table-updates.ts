// A data folder may be older than the template: what UpdateTable has to be told so that its tables are what the template
// says by now, as CloudFormation would tell it.
import { arrayOf, type JsonObject, objectOf, textOf } from './json.ts';
import { RefusedError } from './refusal.ts';
import type { TableProperties } from './template/types/storage.ts';

type Index = TableProperties['LocalSecondaryIndexes'][number];

/**
 * @param described what DescribeTable tells
 * @returns one request a change, in the order in which they are to be made; they may be cut off and begun anew
 * @throws RefusedError when keys differ: CloudFormation would make another table, and leave what is in this one behind
 */
export function tableUpdates(described: JsonObject, properties: TableProperties): JsonObject[] {
  const TableName = textOf(described.TableName) ?? '';
  const refusal = replacement(described, properties);
  if (refusal !== undefined)
    throw new RefusedError([
      `table ${TableName}: the data folder has it with other ${refusal} than the template: start with another --data folder`,
    ]);
  return [...streamUpdates(described, properties), ...indexUpdates(described, properties)].map((update) => ({
    TableName,
    ...update,
  }));
}

function replacement(described: JsonObject, properties: TableProperties): string | undefined {
  const keys = [properties.KeySchema, ...properties.LocalSecondaryIndexes.map(({ KeySchema }) => KeySchema)].flat();
  const typesOf = (definitions: unknown): string =>
    shapeOf(
      arrayOf(definitions).filter((one) => keys.some((key) => key.AttributeName === objectOf(one).AttributeName)),
    );
  if (shapeOf(described.KeySchema) !== shapeOf(properties.KeySchema)) return 'keys';
  if (typesOf(described.AttributeDefinitions) !== typesOf(properties.AttributeDefinitions)) return 'types of keys';
  const locals = (indexes: unknown): string => shapeOf(arrayOf(indexes).map(indexShape).sort());
  const isSame = locals(described.LocalSecondaryIndexes) === locals(properties.LocalSecondaryIndexes);
  return isSame ? undefined : 'local indexes';
}

function streamUpdates(described: JsonObject, { StreamSpecification: wanted }: TableProperties): JsonObject[] {
  const view = textOf(objectOf(described.StreamSpecification).StreamViewType);
  if (view === wanted?.StreamViewType) return [];
  return [
    ...(view === undefined ? [] : [{ StreamSpecification: { StreamEnabled: false } }]),
    ...(wanted === undefined ? [] : [{ StreamSpecification: { StreamEnabled: true, ...wanted } }]),
  ];
}

function indexUpdates(described: JsonObject, properties: TableProperties): JsonObject[] {
  const { AttributeDefinitions, GlobalSecondaryIndexes: wanted } = properties;
  const there = arrayOf(described.GlobalSecondaryIndexes).map(objectOf);
  const has = (indexes: readonly unknown[], one: unknown): boolean =>
    indexes.some((index) => indexShape(index) === indexShape(one));
  const deletions = there
    .filter((index) => !has(wanted, index))
    .map(({ IndexName }) => ({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] }));
  const creations = wanted
    .filter((index) => !has(there, index))
    .map((index) => ({ AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create: created(index) }] }));
  return [...deletions, ...creations];
}

/** Throughput is not limited here. */
const created = ({ IndexName, KeySchema, Projection }: Index): JsonObject => ({ IndexName, KeySchema, Projection });

function indexShape(index: unknown): string {
  const { IndexName, KeySchema, Projection } = objectOf(index);
  const { ProjectionType, NonKeyAttributes } = objectOf(Projection);
  return shapeOf([
    IndexName,
    shapeOf(KeySchema),
    ProjectionType,
    shapeOf(arrayOf(NonKeyAttributes).map(String).sort()),
  ]);
}

/** The same text for what says the same, in whatever order. */
function shapeOf(value: unknown): string {
  const members = arrayOf(value).map((one) =>
    typeof one === 'object' ? JSON.stringify(Object.entries(objectOf(one)).sort()) : String(one),
  );
  return JSON.stringify(members.sort());
}
