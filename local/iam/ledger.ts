// Counts which grant let which call through, and keeps what was refused: so that a test can ask what nobody needs.
import type { Statement } from '../template/fields.ts';
import { type AccessRequest, like } from './match.ts';

/** One action on one resource, as one statement allows it. */
export type Grant = {
  /** Stack and logical id of the role, policy or permission it stands in. */
  place: string;
  /** Number of the statement among those of `place`. */
  statement: number;
  /** Which of the statement's actions and resources, counted from 0. */
  at: readonly [action: number, resource: number];
  action: string;
  resource: string;
  /** How many requests it has allowed; several grants may have allowed the same one. */
  uses: number;
};

export type Denial = {
  /** ARN of the role, or name of the AWS service. */
  who: string;
  action: string;
  resource: string;
  /** What the caller was told. */
  message: string;
};

export type Ledger = {
  allowed(statements: readonly Statement[], request: AccessRequest): void;
  denied(denial: Denial): void;
  grants(): Grant[];
  denials(): readonly Denial[];
  reset(): void;
};

/** A statement's place in the templates. */
export type Origin = { place: string; index: number };

const MOST_DENIALS = 1000;

export function createLedger(origins: ReadonlyMap<Statement, Origin>): Ledger {
  const grants = new Map<Statement, Grant[]>();
  for (const [statement, origin] of origins)
    if (statement.Effect === 'Allow') grants.set(statement, list(statement, origin));
  let denials: Denial[] = [];
  return {
    allowed(statements, request) {
      for (const statement of statements) {
        for (const grant of grants.get(statement) ?? []) {
          if (like(grant.action, request.action, true) && like(grant.resource, request.resource)) grant.uses += 1;
        }
      }
    },
    denied(denial) {
      if (denials.length < MOST_DENIALS) denials.push(denial);
    },
    grants: () => [...grants.values()].flat(),
    denials: () => denials,
    reset() {
      denials = [];
      for (const grant of [...grants.values()].flat()) grant.uses = 0;
    },
  };
}

/** Statements of `NotAction` or `NotResource` name nothing that could be taken away by itself: they are one grant of everything. */
function list(statement: Statement, { place, index }: Origin): Grant[] {
  return (statement.Action ?? ['*']).flatMap((action, actionAt) =>
    (statement.Resource ?? ['*']).map((resource, resourceAt): Grant => {
      return { place, statement: index, at: [actionAt, resourceAt], action, resource, uses: 0 };
    }),
  );
}
