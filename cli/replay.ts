// `jiesu replay CASEID`: asks react to apply the commits of a matter again. Every reaction can be repeated (DESIGN §2).
import { join } from 'node:path';
import { stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { readEndpoints } from './endpoints.ts';

const help = `jiesu replay CASEID [options]: applies the commits of a case again

  --from N              from this commit on (default 1)
  --data DIR            folder with endpoints.json (default .jiesu)
  --queue-url URL       the reactions queue of a deployment, with the credentials of your environment
`;

export const replay = {
  summary: 'applies the commits of a case again',
  async run(args: string[]): Promise<number> {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        from: { type: 'string', default: '1' },
        data: { type: 'string', default: join(import.meta.dirname, '..', '.jiesu') },
        'queue-url': { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [caseId] = positionals;
    if (values.help || caseId === undefined) {
      stdout.write(help);
      return values.help ? 0 : 2;
    }
    const { client, queueUrl } = target(values['queue-url'], values.data);
    const body = { matter: { kind: 'case', id: caseId }, seq: Number(values.from) };
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(body) }));
    stdout.write(`asked to react again to ${caseId} from commit ${values.from}\n`);
    return 0;
  },
};

const target = (queueUrl: string | undefined, data: string): { client: SQSClient; queueUrl: string } => {
  if (queueUrl !== undefined) return { client: new SQSClient({}), queueUrl };
  const { aws, queues } = readEndpoints(data);
  const own = Object.entries(queues).find(([name]) => name.endsWith('-reactions'))?.[1];
  if (own === undefined) throw new Error('the stack has no reactions queue');
  const { endpoint, region, accessKeyId, secretAccessKey } = aws;
  return { client: new SQSClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } }), queueUrl: own };
};
