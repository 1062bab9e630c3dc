// The committed API document as pages read it: the types below are what they rely on, and the compiler holds the file
// against them.
import document from '../../docs/openapi.json' with { type: 'json' };

export type Schema = {
  $ref?: string;
  description?: string;
  type?: string | readonly string[];
  format?: string;
  const?: unknown;
  enum?: readonly unknown[];
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  properties?: Readonly<Record<string, Schema | undefined>>;
  required?: readonly string[];
  items?: Schema;
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  examples?: readonly unknown[];
};

export type Content = Readonly<Record<string, { schema: Schema }>>;

export type Operation = {
  operationId: string;
  summary: string;
  description?: string;
  security?: readonly Readonly<Record<string, readonly string[]>>[];
  parameters?: readonly { in: string; name: string; required: boolean; description: string; schema: Schema }[];
  requestBody?: { content: Content };
  responses: Readonly<Record<string, { description: string; content: Content }>>;
};

export type ApiDocument = {
  info: { title: string; description: string };
  paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  components: {
    securitySchemes: Readonly<Record<string, { description: string }>>;
    schemas: Readonly<Record<string, Schema>>;
  };
  'x-problems': readonly { type: string; status: number; title: string }[];
};

export const apiDocument: ApiDocument = document;

export type Placed = { method: string; path: string; operation: Operation };

/** Every operation with where it is, in the document's order. */
export const operationsOf = ({ paths }: Pick<ApiDocument, 'paths'>): Placed[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method: method.toUpperCase(), path, operation })),
  );

/** The component that a reference names; undefined for a schema of its own. */
export const componentOf = ({ $ref }: Schema): string | undefined => $ref?.slice($ref.lastIndexOf('/') + 1);
