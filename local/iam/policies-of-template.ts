// Collects every policy of the template: of roles, and of the resources that carry their own.
import { RefusedError } from '../refusal.ts';
import type { Statement } from '../template/fields.ts';
import type { LoadedStacks } from '../template/load-stacks.ts';
import { functionType, permissionType } from '../template/types/lambda.ts';
import { queuePolicyType, queueType } from '../template/types/messaging.ts';
import { keyType, managedPolicyType, policyType, roleType } from '../template/types/security.ts';
import { bucketPolicyType, bucketType } from '../template/types/storage.ts';
import type { Policies } from './access.ts';
import type { Origin } from './ledger.ts';
import { managedStatements } from './managed-policies.ts';

export function policiesOf(stacks: LoadedStacks, partition: string, accountId: string): Policies {
  const origins = new Map<Statement, Origin>();
  const note: Note = ({ stackName, logicalId }, statements) => {
    for (const [index, statement] of statements.entries())
      origins.set(statement, { place: `${stackName}/${logicalId}`, index });
    return statements;
  };
  const [roles, resources] = [rolePolicies(stacks, note), resourcePolicies(stacks, note)];
  return { roles, resources, origins, partition, accountId };
}

/** Remembers where statements stand, and gives them back. */
type Note = (where: { stackName: string; logicalId: string }, statements: readonly Statement[]) => readonly Statement[];

function rolePolicies(stacks: LoadedStacks, note: Note): Map<string, Statement[]> {
  const roles = stacks.read(roleType);
  const managed = stacks.read(managedPolicyType);
  const arnOf = new Map(roles.map((role) => [role.identity.ref, role.identity.attributes.Arn?.() ?? '']));
  const statements = new Map<string, Statement[]>();
  const add = (roleName: string, more: readonly Statement[]): void => {
    const arn = arnOf.get(roleName) ?? roleName;
    statements.set(arn, [...(statements.get(arn) ?? []), ...more]);
  };
  const reasons: string[] = [];
  for (const role of roles) {
    add(
      role.identity.ref,
      note(
        role,
        role.properties.Policies.flatMap((policy) => policy.PolicyDocument.Statement),
      ),
    );
    for (const policyArn of role.properties.ManagedPolicyArns) {
      const own = managed.find((policy) => policy.identity.ref === policyArn)?.properties.PolicyDocument.Statement;
      const found = own ?? managedStatements(policyArn);
      if (found === undefined) {
        reasons.push(`${role.stackName}/${role.logicalId}: managed policy ${policyArn} is not known here`);
      }
      add(role.identity.ref, found ?? []);
    }
  }
  for (const policy of [...stacks.read(policyType), ...managed]) {
    const own = note(policy, policy.properties.PolicyDocument.Statement);
    for (const roleName of policy.properties.Roles) add(roleName, own);
  }
  if (reasons.length > 0) throw new RefusedError(reasons);
  return statements;
}

function resourcePolicies(stacks: LoadedStacks, note: Note): Map<string, Statement[]> {
  const statements = new Map<string, Statement[]>();
  const add = (arn: string | undefined, more: readonly Statement[]): void => {
    if (arn !== undefined) statements.set(arn, [...(statements.get(arn) ?? []), ...more]);
  };
  const functions = stacks.read(functionType);
  for (const permission of stacks.read(permissionType)) {
    const { properties } = permission;
    const target = functions.find(({ identity }) =>
      [identity.ref, identity.attributes.Arn?.()].includes(properties.FunctionName),
    );
    const arn = target?.identity.attributes.Arn?.() ?? properties.FunctionName;
    add(arn, note(permission, [permissionStatement(properties, arn)]));
  }
  const queues = stacks.read(queueType);
  for (const policy of stacks.read(queuePolicyType)) {
    const own = note(policy, policy.properties.PolicyDocument.Statement);
    for (const url of policy.properties.Queues)
      add(queues.find((queue) => queue.identity.ref === url)?.identity.attributes.Arn?.(), own);
  }
  const buckets = stacks.read(bucketType);
  for (const policy of stacks.read(bucketPolicyType)) {
    const bucket = buckets.find(({ identity }) => identity.ref === policy.properties.Bucket);
    add(bucket?.identity.attributes.Arn?.(), note(policy, policy.properties.PolicyDocument.Statement));
  }
  for (const key of stacks.read(keyType))
    add(key.identity.attributes.Arn?.(), note(key, key.properties.KeyPolicy.Statement));
  return statements;
}

type Permission = {
  Action: string;
  Principal: string;
  SourceArn?: string | undefined;
  SourceAccount?: string | undefined;
};

function permissionStatement(permission: Permission, functionArn: string): Statement {
  const service = permission.Principal.includes('amazonaws.com');
  return {
    Effect: 'Allow',
    Action: [permission.Action],
    Resource: [functionArn],
    Principal: service ? { Service: [permission.Principal] } : { AWS: [permission.Principal] },
    Condition: {
      ...(permission.SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': [permission.SourceArn] } }),
      ...(permission.SourceAccount === undefined
        ? {}
        : { StringEquals: { 'aws:SourceAccount': [permission.SourceAccount] } }),
    },
  };
}
