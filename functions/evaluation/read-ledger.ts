// The ledger index: lines about cases that closed in one month, by unit (DESIGN §2).
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { calling, text } from '#kernel/dynamo.ts';
import { ledgerUnitKey } from '#kernel/matter-keys.ts';
import { type Burden, BurdenSchema } from '#schemas/burden.ts';
import { type LedgerFacts, LedgerFactsSchema } from '#schemas/ledger.ts';

/** `ended`: how a case that the unit led came to its end; the week in which it did has it. */
export type ReadLine = { week: string; ended: LedgerFacts | undefined; burden: Partial<Burden> };

/** What one stored line says. @throws ZodError for a line that is none. */
export const readLine = (week: string, stored: unknown): ReadLine => {
  const facts: object = typeof stored === 'object' && stored !== null ? stored : {};
  const burden = z.object(BurdenSchema.partial().shape).parse(facts);
  return { week, ended: 'outcome' in facts ? LedgerFactsSchema.parse(facts) : undefined, burden };
};

/** All lines of `month` (`2026-03`), of `unit` or of every unit, in no order. */
export const readLedger = async (
  client: DynamoDBClient,
  table: string,
  { unit, month }: { unit?: string; month: string },
): Promise<(ReadLine & { unit: string })[]> => {
  const lines: (ReadLine & { unit: string })[] = [];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await calling(
      client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'ledger',
          KeyConditionExpression: `ledgerMonth = :month${unit === undefined ? '' : ' AND ledgerUnit = :unit'}`,
          ExpressionAttributeValues: {
            ':month': text(month),
            ...(unit === undefined ? {} : { ':unit': text(ledgerUnitKey(unit)) }),
          },
          ExclusiveStartKey: from,
        }),
      ),
    );
    for (const item of page.Items ?? []) {
      const [, of = '', week = ''] = item['sk']?.S?.split('#') ?? [];
      lines.push({ ...readLine(week, JSON.parse(item['facts']?.S ?? 'null')), unit: of });
    }
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return lines;
};
