// Turns synthesized stacks into resources with identities, references resolved on demand.
import { isObject, type JsonObject, objectOf, textOf } from '../json.ts';
import { RefusedError } from '../refusal.ts';
import type { Assembly, Asset, StackArtifact } from './assembly.ts';
import { resourceTypes } from './catalogue.ts';
import { NO_VALUE, type References, resolveCondition, resolveValue } from './intrinsics.ts';
import {
  type Identity,
  type LoadedResource,
  type Naming,
  place,
  type Read,
  type ResourceType,
} from './resource-type.ts';

export type Surroundings = {
  accountId: string;
  region: string;
  partition: string;
  urlSuffix: string;
  origin: string;
  /** Values for template parameters, by name. `{url}` stands for the address of the stack. */
  parameters: Readonly<Record<string, string>>;
  streamArn(tableName: string): string;
};

export type LoadedStacks = {
  readonly resources: readonly LoadedResource[];
  /** Reads every resource of one type, or refuses with every reason at once. */
  read<P>(type: ResourceType<P>): Read<P>[];
  /** Each stack's outputs. */
  outputs(): Record<string, Record<string, string>>;
  asset(objectKey: string): Asset | undefined;
};

const TEMPLATE_SECTIONS = new Set([
  'AWSTemplateFormatVersion',
  'Description',
  'Metadata',
  'Parameters',
  'Mappings',
  'Conditions',
  'Resources',
  'Outputs',
  // Rules check a deployment's environment (the bootstrap version), which is not ours.
  'Rules',
]);
const RESOURCE_MEMBERS = new Set([
  'Type',
  'Properties',
  'Condition',
  'DependsOn',
  'Metadata',
  // Data is never deleted by a changed template: the data folder is the only place to delete it.
  'DeletionPolicy',
  'UpdateReplacePolicy',
]);

export function loadStacks(assembly: Assembly, surroundings: Surroundings): LoadedStacks {
  const exports = new Map<string, () => unknown>();
  const reasons: string[] = [];
  const resources: LoadedResource[] = [];
  const outputReaders: [string, () => Record<string, string>][] = [];
  for (const stack of assembly.stacks) {
    const loaded = loadStack(stack, surroundings, exports, reasons);
    resources.push(...loaded.resources);
    outputReaders.push([stack.stackName, loaded.outputs]);
  }
  const unknown = Object.keys(surroundings.parameters).filter(
    (name) => !assembly.stacks.some((stack) => Object.hasOwn(objectOf(stack.template.Parameters), name)),
  );
  reasons.push(...unknown.map((name) => `no stack has a parameter named ${name}`));
  if (reasons.length > 0) throw new RefusedError(reasons);
  return {
    resources,
    read: (type) => readAll(resources, type),
    outputs: () => Object.fromEntries(outputReaders.map(([stackName, read]) => [stackName, read()])),
    asset: (key) => assembly.stacks.map((stack) => stack.assets.get(key)).find((asset) => asset !== undefined),
  };
}

