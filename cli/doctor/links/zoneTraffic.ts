import { lateHours } from '../../../lib/config/alarms/evaluation';
import { formatDuration } from '../../../model/duration';
import { pluralize } from '../../../model/pluralize';
import { aws } from '../commands';
import { outputOf } from '../deployedStack';
import { failing, ok } from '../finding';
import { defineLink } from '../link';
import { type DataPoint, minuteOf, readHistory, sum } from '../metricHistory';

interface ExecutionFacts {
  readonly stateMachineArn: string;
  readonly succeeded: readonly DataPoint[];
  readonly failed: readonly DataPoint[];
  readonly timedOut: readonly DataPoint[];
  readonly aborted: readonly DataPoint[];
}

/** In seconds: shorter than an hour, to know when an execution ended. */
const period = 300;
/** In seconds. */
const length = 6 * 3600;

/** Source: AWS Step Functions Developer Guide, "Step Functions metrics in CloudWatch". */
export const zoneTrafficResults = defineLink<ExecutionFacts>({
  id: 'zoneTraffic.metric',
  title: `zoneTraffic: the last execution succeeded, at most ${lateHours} hours ago`,
  needs: ['stack'],
  read: async (sources, { now }) => {
    const stateMachineArn = outputOf(await sources.stack(), 'ZoneTrafficStateMachineArn');
    const series = (name: string) => ({
      namespace: 'AWS/States',
      name,
      dimensions: [{ name: 'StateMachineArn', value: stateMachineArn }],
      statistic: 'Sum' as const,
    });
    const wanted = {
      succeeded: series('ExecutionsSucceeded'),
      failed: series('ExecutionsFailed'),
      timedOut: series('ExecutionsTimedOut'),
      aborted: series('ExecutionsAborted'),
    };
    return { stateMachineArn, ...(await readHistory(sources.aws.cloudWatch, wanted, { now, period, length })) };
  },
  judge: ({ stateMachineArn, succeeded, failed, timedOut, aborted }, vigil) => {
    const list = aws(vigil, `stepfunctions list-executions --state-machine-arn ${stateMachineArn} --max-results 5`);
    const failures = [failed, timedOut, aborted]
      .flat()
      .filter(({ value }) => value > 0)
      .sort((a, b) => b.at - a.at);
    const total = `${pluralize(sum(succeeded), 'result')} and ${pluralize(sum(failures), 'failed execution')} in the last ${formatDuration(length)}`;
    const [newest] = succeeded.filter(({ value }) => value > 0);
    const [lastFailure] = failures;
    if (lastFailure !== undefined && (newest === undefined || lastFailure.at > newest.at)) {
      return failing(`${total}: the last execution failed, at ${minuteOf(lastFailure)}`, list);
    }
    const seeSchedule = `see the link zoneTraffic.schedule\n${list}`;
    if (newest === undefined) {
      return failing(`${total}: the state machine was not started, which happens half past each hour`, seeSchedule);
    }
    const age = Math.floor((vigil.now - newest.at) / 60_000) * 60;
    // As the alarm `zones-late` does.
    return age > lateHours * 3600
      ? failing(
          `${total}, the last result at ${minuteOf(newest)}, ${formatDuration(age)} ago: none was started since`,
          seeSchedule,
        )
      : ok(`${total}, the last result at ${minuteOf(newest)}`);
  },
});
