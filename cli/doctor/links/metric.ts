import { formatDuration } from '../../../model/duration';
import type { CheckedVigil } from '../checkedVigil';
import { deploy, tailLog } from '../commands';
import { combine, type Finding, failing, ok, unknown } from '../finding';
import { defineLink } from '../link';
import { type DataPoint, historyLength, type MetricHistory, minuteOf } from '../metricHistory';

/** In seconds: a run is up to 60 s late, and its value is visible up to 90 s later. */
const latestVisible = 150;

interface MetricFacts extends MetricHistory {
  /** Undefined if the stack is not there, such as when the vigil is a construct in another one. */
  readonly logGroup: string | undefined;
}

export const metric = defineLink<MetricFacts>({
  id: 'metric',
  title: 'the metric has a fresh value',
  needs: ['credentials'],
  read: async ({ metric: history, stack }) => {
    const deployed = await stack().catch(() => undefined);
    return { ...(await history()), logGroup: deployed?.outputs.LogGroupName };
  },
  judge: ({ values, tickets, logGroup }, vigil) => {
    const { metric: one, dryRun } = vigil.runtime;
    if (dryRun) return ok('dryRun: true: nothing is published');
    const fix = readLog(vigil, logGroup);
    return combine([
      judgeValues(`${one.namespace} ${one.name}`, values, fix, vigil),
      ...(tickets === undefined ? [] : [judgeValues(`${one.namespace} ${one.ticketName}`, tickets, fix, vigil)]),
    ]);
  },
});

function judgeValues(name: string, [newest]: readonly DataPoint[], fix: string, vigil: CheckedVigil): Finding {
  const { seconds } = vigil.runtime;
  if (newest === undefined) {
    return failing(`${name} has no value in the last ${formatDuration(historyLength(seconds))}`, fix);
  }
  const evidence = `${name} is ${newest.value} at ${minuteOf(newest)}`;
  const age = ageOf(newest, vigil);
  return age > freshFor(seconds)
    ? failing(`${evidence}, ${formatDuration(age)} ago: nothing was published since`, fix)
    : ok(evidence);
}

/** In seconds. */
function ageOf({ at }: DataPoint, { now }: CheckedVigil): number {
  return Math.round((now - at) / 1000);
}

/** In seconds. */
function freshFor(seconds: number): number {
  return 2 * seconds + latestVisible;
}

function readLog(vigil: CheckedVigil, logGroup: string | undefined): string {
  return logGroup === undefined ? 'read the log of the function (docs/operations.md)' : tailLog(vigil, logGroup);
}

/** A run publishes one value; a retry can store it twice, but not in every period. */
const fewest = 3;

export const writers = defineLink<MetricHistory>({
  id: 'writers',
  title: 'nothing else publishes the metric',
  needs: ['metric'],
  read: (sources) => sources.metric(),
  judge: ({ values: [newest], counts }, vigil) => {
    if (vigil.runtime.dryRun) return judgeDryRun(newest, vigil);
    const several = counts.filter(({ value }) => value > 1);
    const evidence = `${several.length} of ${counts.length} periods have more than one value`;
    if (several.length < fewest || several.length * 2 < counts.length) return ok(evidence);
    return failing(
      `${evidence}: a second writer fills the gaps, so that blindness is not noticed`,
      `stop the other one, such as KubeStatus2CloudWatch in the cluster, or change metric.name or metric.dimensions in ${vigil.file}, then ${deploy(vigil)}`,
    );
  },
});

/** Whatever is published while nothing is published comes from somebody else, but an older value may come from before. */
function judgeDryRun(newest: DataPoint | undefined, vigil: CheckedVigil): Finding {
  if (newest === undefined) return ok('dryRun: true, and the metric has no value');
  const evidence = `dryRun: true publishes nothing, but the metric has a value at ${minuteOf(newest)}`;
  return ageOf(newest, vigil) > freshFor(vigil.runtime.seconds)
    ? unknown(`${evidence}: from before the dry run, or of another writer`)
    : failing(
        `${evidence}: something else publishes it, or the dry run is not deployed yet (link stack)`,
        `stop the other writer, or ${deploy(vigil)}`,
      );
}
