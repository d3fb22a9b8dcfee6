import { formatAge } from '../../../model/duration';
import { count, type JsonObject, record, text, time } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import type { Restarts, Verdict } from '../verdict';
import { containers, isCompleted } from './containers';
import { isLive } from './pods';

/** The restarts of a workload's pods. Finished init containers do not count. */
export function countRestarts(pods: readonly JsonObject[]): Restarts {
  return sumRestarts(
    pods.filter(isLive).flatMap((pod) =>
      containers(pod)
        .filter((container) => !isCompleted(pod, container))
        .map((container) => restartsOf(pod, container)),
    ),
  );
}

/** The sum, with the place of the latest restart. Does not depend on the order. */
export function sumRestarts(all: readonly Restarts[]): Restarts {
  const restarted = all.filter((one) => one.count > 0).sort(latestFirst);
  const [latest] = restarted;
  return { ...latest, count: restarted.reduce((sum, one) => sum + one.count, 0) };
}

/**
 * `; 18 restarts (prometheus-kps-0/prometheus, last 2h ago)`, to be appended to a message; empty if there were none.
 *
 * @param now - the API server's clock in milliseconds.
 */
export function describeRestarts({ count: restarts, pod, container, last }: Restarts, now: number): string {
  if (restarts === 0) return '';
  const at = time(last);
  const when = at === undefined ? '' : `, last ${formatAge((now - at) / 1000)} ago`;
  return `; ${pluralize(restarts, 'restart')} (${pod}/${container}${when})`;
}

/**
 * Appends the restarts to the message, unless it names those of the pod that explains it.
 *
 * @param now - the API server's clock in milliseconds.
 */
export function withRestarts<V extends Verdict>(verdict: V, now: number): V {
  const { restarts, message } = verdict;
  return restarts === undefined || /\brestarts?\b/.test(message)
    ? verdict
    : { ...verdict, message: `${message}${describeRestarts(restarts, now)}` };
}

function restartsOf(pod: JsonObject, container: JsonObject): Restarts {
  const at = time(record(record(container.lastState).terminated).finishedAt);
  return {
    count: count(container.restartCount) ?? 0,
    pod: text(record(pod.metadata).name) ?? 'a pod',
    container: text(container.name) ?? 'a container',
    ...(at === undefined ? {} : { last: new Date(at).toISOString() }),
  };
}

function latestFirst(a: Restarts, b: Restarts): number {
  return (time(b.last) ?? 0) - (time(a.last) ?? 0) || b.count - a.count || (nameOf(a) < nameOf(b) ? -1 : 1);
}

function nameOf({ pod, container }: Restarts): string {
  return `${pod}/${container}`;
}
