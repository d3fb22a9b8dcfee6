import { ReadFailure } from '../../../lambda/errors';
import { proxyPath } from '../../../lambda/kubernetes/resourcePath';
import { describeGroup } from '../../../lambda/podMetrics/describeGroup';
import type { ReadGroup } from '../../../lambda/podMetrics/publishGroups';
import { readGroup } from '../../../lambda/podMetrics/readGroup';
import { maxPodsAtOnce } from '../../../lambda/podMetrics/readPods';
import { Slots } from '../../../lambda/podMetrics/slots';
import { within } from '../../../lambda/time/limits';
import { toPodGroups } from '../../../lib/config/podGroups';
import { pluralize } from '../../../model/pluralize';
import { podReads } from '../../../model/podMetricsConfig';
import { quoteArgument } from '../../../model/shell';
import { CannotCheck, combine, type Finding, failing, ok, unknown } from '../finding';
import { defineLink } from '../link';
import { requireSameCluster } from '../sameCluster';

/** In milliseconds: for all pods, and for one of them. */
const timeout = 20_000;
const podTimeout = 2500;

/** As the function reads them, but with the permissions of the person. */
export const podMetricsTargets = defineLink<readonly ReadGroup[]>({
  id: 'podMetrics.targets',
  title: 'podMetrics: the pods are ready, answer, and expose the metrics',
  needs: ['kubeconfig'],
  read: async (sources, { config }) => {
    await requireSameCluster(sources);
    const options = { memory: undefined, seconds: config.seconds, slots: new Slots(maxPodsAtOnce) };
    return within(timeout, podTimeout, (limits) =>
      Promise.all(
        toPodGroups(config).map(async (group) => ({
          group,
          reading: await readGroup(sources.kubernetes, group, limits, options),
        })),
      ),
    ).catch((error: unknown) => {
      throw error instanceof ReadFailure ? new CannotCheck(error.message, error.command) : error;
    });
  },
  judge: (groups, { file }) => combine(groups.map((one) => judgePods(one, file))),
});

/** Exported for its test. */
export function judgePods(one: ReadGroup, file: string): Finding {
  const { group, reading } = one;
  const where = `${group.selector} in namespace ${group.namespace}`;
  if (reading === undefined || reading.pods === 0)
    return failing(
      `no pod matches ${where}`,
      `kubectl get pods -n ${group.namespace} --show-labels, then fix \`podMetrics\` in ${file}`,
    );
  const { ready, unread } = reading;
  if (ready === 0) return failing(`no pod of ${where} is ready`, `kubectl get pods -n ${group.namespace}`);
  // The permissions of the person, of which the link permissions says nothing.
  const failures = [...unread.values()].flatMap((why) => (why instanceof ReadFailure ? why : []));
  const denied = failures.find(({ reason }) => reason === 'Forbidden');
  if (denied !== undefined) return unknown(`pods of ${where}: ${denied.message}`, denied.command);
  const [[pod = '', why] = []] = unread;
  if (why !== undefined) {
    return failing(
      `${unread.size} of ${pluralize(ready, 'ready pod')} of ${where} could not be read; ${pod}: ${why.message}`,
      `kubectl get --raw ${quoteArgument(pathOf(group, pod))}`,
    );
  }
  const { missing } = describeGroup(one) as { readonly missing?: readonly string[] };
  // A counter exists from the first event on, so one that is missing may be right.
  const absent = missing === undefined ? '' : `; none exposes ${missing.join(', ')} yet`;
  return missing?.length === group.metrics.length
    ? failing(
        `none of ${pluralize(ready, 'ready pod')} of ${where} exposes any of the metrics`,
        `fix \`podMetrics\` in ${file}`,
      )
    : ok(`${pluralize(ready, 'ready pod')} of ${where}${absent}`);
}

/** The path at the API server to the metrics of a pod, as the function requests it. */
function pathOf(group: ReadGroup['group'], pod: string): string {
  const [, proxy] = podReads(group);
  return proxyPath({ ...proxy, name: `${group.scheme}:${pod}:${group.port}` }, group.path);
}
