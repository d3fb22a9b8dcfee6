import { formatDuration } from '../../../model/duration';
import { pluralize } from '../../../model/pluralize';
import { aws, deploy, tailLog } from '../commands';
import { outputOf } from '../deployedStack';
import { failing, ok } from '../finding';
import { defineLink, linkOf } from '../link';
import { type DataPoint, historyLength, minuteOf, readHistory, sum } from '../metricHistory';

/** Source: AWS Lambda Developer Guide, "Lambda quotas" (concurrent executions: 1,000 by default, fewer in new accounts). */
const raiseConcurrency =
  'service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000';

interface RunFacts {
  readonly functionName: string;
  readonly logGroup: string;
  readonly invocations: readonly DataPoint[];
  readonly errors: readonly DataPoint[];
  readonly throttles: readonly DataPoint[];
}

export const runs = defineLink<RunFacts>({
  id: 'runs',
  title: 'the function is invoked, and its runs succeed',
  needs: ['function'],
  read: async (sources, { part: { outputs, seconds: period }, now }) => {
    const deployed = await sources.stack();
    const functionName = outputOf(deployed, `${outputs}FunctionName`);
    const series = (name: string) => ({
      namespace: 'AWS/Lambda',
      name,
      dimensions: [{ name: 'FunctionName', value: functionName }],
      statistic: 'Sum' as const,
    });
    const history = await readHistory(
      sources.aws.cloudWatch,
      { invocations: series('Invocations'), errors: series('Errors'), throttles: series('Throttles') },
      { now, period },
    );
    return { functionName, logGroup: outputOf(deployed, `${outputs}LogGroupName`), ...history };
  },
  judge: ({ functionName, logGroup, invocations, errors, throttles }, vigil) => {
    const window = `in the last ${formatDuration(historyLength(vigil.part.seconds))}`;
    const throttled = sum(throttles);
    if (throttled > 0) {
      const evidence = `${functionName} had ${pluralize(throttled, 'throttle')} ${window}`;
      const { reservedConcurrency } = vigil.part;
      return reservedConcurrency === undefined
        ? failing(
            `${evidence}: the account has too little concurrency`,
            `${aws(vigil, 'lambda get-account-settings')}\n${aws(vigil, raiseConcurrency)}`,
          )
        : failing(
            `${evidence}: more runs at once than function.reservedConcurrency: ${reservedConcurrency}`,
            `raise function.reservedConcurrency in ${vigil.file}, then ${deploy(vigil)}`,
          );
    }
    const [newest] = invocations;
    if (newest === undefined) {
      return failing(`${functionName} was not invoked ${window}`, `see the link ${linkOf(vigil.part, 'schedule')}`);
    }
    const failed = sum(errors);
    const total = `${pluralize(sum(invocations), 'invocation')} ${window}, ${pluralize(failed, 'error')}`;
    const lastFailed = errors.find(({ value }) => value > 0);
    if (lastFailed === undefined) return ok(`${total}, the last at ${minuteOf(newest)}`);
    // An earlier error is history: the runs after it succeeded.
    return lastFailed.at < newest.at
      ? ok(`${total}, the last error at ${minuteOf(lastFailed)}`)
      : failing(`${total}: the last run failed, at ${minuteOf(lastFailed)}`, tailLog(vigil, logGroup));
  },
});
