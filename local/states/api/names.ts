// ARNs of machines and executions, and what may be a name.
import { AwsError } from '../../contracts.ts';

export type Names = {
  machineArn(name: string): string;
  executionArn(machine: string, name: string): string;
  /** @throws AwsError InvalidArn */
  machineOf(arn: unknown): string;
  /** @throws AwsError InvalidArn */
  executionOf(arn: unknown): { machine: string; name: string };
};

export function createNames({
  partition,
  region,
  accountId,
}: {
  partition: string;
  region: string;
  accountId: string;
}): Names {
  const prefix = `arn:${partition}:states:${region}:${accountId}`;
  const parts = (arn: unknown, kind: string, count: number): string[] => {
    const text = typeof arn === 'string' ? arn : '';
    const found = text.split(':');
    if (found[0] !== 'arn' || found[2] !== 'states' || found[5] !== kind || found.length < count)
      throw new AwsError('InvalidArn', `Invalid Arn: 'Invalid ARN prefix: ${text}'`);
    return found;
  };
  return {
    machineArn: (name) => `${prefix}:stateMachine:${name}`,
    executionArn: (machine, name) => `${prefix}:execution:${machine}:${name}`,
    machineOf(arn) {
      const found = parts(arn, 'stateMachine', 7);
      // A version or an alias, of which there are none here.
      if (found.length > 7)
        throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${String(arn)}'`);
      return found[6] ?? '';
    },
    executionOf(arn) {
      const found = parts(arn, 'execution', 8);
      return { machine: found[6] ?? '', name: found.slice(7).join(':') };
    },
  };
}

/** @throws AwsError InvalidName */
export function checkName(name: string): void {
  // Control characters are among what AWS refuses.
  const isBad = name.length === 0 || name.length > 80 || /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u.test(name);
  if (isBad) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
}
