// STS: who am I.
import { AwsError } from '../contracts.ts';
import type { ServiceApi } from '../gateway/aws-calls.ts';
import type { Access } from './access.ts';

export function createIdentityApi(access: Access, place: { accountId: string; partition: string }): ServiceApi {
  return async (action, _input, caller) => {
    if (action !== 'GetCallerIdentity') throw new AwsError('InvalidAction', `${action} is not supported here`);
    const session = access.principal(caller.accessKeyId)?.sessionName;
    const { accountId, partition } = place;
    const role = caller.roleArn.split('/').at(-1);
    const Arn =
      caller.roleArn === 'root'
        ? `arn:${partition}:iam::${accountId}:root`
        : `arn:${partition}:sts::${accountId}:assumed-role/${role}/${session}`;
    return { GetCallerIdentity: { Arn, UserId: caller.accessKeyId, Account: accountId } };
  };
}
