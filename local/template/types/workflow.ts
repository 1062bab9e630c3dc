// AWS::StepFunctions::StateMachine.
import * as z from 'zod';
import { text } from '../fields.ts';
import type { ResourceType } from '../resource-type.ts';

const MachineProperties = z.strictObject({
  StateMachineName: text.optional(),
  StateMachineType: z.literal('STANDARD', 'Express workflows are not run here').default('STANDARD'),
  RoleArn: text,
  DefinitionString: z.string().optional(),
  Definition: z.record(z.string(), z.unknown()).optional(),
  DefinitionS3Location: z.strictObject({ Bucket: text, Key: text }).optional(),
  DefinitionSubstitutions: z.record(z.string(), text).default({}),
});
export type MachineProperties = z.infer<typeof MachineProperties>;

export const machineType: ResourceType<MachineProperties> = {
  type: 'AWS::StepFunctions::StateMachine',
  properties: MachineProperties,
  inert: {
    EncryptionConfiguration: 'histories are not encrypted at rest on this machine',
    LoggingConfiguration: 'the history itself is kept: nothing is logged twice',
    Tags: 'labels only',
    TracingConfiguration: 'traces are not recorded',
  },
  identify: (naming) => {
    const name = naming.name('StateMachineName', 80);
    const arn = `arn:${naming.partition}:states:${naming.region}:${naming.accountId}:stateMachine:${name}`;
    return { ref: arn, attributes: { Arn: () => arn, Name: () => name } };
  },
};
