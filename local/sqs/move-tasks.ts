// StartMessageMoveTask: dead letters back to where they came from. Here it is over before it is answered.
import { AwsError } from '../contracts.ts';
import { type JsonObject, textOf } from '../json.ts';
import type { StackClock } from '../time/clock.ts';
import type { Queue, Queues } from './queues.ts';

type MoveTask = JsonObject & { SourceArn: string };

/** As many as AWS tells. */
const TOLD = 10;

export function createMoveTasks(queues: Queues, clock: StackClock) {
  const done: MoveTask[] = [];

  function named(fields: JsonObject, name: string): Queue {
    const arn = textOf(fields[name]) ?? '';
    const queue = queues.byArn(arn);
    if (queue === undefined)
      throw new AwsError(
        'ResourceNotFoundException',
        `The resource that you specified for the ${name} parameter doesn't exist.`,
      );
    return queue;
  }

  return {
    async start(fields: JsonObject): Promise<JsonObject> {
      const from = named(fields, 'SourceArn');
      const { arn } = from.plan;
      if (!queues.all().some(({ plan }) => plan.redrive?.arn === arn))
        throw new AwsError('InvalidParameterValue', 'Source queue must be configured as a Dead Letter Queue.');
      const to = fields.DestinationArn === undefined ? undefined : named(fields, 'DestinationArn');
      const StartedTimestamp = clock.now();
      const ApproximateNumberOfMessagesMoved = await queues.giveBack(from, to);
      done.unshift({
        SourceArn: arn,
        ...(to === undefined ? {} : { DestinationArn: to.plan.arn }),
        Status: 'COMPLETED',
        ApproximateNumberOfMessagesMoved,
        StartedTimestamp,
      });
      return { TaskHandle: Buffer.from(`${arn} ${StartedTimestamp}`).toString('base64') };
    },
    list(fields: JsonObject): JsonObject {
      const { arn } = named(fields, 'SourceArn').plan;
      const most = Number(fields.MaxResults ?? 1);
      return { Results: done.filter(({ SourceArn }) => SourceArn === arn).slice(0, Math.min(most, TOLD)) };
    },
  };
}