function loadStack(
  stack: StackArtifact,
  surroundings: Surroundings,
  exports: Map<string, () => unknown>,
  reasons: string[],
): { resources: LoadedResource[]; outputs: () => Record<string, string> } {
  const { stackName, template } = stack;
  for (const section of Object.keys(template)) {
    if (!TEMPLATE_SECTIONS.has(section))
      reasons.push(`${stackName}: template section ${section} is not supported here`);
  }
  const conditions = new Map<string, boolean>();
  const identities = new Map<string, Identity>();
  const definitions = objectOf(template.Resources);

  const references = (where: string): References => ({
    place: where,
    ref: (name) => pseudoParameter(name, stackName, surroundings) ?? parameter(name) ?? identity(name, where).ref,
    attribute: (logicalId, attribute) => {
      const found = identity(logicalId, where).attributes[attribute];
      if (found === undefined) throw new RefusedError([`${where}: ${logicalId} has no attribute ${attribute} here`]);
      return found();
    },
    condition,
    mapping: (map, first, second) => {
      const found = objectOf(objectOf(objectOf(template.Mappings)[map])[first])[second];
      if (found === undefined) throw new RefusedError([`${where}: mapping ${map}/${first}/${second} does not exist`]);
      return found;
    },
    importValue: (name) => {
      const found = exports.get(name);
      if (found === undefined) throw new RefusedError([`${where}: no stack before this one exports ${name}`]);
      return found();
    },
  });

  function parameter(name: string): string | undefined {
    const definition = objectOf(template.Parameters)[name];
    if (!isObject(definition)) return undefined;
    const given = surroundings.parameters[name]?.replaceAll('{url}', surroundings.origin);
    const value = given ?? definition.Default;
    if (value === undefined) {
      throw new RefusedError([`${stackName}: parameter ${name} has no default: give it with --parameter ${name}=…`]);
    }
    return String(value);
  }

  function condition(name: string): boolean {
    const known = conditions.get(name);
    if (known !== undefined) return known;
    const expression = objectOf(template.Conditions)[name];
    const result = resolveCondition(expression, references(`${stackName}, condition ${name}`));
    conditions.set(name, result);
    return result;
  }

  function identity(logicalId: string, where: string): Identity {
    const found = identities.get(logicalId);
    if (found !== undefined) return found;
    const definition = definitions[logicalId];
    if (!isObject(definition)) throw new RefusedError([`${where}: ${logicalId} is not in the template`]);
    const type = resourceTypes.get(String(definition.Type));
    if (type === undefined) throw new RefusedError([`${where}: refers to ${logicalId}, which is not supported here`]);
    const made = type.identify(naming(logicalId, objectOf(definition.Properties)));
    identities.set(logicalId, made);
    return made;
  }

  function naming(logicalId: string, properties: JsonObject): Naming {
    const property = (name: string): unknown =>
      properties[name] === undefined
        ? undefined
        : withoutNoValue(resolveValue(properties[name], references(`${stackName}/${logicalId}`)));
    return {
      ...surroundings,
      stackName,
      logicalId,
      property,
      name: (name, longest = 128) => textOf(property(name)) ?? `${stackName}-${logicalId}`.slice(0, longest),
    };
  }

  const resources: LoadedResource[] = [];
  for (const [logicalId, definition] of Object.entries(definitions)) {
    if (!isObject(definition)) continue;
    if (typeof definition.Condition === 'string' && !condition(definition.Condition)) continue;
    const type = String(definition.Type);
    const where = place({ stackName, logicalId, type });
    for (const member of Object.keys(definition)) {
      if (!RESOURCE_MEMBERS.has(member)) reasons.push(`${where}: ${member} is not supported here`);
    }
    if (!resourceTypes.has(type)) {
      reasons.push(`${where}: resource type ${type} is not supported here`);
      continue;
    }
    resources.push({
      stackName,
      logicalId,
      type,
      identity: identity(logicalId, where),
      resolve: () => atHome(resolveValue(objectOf(definition.Properties), references(where)), surroundings),
    });
  }

  for (const output of Object.values(objectOf(template.Outputs))) {
    const name = objectOf(objectOf(output).Export).Name;
    if (name === undefined) continue;
    const where = references(`${stackName}, outputs`);
    exports.set(String(resolveValue(name, where)), () => resolveValue(objectOf(output).Value, where));
  }

  const outputs = (): Record<string, string> =>
    Object.fromEntries(
      Object.entries(objectOf(template.Outputs)).map(([name, output]) => [
        name,
        String(atHome(resolveValue(objectOf(output).Value, references(`${stackName}, output ${name}`)), surroundings)),
      ]),
    );
  return { resources, outputs };
}

function readAll<P>(resources: readonly LoadedResource[], type: ResourceType<P>): Read<P>[] {
  const reasons: string[] = [];
  const read = resources
    .filter((resource) => resource.type === type.type)
    .flatMap((resource): Read<P>[] => {
      const properties = { ...objectOf(resource.resolve()) };
      for (const name of Object.keys(type.inert)) delete properties[name];
      const parsed = type.properties.safeParse(properties);
      if (parsed.success) return [{ ...resource, properties: parsed.data }];
      for (const issue of parsed.error.issues) {
        const path = issue.path.join('.');
        reasons.push(
          issue.code === 'unrecognized_keys'
            ? `${place(resource)}: property ${[path, issue.keys.join(', ')].filter(Boolean).join('.')} is not supported here`
            : `${place(resource)}: property ${path}: ${issue.message}`,
        );
      }
      return [];
    });
  if (reasons.length > 0) throw new RefusedError(reasons);
  return read;
}

function withoutNoValue(value: unknown): unknown {
  return value === NO_VALUE ? undefined : value;
}

function pseudoParameter(name: string, stackName: string, surroundings: Surroundings): unknown {
  switch (name) {
    case 'AWS::AccountId':
      return surroundings.accountId;
    case 'AWS::Region':
      return surroundings.region;
    case 'AWS::Partition':
      return surroundings.partition;
    case 'AWS::URLSuffix':
      return surroundings.urlSuffix;
    case 'AWS::StackName':
      return stackName;
    case 'AWS::StackId':
      return `arn:${surroundings.partition}:cloudformation:${surroundings.region}:${surroundings.accountId}:stack/${stackName}/local`;
    case 'AWS::NoValue':
      return NO_VALUE;
    default:
      return undefined;
  }
}

/** An address of the execute-api domain becomes the address of this stack: an API has no other name here. */
function atHome(value: unknown, surroundings: Surroundings): unknown {
  if (typeof value === 'string') {
    const host = `\\.execute-api\\.${surroundings.region}\\.${surroundings.urlSuffix.replaceAll('.', '\\.')}`;
    return value.includes('.execute-api.')
      ? value.replace(new RegExp(`https://[a-z0-9]+${host}`, 'g'), surroundings.origin)
      : value;
  }
  if (Array.isArray(value)) return value.map((member) => atHome(member, surroundings));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, atHome(member, surroundings)]));
}
