// Who may do what: every role's synthesized statements, resource policies, and an access key for every identity.
import { AwsError, type Caller } from '../contracts.ts';
import { RefusedError } from '../refusal.ts';
import type { Statement } from '../template/fields.ts';
import { stableId } from '../time/ids.ts';
import { createLedger, type Ledger, type Origin } from './ledger.ts';
import { type AccessRequest, like, matches, unsupportedCondition } from './match.ts';

/** A function or state machine, acting as its role. */
export type Principal = { caller: Caller; secretAccessKey: string; sessionName: string; functionName?: string };

export const ROOT: Caller = { accessKeyId: 'local', roleArn: 'root' };

export type Access = {
  /** Makes the identity of a function or state machine. */
  enrol(roleArn: string, sessionName: string, functionName?: string): Principal;
  principal(accessKeyId: string): Principal | undefined;
  /** The identity under which a role acts when no function is named. */
  callerOf(roleArn: string): Caller;
  /** Throws AccessDeniedException unless every request is allowed. */
  authorize(caller: Caller, requests: readonly AccessRequest[]): void;
  allows(caller: Caller, request: AccessRequest): boolean;
  /** Whether a resource's own policy lets an AWS service in. */
  serviceMay(service: string, request: AccessRequest): boolean;
  /** Which grants were used, and what was refused. */
  readonly ledger: Ledger;
};

export type Policies = {
  /** Statements by role ARN. */
  roles: ReadonlyMap<string, readonly Statement[]>;
  /** Statements by resource ARN, each with its principal. */
  resources: ReadonlyMap<string, readonly Statement[]>;
  /** Where in the templates each statement stands; those of AWS's managed policies stand nowhere. */
  origins?: ReadonlyMap<Statement, Origin>;
  partition: string;
  accountId: string;
};

export function createAccess(policies: Policies): Access {
  refuseUnknownConditions(policies);
  const byKey = new Map<string, Principal>();
  const ledger = createLedger(policies.origins ?? new Map());

  function enrol(roleArn: string, sessionName: string, functionName?: string): Principal {
    const accessKeyId = `LSIA${stableId(`${roleArn} ${sessionName}`, 16)}`;
    const existing = byKey.get(accessKeyId);
    if (existing !== undefined) return existing;
    const principal: Principal = {
      caller: { accessKeyId, roleArn },
      secretAccessKey: stableId(`secret of ${accessKeyId}`, 40),
      sessionName,
      ...(functionName === undefined ? {} : { functionName }),
    };
    byKey.set(accessKeyId, principal);
    return principal;
  }

  function sessionOf(roleArn: string): string {
    for (const principal of byKey.values()) if (principal.caller.roleArn === roleArn) return principal.sessionName;
    return 'local';
  }

  function verdict(caller: Caller, request: AccessRequest): 'allowed' | 'denied' | 'not-allowed' {
    const full = { ...request, context: { ...request.context, ...alwaysKnown(caller, policies) } };
    const own = (policies.roles.get(caller.roleArn) ?? []).filter((statement) => matches(statement, full));
    const theirs = (policies.resources.get(request.resource) ?? []).filter(
      (statement) => names(statement, caller, policies) && matches(statement, full),
    );
    const matching = [...own, ...theirs];
    if (matching.some((statement) => statement.Effect === 'Deny')) return 'denied';
    ledger.allowed(matching, full);
    return matching.length > 0 ? 'allowed' : 'not-allowed';
  }

  function authorize(caller: Caller, requests: readonly AccessRequest[]): void {
    if (caller.roleArn === 'root') return;
    for (const request of requests) {
      const result = verdict(caller, request);
      if (result === 'allowed') continue;
      const error = denied(caller, request, result === 'denied');
      const { action, resource } = request;
      ledger.denied({ who: caller.roleArn, action, resource, message: error.message });
      throw error;
    }
  }

  function denied(caller: Caller, request: AccessRequest, explicit: boolean): AwsError {
    const session = byKey.get(caller.accessKeyId)?.sessionName ?? sessionOf(caller.roleArn);
    const roleName = caller.roleArn.split('/').at(-1);
    const user = `arn:${policies.partition}:sts::${policies.accountId}:assumed-role/${roleName}/${session}`;
    const why = explicit
      ? 'with an explicit deny in a policy'
      : `because no identity-based policy allows the ${request.action} action`;
    return new AwsError(
      'AccessDeniedException',
      `User: ${user} is not authorized to perform: ${request.action} on resource: ${request.resource} ${why}`,
      403,
    );
  }

  return {
    enrol,
    principal: (accessKeyId) => byKey.get(accessKeyId),
    callerOf: (roleArn) => {
      for (const principal of byKey.values()) if (principal.caller.roleArn === roleArn) return principal.caller;
      // `root` is the person at this machine, never a role that a call may name.
      return enrol(roleArn === ROOT.roleArn ? 'no role' : roleArn, 'local').caller;
    },
    authorize,
    allows: (caller, request) => caller.roleArn === 'root' || verdict(caller, request) === 'allowed',
    serviceMay: (service, request) => {
      const statements = (policies.resources.get(request.resource) ?? []).filter(
        (statement) =>
          typeof statement.Principal === 'object' &&
          (statement.Principal.Service ?? []).includes(service) &&
          matches(statement, request),
      );
      const allowed = statements.length > 0 && statements.every((statement) => statement.Effect === 'Allow');
      if (allowed) ledger.allowed(statements, request);
      else
        ledger.denied({
          who: service,
          action: request.action,
          resource: request.resource,
          message: refusal(service, request),
        });
      return allowed;
    },
    ledger,
  };
}

/** What a service is told that a resource does not let in. */
export function refusal(service: string, { action, resource }: AccessRequest): string {
  return `${service} is not authorized to perform: ${action} on resource: ${resource} because no resource-based policy allows the ${action} action`;
}

function alwaysKnown(caller: Caller, policies: Policies): Record<string, string[]> {
  return {
    'aws:SecureTransport': ['true'],
    'aws:PrincipalArn': [caller.roleArn],
    'aws:PrincipalAccount': [policies.accountId],
  };
}

/** Whether a resource policy's statement names the role itself. Naming the account only points to the role's own policies. */
function names(statement: Statement, caller: Caller, policies: Policies): boolean {
  if (statement.Principal === '*') return true;
  const arns = statement.Principal?.AWS ?? [];
  const account = arns.some(
    (arn) => arn === policies.accountId || arn === `arn:${policies.partition}:iam::${policies.accountId}:root`,
  );
  if (account && statement.Effect === 'Deny') return true;
  return arns.some((arn) => arn === '*' || like(arn, caller.roleArn));
}

function refuseUnknownConditions(policies: Policies): void {
  const reasons = [...policies.roles, ...policies.resources].flatMap(([owner, statements]) =>
    statements.flatMap((statement) => {
      const onlyServices =
        typeof statement.Principal === 'object' &&
        Object.keys(statement.Principal).every((kind) => kind === 'Service') &&
        !(statement.Principal.Service ?? []).some((service) => ACTING_SERVICES.has(service));
      const reason = onlyServices ? undefined : unsupportedCondition(statement);
      return reason === undefined ? [] : [`policy of ${owner}: ${reason}`];
    }),
  );
  if (reasons.length > 0) throw new RefusedError(reasons);
}

/** The AWS services that act here by themselves. */
const ACTING_SERVICES = new Set(['apigateway.amazonaws.com', 'events.amazonaws.com', 'scheduler.amazonaws.com']);
