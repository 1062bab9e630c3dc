// What the stack knows about one CloudFormation resource type.
import type * as z from 'zod';

export type Naming = {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
  readonly stackName: string;
  readonly logicalId: string;
  /** Where the stack listens, such as http://127.0.0.1:8080. */
  readonly origin: string;
  /** The resource's own name: from its name property, else made of stack and logical id, cut to `longest`. */
  name(property: string, longest?: number): string;
  /** One property, resolved. Only for those that decide what the resource is called. */
  property(name: string): unknown;
  /** The stream of a table, which the table part alone knows. */
  streamArn(tableName: string): string;
};

/** What Ref and Fn::GetAtt give. Attributes are functions: some are known later than others. */
export type Identity = { ref: string; attributes: Readonly<Record<string, () => string>> };

export type ResourceType<P = unknown> = {
  readonly type: string;
  /** Properties that change what happens here. Whatever is neither here nor in `inert` is refused. */
  readonly properties: z.ZodType<P>;
  /** Properties that have no effect on this machine, with a word why. */
  readonly inert: Readonly<Record<string, string>>;
  identify(naming: Naming): Identity;
};

export type LoadedResource = {
  readonly stackName: string;
  readonly logicalId: string;
  readonly type: string;
  readonly identity: Identity;
  /** Properties with every intrinsic resolved, on demand. */
  resolve(): unknown;
};

/** A resource as its own part reads it. */
export type Read<P> = { stackName: string; logicalId: string; identity: Identity; properties: P };

export function place(resource: { stackName: string; logicalId: string; type: string }): string {
  return `${resource.stackName}/${resource.logicalId} (${resource.type})`;
}
