// How the machinery came through: dead letters, failed functions and executions.
import * as z from 'zod';
import { awsClientOptions, type Endpoints } from '../endpoints.ts';

export type Machinery = {
  deadLetters: number;
  functionErrors: number;
  failedExecutions: number;
  /** How often each function ran, and how long altogether. */
  functions: Record<string, { invocations: number; milliseconds: number }>;
};

const ResourcesSchema = z.object({ queues: z.array(z.object({ name: z.string(), messages: z.int() })) });
const InvocationsSchema = z.record(
  z.string(),
  z.object({ invocations: z.int(), errors: z.int(), milliseconds: z.number() }),
);

export const readMachinery = async (endpoints: Endpoints): Promise<Machinery> => {
  const read = async (path: string): Promise<unknown> => (await fetch(`${endpoints.api}/_local/${path}`)).json();
  const { queues } = ResourcesSchema.parse({ queues: await read('queues') });
  const invocations = InvocationsSchema.parse(await read('invocations'));
  return {
    deadLetters: queues
      .filter(({ name }) => /-dead(\.fifo)?$|-lost-/.test(name))
      .reduce((sum, { messages }) => sum + messages, 0),
    functionErrors: Object.entries(invocations)
      // A step that leads elsewhere says so by a named outcome, which counts as an error there (docs/decisions.md).
      .filter(([name]) => !name.endsWith('-assign-departments'))
      .reduce((sum, [, { errors }]) => sum + errors, 0),
    functions: Object.fromEntries(
      Object.entries(invocations).map(([name, { invocations: count, milliseconds }]) => [
        name,
        { invocations: count, milliseconds: Math.round(milliseconds) },
      ]),
    ),
    failedExecutions: await failedExecutions(endpoints),
  };
};

const failedExecutions = async (endpoints: Endpoints): Promise<number> => {
  const { ListExecutionsCommand, SFNClient } = await import('@aws-sdk/client-sfn');
  const client = new SFNClient(awsClientOptions(endpoints));
  let failed = 0;
  for (const stateMachineArn of Object.values(endpoints.stateMachines)) {
    for (const statusFilter of ['FAILED', 'TIMED_OUT', 'ABORTED'] as const) {
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new ListExecutionsCommand({
            ...{ stateMachineArn, statusFilter, maxResults: 1000 },
            ...(nextToken === undefined ? {} : { nextToken }),
          }),
        );
        failed += page.executions?.length ?? 0;
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
    }
  }
  client.destroy();
  return failed;
};
