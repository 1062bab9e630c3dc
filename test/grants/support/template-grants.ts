// Every permission that the synthesized templates give to a function, a state machine or a service, and the templates
// without one of them.
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

type Json = any;

/** One action on one resource in one statement of a role, or one service let in by a resource's own policy. */
export type TemplateGrant = {
  /** The same name as in the stack's ledger: stack/logicalId, statement, action and resource by number. */
  key: string;
  file: string;
  logicalId: string;
  statement: number;
  at: [action: number, resource: number];
  /** Who may: logical id of the role without its hash, or the service. */
  holder: string;
  action: string;
  /** What is granted on, in words: logical ids instead of ARNs. */
  resource: string;
  /** `accept-request may dynamodb:PutItem on MattersTable` */
  name: string;
};

export const keyOf = (place: string, statement: number, at: readonly number[]): string =>
  `${place} ${statement} ${at.join('.')}`;

const list = (value: Json): Json[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

const templatesOf = (cdkOut: string): { stack: string; file: string; template: Json }[] =>
  globSync(join(cdkOut, '*.template.json'))
    .sort()
    .map((file) => ({
      stack: basename(file, '.template.json'),
      file: basename(file),
      template: JSON.parse(readFileSync(file, 'utf8')),
    }));

/** A short hash of what is granted: a result speaks of these grants, whatever else the templates say. */
export const hashOf = (grants: readonly TemplateGrant[]): string =>
  createHash('sha256')
    .update(grants.map(({ key, name }) => `${key} ${name}`).join('\n'))
    .digest('hex')
    .slice(0, 12);

export const grantsOf = (cdkOut: string): TemplateGrant[] =>
  templatesOf(cdkOut).flatMap(({ stack, file, template }) =>
    Object.entries<Json>(template.Resources).flatMap(([logicalId, resource]) =>
      statementsOf(resource).flatMap(({ holder, statement }, index) =>
        statement.Effect === 'Deny'
          ? []
          : list(statement.Action).flatMap((action: string, actionAt) =>
              list(statement.Resource).map((on, resourceAt): TemplateGrant => {
                const who = holder ?? shortName(logicalId);
                const resourceName = words(on);
                return {
                  key: keyOf(`${stack}/${logicalId}`, index, [actionAt, resourceAt]),
                  file,
                  logicalId,
                  statement: index,
                  at: [actionAt, resourceAt],
                  holder: who,
                  action,
                  resource: resourceName,
                  name: `${who} may ${action} on ${resourceName}`,
                };
              }),
            ),
      ),
    ),
  );

/** Statements in the order in which the stack numbers them. */
const statementsOf = ({ Type, Properties }: Json): { holder?: string; statement: Json }[] => {
  switch (Type) {
    case 'AWS::IAM::Role':
    case 'AWS::IAM::Policy':
    case 'AWS::IAM::ManagedPolicy':
      return documentsOf({ Properties }).flatMap((document) =>
        list(document.Statement).map((statement) => ({ statement })),
      );
    default:
      return [];
  }
};

const shortName = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '').replace(/Role$/, '');

/** Logical ids and fixed text of a reference, without hashes. */
const words = (value: Json): string => {
  if (typeof value === 'string') return value;
  const [intrinsic, argument] = Object.entries<Json>(value)[0] ?? ['', ''];
  switch (intrinsic) {
    case 'Ref':
      return shortName(argument);
    case 'Fn::GetAtt':
      return argument[1] === 'Arn' ? shortName(argument[0]) : `${shortName(argument[0])}.${argument[1]}`;
    case 'Fn::ImportValue':
      return words(argument).replace(
        /^.*:ExportsOutput(Ref|FnGetAtt)(.+?)[0-9A-F]{8}(Arn|StreamArn)?[0-9A-F]{8}$/,
        (_all, _kind, id, end) => (end === 'StreamArn' ? `${id}.stream` : id),
      );
    case 'Fn::Join':
      return argument[1].map(words).join(argument[0]);
    case 'Fn::Select':
      return `${words(argument[1])}[${argument[0]}]`;
    case 'Fn::Split':
      return words(argument[1]);
    default:
      return JSON.stringify(value);
  }
};

/** A copy of the app in `folder` whose templates lack these grants and nothing else. */
export const without = (cdkOut: string, grants: readonly TemplateGrant[], folder: string): string => {
  mkdirSync(folder, { recursive: true });
  const files = new Set(grants.map(({ file }) => file));
  for (const entry of readdirSync(cdkOut)) {
    if (!files.has(entry)) symlinkSync(join(cdkOut, entry), join(folder, entry));
  }
  for (const file of files) {
    const template = JSON.parse(readFileSync(join(cdkOut, file), 'utf8'));
    for (const [id, taken] of Object.entries(Object.groupBy(grants, ({ logicalId }) => logicalId)))
      if (template.Resources[id] !== undefined) take(template.Resources[id], taken ?? []);
    writeFileSync(join(folder, file), JSON.stringify(template));
  }
  return folder;
};

/** Splits statements, so that all other pairs of their actions and resources stay granted. */
const take = (resource: Json, grants: readonly TemplateGrant[]): void => {
  const isTaken = (...pair: [index: number, action: number, resource: number]): boolean =>
    grants.some(({ statement, at }) => `${[statement, ...at]}` === `${pair}`);
  const rest = new Map<Json, Json[]>();
  for (const [index, { statement }] of statementsOf(resource).entries()) {
    const split = list(statement.Action).map((action, actionAt) => ({
      ...statement,
      Action: action,
      Resource: list(statement.Resource).filter((_one, resourceAt) => !isTaken(index, actionAt, resourceAt)),
    }));
    rest.set(
      statement,
      split.filter((one) => one.Resource.length > 0),
    );
  }
  for (const document of documentsOf(resource))
    document.Statement = list(document.Statement).flatMap((statement) => rest.get(statement) ?? [statement]);
};

const documentsOf = ({ Properties }: Json): Json[] =>
  Properties.PolicyDocument === undefined
    ? list(Properties.Policies).map((policy) => policy.PolicyDocument)
    : [Properties.PolicyDocument];
