// The dashboard: is anybody waiting for us, and where.

import type { HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { AlarmStatusWidget, Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { QueuePair } from './queues.ts';
import type { Watch } from './watch.ts';

export type BoardProps = {
  stage: string;
  watch: Watch;
  door: HttpStage;
  machine: StateMachine;
  queues: Readonly<Record<string, QueuePair>>;
  lambdas: ReadonlyMap<string, LambdaFunction>;
};

export class Board extends Construct {
  constructor(scope: Construct, id: string, props: BoardProps) {
    super(scope, id);
    const { watch, door, machine, queues, lambdas } = props;
    const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, left, width: 12, height: 6 });
    const each = (metric: (lambda: LambdaFunction) => IMetric) => [...lambdas.values()].map(metric);
    new Dashboard(this, 'Dashboard', {
      dashboardName: `jiesu-${props.stage}`,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: watch.alarms, width: 24, height: 6 })],
        [
          graph('Requests', [door.metricCount(), door.metricClientError(), door.metricServerError()]),
          graph('Latency of the API, ms', [
            door.metricLatency({ statistic: 'p50' }),
            door.metricLatency({ statistic: 'p99' }),
          ]),
        ],
        [
          graph('Executions', [
            machine.metricStarted(),
            machine.metricSucceeded(),
            machine.metricFailed(),
            machine.metricTimedOut(),
          ]),
          graph(
            'Should be 0',
            ['SweepMoved', 'ProvisionalDeadlines', 'DutyOfficerEntries'].map((name) => watch.productMetric(name)),
          ),
        ],
        [
          graph(
            'Waiting in queues',
            Object.values(queues).map(({ queue }) => queue.metricApproximateNumberOfMessagesVisible()),
          ),
          graph(
            'Oldest in queues, s',
            Object.values(queues).map(({ queue }) => queue.metricApproximateAgeOfOldestMessage()),
          ),
        ],
        [
          graph(
            'Function errors',
            each((lambda) => lambda.metricErrors()),
          ),
          graph(
            'Function duration p99, ms',
            each((lambda) => lambda.metricDuration({ statistic: 'p99' })),
          ),
        ],
      ],
    });
  }
}
