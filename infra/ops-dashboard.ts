import { Duration } from 'aws-cdk-lib';
import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { WatchedParts } from './ops-alarms.ts';

const HALF = 12;

/** One page in CloudWatch of everything that the alarms gather, function by function. */
export class OpsDashboard extends Construct {
  constructor(scope: Construct, id: string, props: WatchedParts) {
    super(scope, id);
    const { alerts, deadLetters, schedules, functions } = props;
    const period = Duration.hours(1);
    const sum = { statistic: 'Sum', period };
    const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, width: HALF, left });
    const ofEach = (title: string, metric: (one: (typeof functions)[number]) => IMetric) =>
      graph(title, functions.map(metric));
    const label = ({ node }: (typeof functions)[number]) => node.id;
    new Dashboard(this, 'Dashboard', {
      widgets: [
        [
          ofEach('Runs', (one) => one.lambda.metricInvocations({ ...sum, label: label(one) })),
          ofEach('Errors', (one) => one.lambda.metricErrors({ ...sum, label: label(one) })),
        ],
        [
          ofEach('Throttles', (one) => one.lambda.metricThrottles({ ...sum, label: label(one) })),
          ofEach('Duration, 99 of 100 (ms)', (one) =>
            one.lambda.metricDuration({ statistic: 'p99', period, label: label(one) }),
          ),
        ],
        [
          graph('Started, and not started, by Scheduler', [
            ...schedules.map(({ group }) => group.metricAttempts(sum)),
            ...schedules.map(({ group }) => group.metricTargetErrors(sum)),
            ...schedules.map(({ group }) => group.metricDropped(sum)),
          ]),
          graph('Lost runs, and alerts not delivered', [
            deadLetters.metric({ period }),
            alerts.failedMetric(period),
          ]),
        ],
      ],
    });
  }
}
