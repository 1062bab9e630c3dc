// Executions of all state machines, newest first.
import { ROOT } from '../../iam/access.ts';
import { arrayOf, isObject, objectOf, textOf } from '../../json.ts';
import type { PartApi } from '../../parts.ts';
import type { Resources } from '../resources.ts';
import { badge, instant, type Markup, pageLink, table } from './html.ts';

export type Listed = { arn: string; name: string; status: string; startDate: unknown; stopDate: unknown };

export async function listExecutions(
  states: PartApi,
  { stateMachines }: Pick<Resources, 'stateMachines'>,
  filter: { status?: string; most: number },
): Promise<Listed[]> {
  const found: Listed[] = [];
  for (const { arn } of stateMachines) {
    let nextToken: string | undefined;
    do {
      const page = objectOf(
        await states(
          'ListExecutions',
          {
            stateMachineArn: arn,
            maxResults: Math.min(filter.most, 1000),
            ...(filter.status === undefined ? {} : { statusFilter: filter.status }),
            ...(nextToken === undefined ? {} : { nextToken }),
          },
          ROOT,
        ),
      );
      found.push(...arrayOf(page.executions).filter(isObject).map(listed));
      nextToken = textOf(page.nextToken);
    } while (nextToken !== undefined && found.length < filter.most);
  }
  return found;
}

function listed(one: Record<string, unknown>): Listed {
  const { executionArn, name, status, startDate, stopDate } = one;
  return { arn: String(executionArn), name: String(name), status: String(status), startDate, stopDate };
}

export async function executionTable(states: PartApi, executions: readonly Listed[]): Promise<Markup> {
  const rows = await Promise.all(
    executions.map(async ({ arn, name, status, startDate, stopDate }) => [
      pageLink('execution', { arn }, name),
      badge(status),
      status === 'RUNNING' ? await stateOf(states, arn) : '',
      instant(startDate),
      instant(stopDate),
    ]),
  );
  return table(['execution', 'status', 'now in', 'started', 'ended'], rows);
}

/** The state it entered last. */
async function stateOf(states: PartApi, executionArn: string): Promise<string> {
  const history = objectOf(
    await states('GetExecutionHistory', { executionArn, reverseOrder: true, maxResults: 12 }, ROOT),
  );
  const entered = arrayOf(history.events)
    .filter(isObject)
    .find((event) => String(event.type).endsWith('StateEntered'));
  return textOf(objectOf(entered?.stateEnteredEventDetails).name) ?? '';
}
