// The one Step Functions client of a function.
import { SFNClient } from '@aws-sdk/client-sfn';

let client: SFNClient | undefined;

export const workflows = (): SFNClient => {
  client ??= new SFNClient({ maxAttempts: 3 });
  return client;
};
