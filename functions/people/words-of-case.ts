// All that `people` keeps of one case, by one Query: the request, everybody's words, the officers who acted. For the pages
// of the desk, which show a case whole.
import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { calling, text } from '#kernel/dynamo.ts';
import { type PersonalRequest, PersonalRequestSchema, type Words, WordsSchema } from '#schemas/people.ts';

export type PeopleOfCase = {
  request: PersonalRequest | undefined;
  words: ReadonlyMap<string, Words>;
  /** Names of officers by their id. */
  officers: ReadonlyMap<string, string>;
};

const caseKey = (caseId: string): string => `CASE#${caseId}`;
const textPrefix = 'TEXT#';
const officerPrefix = 'OFFICER#';

/** What does not fit its schema any more is left out: a page is read, not decided on. */
export const peopleOfCase = async (client: DynamoDBClient, table: string, caseId: string): Promise<PeopleOfCase> => {
  const { Items } = await calling(
    client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': text(caseKey(caseId)) },
      }),
    ),
  );
  const words = new Map<string, Words>();
  const officers = new Map<string, string>();
  let request: PersonalRequest | undefined;
  for (const item of Items ?? []) {
    const sk = item['sk']?.S ?? '';
    const body = item['body']?.S ?? '';
    if (sk.startsWith(officerPrefix)) officers.set(sk.slice(officerPrefix.length), body);
    else if (sk === `${textPrefix}REQUEST`) request = PersonalRequestSchema.safeParse(JSON.parse(body)).data;
    else if (sk.startsWith(textPrefix)) {
      const parsed = WordsSchema.safeParse(JSON.parse(body));
      if (parsed.success) words.set(sk.slice(textPrefix.length), parsed.data);
    }
  }
  return { request, words, officers };
};

/** Keeps the name of an officer who acts on a case, beside the words that were written. */
export const keepOfficer = async (
  client: DynamoDBClient,
  table: string,
  { caseId, sub, name }: { caseId: string; sub: string; name: string },
): Promise<void> => {
  await calling(
    client.send(
      new PutItemCommand({
        TableName: table,
        Item: { pk: text(caseKey(caseId)), sk: text(`${officerPrefix}${sub}`), body: text(name) },
      }),
    ),
  );
};
