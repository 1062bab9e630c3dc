// An anonymous and a confidential citizen: nothing that leaves the system, a log or an execution ever names them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetExecutionHistoryCommand, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plain, soundReply } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const secret = { name: '欧阳静姝', phone: '13512349876', idNumber: '440101199003071234' };
const text = `我叫${secret.name}，电话${secret.phone}，身份证${secret.idNumber}，举报隔壁单元违规改造承重墙。`;

/** Everything that is not the `people` table and not a message to the citizen. */
const everythingElse = async (caseId: string): Promise<string> => {
  const { Items } = await town.clients.dynamo.send(new ScanCommand({ TableName: town.table }));
  const commits = await town.commits(caseId);
  const { executions = [] } = await town.clients.sfn.send(new ListExecutionsCommand({ stateMachineArn: town.machine }));
  const histories = await Promise.all(
    executions.map(
      async ({ executionArn }) =>
        (
          await town.clients.sfn.send(
            new GetExecutionHistoryCommand({ executionArn, includeExecutionData: true, maxResults: 1000 }),
          )
        ).events,
    ),
  );
  const logs = readdirSync(join(town.folder, 'logs')).map((file) =>
    readFileSync(join(town.folder, 'logs', file), 'utf8'),
  );
  const others = (await town.messages(caseId)).filter((one) => one.tags['recipient'] !== 'citizen');
  const own = (await town.messages(caseId)).filter((one) => one.tags['recipient'] === 'citizen').map((one) => one.text);
  return JSON.stringify([Items, commits, histories, logs, others, own, await town.view(caseId)]);
};

describe.each([
  ['anonymous', { ...secret, anonymous: true }],
  ['confidential', { ...secret, confidential: true }],
])('a citizen who is %s', (_mode, requester) => {
  it('is named nowhere: no commit, execution, log, message, page or view', async () => {
    const { caseId, body } = await town.request({
      text,
      requester,
      category: plain.path,
      location: { address: '云锦花园8栋2单元1201' },
    });
    const lead = await town.link(caseId, 'department-sign-for');
    const shown = await town.show(lead);
    const page = await (await fetch(lead, { headers: { accept: 'text/html' } })).text();
    await town.act(lead, { action: 'sign' });
    await town.act(lead, soundReply);
    const question = await town.link(caseId, 'citizen-asked');
    const asked = await (await fetch(question, { headers: { accept: 'text/html' } })).text();
    await town.act(question, { action: 'answer', solved: true, satisfied: true, comment: `谢谢，${secret.name}` });
    const seen = [await everythingElse(caseId), JSON.stringify(shown.body), page, asked, JSON.stringify(body)].join(
      '\n',
    );
    for (const word of [secret.name, secret.phone, secret.idNumber])
      expect(
        seen.includes(word),
        `${word} was seen: ${seen.slice(Math.max(0, seen.indexOf(word) - 300), seen.indexOf(word) + 60)}`,
      ).toBe(false);
    expect(shown.body['request'].text).toContain('举报隔壁单元违规改造承重墙');
    expect((await town.messages(caseId)).some((one) => one.to === secret.phone)).toBe(true);
  });

  it('is tracked by number and the last four digits only', async () => {
    const { body } = await town.request({ text, requester, category: plain.path });
    const tracking = String(body['trackingUrl']);
    const form = await fetch(tracking, { headers: { accept: 'text/html' } });
    expect(await form.text()).not.toContain(secret.name);
    const post = (digits: string) =>
      fetch(tracking, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({ digits }),
      });
    expect((await post('0000')).status).toBe(404);
    const right = await post('9876');
    expect(right.status).toBe(200);
    expect(await right.text()).not.toContain(secret.name);
  });
});
