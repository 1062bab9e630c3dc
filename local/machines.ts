// Makes the template's state machines, with their substitutions filled in.
import { readFileSync } from 'node:fs';
import { AwsError } from './contracts.ts';
import { type Access, ROOT } from './iam/access.ts';
import type { PartApi } from './parts.ts';
import { RefusedError } from './refusal.ts';
import type { LoadedStacks } from './template/load-stacks.ts';
import type { Read } from './template/resource-type.ts';
import { type MachineProperties, machineType } from './template/types/workflow.ts';

export type MachinePlan = { name: string; arn: string; roleArn: string; logicalId: string; definition: string };

export function machinePlans(stacks: LoadedStacks): MachinePlan[] {
  return stacks.read(machineType).map((read) => ({
    name: read.identity.attributes.Name?.() ?? '',
    arn: read.identity.ref,
    roleArn: read.properties.RoleArn,
    logicalId: read.logicalId,
    definition: definitionOf(stacks, read),
  }));
}

function definitionOf(stacks: LoadedStacks, { stackName, logicalId, properties }: Read<MachineProperties>): string {
  const place = `${stackName}/${logicalId}`;
  const text = properties.DefinitionString ?? fromObject(properties) ?? fromAsset(stacks, properties);
  if (text === undefined) throw new RefusedError([`${place}: its definition is not among the assets of the app`]);
  const missing = new Set<string>();
  const filled = text.replace(/\$\{([A-Za-z_][\w]*)\}/g, (_whole, name: string) => {
    const value = properties.DefinitionSubstitutions[name];
    if (value === undefined) missing.add(name);
    return value ?? '';
  });
  if (missing.size > 0)
    throw new RefusedError([`${place}: no value for \${${[...missing].join('}, ${')}} in its definition`]);
  return filled;
}

function fromObject(properties: MachineProperties): string | undefined {
  return properties.Definition === undefined ? undefined : JSON.stringify(properties.Definition);
}

function fromAsset(stacks: LoadedStacks, properties: MachineProperties): string | undefined {
  const key = properties.DefinitionS3Location?.Key;
  const asset = key === undefined ? undefined : stacks.asset(key);
  return asset === undefined ? undefined : readFileSync(asset.path, 'utf8');
}

/** Running executions keep the definition they started with; new ones take this one. */
export async function prepareMachines(plans: readonly MachinePlan[], api: PartApi, access: Access): Promise<void> {
  for (const { name, arn, roleArn, definition } of plans) {
    access.enrol(roleArn, name);
    try {
      await api('CreateStateMachine', { name, definition, roleArn, type: 'STANDARD' }, ROOT);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      if (error.name !== 'StateMachineAlreadyExists')
        throw new RefusedError([`state machine ${name}: ${error.message}`]);
      await api('UpdateStateMachine', { stateMachineArn: arn, definition, roleArn }, ROOT);
    }
  }
}
