// TransactGetItems and TransactWriteItems: all or nothing. A write with a token that was seen in the last ten minutes is
// not carried out again.
import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { AwsError, type Clock, type Storage } from '../contracts.ts';
import { isObject, objectOf } from '../json.ts';
import { statementsOf } from '../storage.ts';
import { capacities, refuseRepeated, spend } from './batch-api.ts';
import { invalid } from './errors.ts';
import { isRefused, type Tell } from './item-api.ts';
import { capacityMode, type Meter } from './meter.ts';
import type { ReadPlans } from './plan-reads.ts';
import type { WritePlan, WritePlans, Written } from './plan-writes.ts';
import { listOf, optionalText, type Request } from './request.ts';
import type { Table } from './table.ts';
import { tableUnits, timesUnits, type Units } from './units.ts';

const mostItems = 100;
const largest = 4 * 1024 * 1024;
const repeated = 'Transaction request cannot include multiple operations on one item';
const tooLarge = 'Transaction size has exceeded the maximum allowed size of 4 MB';

export const transactApi = (
  storage: Storage,
  clock: Clock,
  reads: ReadPlans,
  writes: WritePlans,
  meter: Meter,
  tell: Tell,
) => {
  const tokens = openTokens(storage.db, clock);

  const planOf = (raw: unknown): WritePlan => {
    const given = Object.entries(objectOf(raw)).filter(([, action]) => isObject(action));
    const [kind, action] = given[0] ?? [];
    const request = objectOf(action);
    if (given.length === 1 && kind === 'Put') return writes.put(request);
    if (given.length === 1 && kind === 'Update') return writes.update(request);
    if (given.length === 1 && kind === 'Delete') return writes.delete(request);
    if (given.length === 1 && kind === 'ConditionCheck') return writes.check(request);
    throw invalid('TransactItems can only contain one of Check, Put, Update or Delete');
  };

  return {
    TransactGetItems(request: Request) {
      const mode = capacityMode(request);
      const plans = listOf(request, 'TransactItems', mostItems).map((one) =>
        reads.get(objectOf(objectOf(one).Get), true),
      );
      refuseRepeated(plans, repeated);
      const spent = new Map<Table, Units>();
      let bytes = 0;
      const Responses = plans.map((plan) => {
        const { item, size, units } = plan.run();
        bytes += size;
        spend(spent, plan.table, tableUnits(units));
        return item === undefined ? {} : { Item: item };
      });
      if (bytes > largest) throw invalid(tooLarge);
      for (const [table, units] of spent) meter.count(table, 'read', units);
      return { Responses, ...capacities(mode, spent, 'Read') };
    },

    async TransactWriteItems(request: Request) {
      const mode = capacityMode(request);
      const raw = listOf(request, 'TransactItems', mostItems);
      const token = optionalText(request, 'ClientRequestToken');
      const plans = raw.map(planOf);
      refuseRepeated(plans, repeated);
      if (plans.reduce((bytes, { size }) => bytes + size, 0) > largest) throw invalid(tooLarge);
      const written = await storage.write(() => {
        if (token !== undefined && tokens.isRepeat(token, raw)) return undefined;
        return runAll(plans, (plan, units) => meter.count(plan.table, 'write', units));
      });
      const spent = new Map<Table, Units>();
      // A repeat finds what the first did: it costs a read of each item.
      if (written === undefined) {
        for (const plan of plans) spend(spent, plan.table, tableUnits(2));
        for (const [table, units] of spent) meter.count(table, 'read', units);
        return capacities(mode, spent, 'Read');
      }
      for (const { plan, units } of written) spend(spent, plan.table, timesUnits(units, 2));
      for (const [table, units] of spent) meter.count(table, 'write', units);
      tell(plans);
      return capacities(mode, spent, 'Write');
    },
  };
};

/** One refusal cancels every write, and each is given its reason. @param cost called with what a cancelled one costs. */
const runAll = (plans: readonly WritePlan[], cost: (plan: WritePlan, units: Units) => void) => {
  const written: { plan: WritePlan; units: Units }[] = [];
  const reasons: Record<string, unknown>[] = [];
  const looked: { plan: WritePlan; units: Units }[] = [];
  for (const plan of plans) {
    const outcome = attempt(plan);
    if (outcome instanceof AwsError) {
      reasons.push({ Code: 'ValidationError', Message: outcome.message });
      continue;
    }
    looked.push({ plan, units: outcome.units });
    if (isRefused(outcome)) {
      reasons.push({ Code: 'ConditionalCheckFailed', Message: outcome.refusal.message, ...outcome.refusal.extra });
    } else {
      written.push({ plan, units: outcome.units });
      reasons.push({ Code: 'None' });
    }
  }
  if (written.length === plans.length) return written;
  // What was prepared is paid for, though nothing is written.
  for (const { plan, units } of looked) cost(plan, units);
  throw new AwsError(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => String(Code)).join(', ')}]`,
    400,
    { CancellationReasons: reasons },
  );
};

const attempt = (plan: WritePlan): Written | ReturnType<WritePlan['run']> | AwsError => {
  try {
    return plan.run();
  } catch (fault) {
    if (fault instanceof AwsError) return fault;
    throw fault;
  }
};

const tokensLiveMs = 10 * 60_000;

/** Tokens of transactions that were carried out. */
const openTokens = (db: DatabaseSync, clock: Clock) => {
  db.exec(
    'CREATE TABLE IF NOT EXISTS dynamo_token (token TEXT PRIMARY KEY, items TEXT NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID; CREATE INDEX IF NOT EXISTS dynamo_token_at ON dynamo_token (at)',
  );
  const statement = statementsOf(db);
  return {
    /** Keeps the token. Runs inside a transaction. @throws AwsError when it came with other items before. */
    isRepeat(token: string, items: unknown): boolean {
      const hash = createHash('sha256').update(JSON.stringify(items)).digest('base64');
      statement('DELETE FROM dynamo_token WHERE at < ?').run(clock.now() - tokensLiveMs);
      const known = statement('SELECT items FROM dynamo_token WHERE token = ?').get(token);
      if (known === undefined) {
        statement('INSERT INTO dynamo_token (token, items, at) VALUES (?, ?, ?)').run(token, hash, clock.now());
        return false;
      }
      if (known.items === hash) return true;
      throw new AwsError(
        'IdempotentParameterMismatchException',
        'DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.',
      );
    },
  };
};
