// `jiesu replay CASE`: asks for the consequences of its commits once more (DESIGN §2). Harmless at any time: each one
// is applied only if it is not yet.
import { parseArgs } from 'node:util';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { MatterRefSchema, ReactionRequestSchema } from '#schemas/matter.ts';
import { awsClientOptions, endpointOptions, readEndpoints } from '../endpoints.ts';
import { CommandError, print, UsageError } from '../terminal.ts';

const usage = `usage: jiesu replay MATTER [options]
  MATTER              a case id, or kind:id
  --from N            from this commit on (1)
  --data DIR | --endpoints FILE    where Jiesu runs (.jiesu)
  --queue-url URL     instead: the reactions queue of a deployment, with the credentials of your environment`;

const run = async (words: string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { ...endpointOptions, from: { type: 'string', default: '1' }, 'queue-url': { type: 'string' } },
  });
  const [name] = positionals;
  if (name === undefined) throw new UsageError('Name a matter.');
  const [kind, id] = name.includes(':') ? name.split(':', 2) : ['case', name];
  const matter = MatterRefSchema.safeParse({ kind, id });
  if (!matter.success) throw new UsageError(`${name} is no matter.`);
  const request = ReactionRequestSchema.safeParse({ matter: matter.data, seq: Number(values.from) });
  if (!request.success) throw new UsageError('--from must be a whole number from 1.');
  const { client, queue } = target(values);
  await client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: JSON.stringify(request.data) }));
  client.destroy();
  print(`${kind} ${id}: asked to react again from commit ${values.from} on.`);
  return 0;
};

type Values = { 'queue-url'?: string | undefined; endpoints?: string | undefined; data?: string | undefined };

const target = ({ 'queue-url': url, ...where }: Values): { client: SQSClient; queue: string } => {
  if (url !== undefined) return { client: new SQSClient(), queue: url };
  const endpoints = readEndpoints(where);
  const queue = endpoints.queues['reactions'];
  if (queue === undefined) throw new CommandError('The endpoints file names no reactions queue.');
  return { client: new SQSClient(awsClientOptions(endpoints)), queue };
};

export const replay = { run, usage };
