// The ledger index: lines of one unit, closed in one month (DESIGN §2).
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { calling, text } from '#kernel/dynamo.ts';
import { ledgerUnitKey } from '#kernel/matter-keys.ts';
import { type LedgerFacts, LedgerFactsSchema } from '#schemas/ledger.ts';

/** All lines of `unit` in `month` (`2026-03`), in no order. */
export const readLedger = async (
  client: DynamoDBClient,
  table: string,
  { unit, month }: { unit: string; month: string },
): Promise<LedgerFacts[]> => {
  const lines: LedgerFacts[] = [];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await calling(
      client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'ledger',
          KeyConditionExpression: 'ledgerUnit = :unit AND ledgerMonth = :month',
          ExpressionAttributeValues: { ':unit': text(ledgerUnitKey(unit)), ':month': text(month) },
          ExclusiveStartKey: from,
        }),
      ),
    );
    for (const item of page.Items ?? []) lines.push(LedgerFactsSchema.parse(JSON.parse(item['facts']?.S ?? 'null')));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return lines;
};
