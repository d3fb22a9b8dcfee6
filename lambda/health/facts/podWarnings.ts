import { formatAge } from '../../../model/duration';
import { count, type JsonObject, newest, record, text, time } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import { truncate } from '../../../model/truncate';
import { formatExit } from './containerProblem';
import { containers, isCompleted } from './containers';
import { isLoopingContainer } from './crashLoop';
import { isLive } from './pods';

const hour = 60 * 60_000;
/** Restarts within an hour. */
const minRestarts = 3;
/** After such a run the kubelet forgets earlier failures: what fails more slowly is no crash loop. */
const slowRun = 10 * 60_000;
const maxNamed = 3;
const maxLength = 400;

/** One container of one pod. */
interface Seen {
  readonly pod: JsonObject;
  readonly container: JsonObject;
  readonly restarts: number;
  /** The `terminated` states of its latest runs, the newest first. */
  readonly ends: readonly JsonObject[];
}

/** What is wrong with a container; undefined if it is not this. The most telling first. */
const problems: readonly ((seen: Seen, now: number) => string | undefined)[] = [
  (seen, now) =>
    isLoopingContainer(seen.pod, seen.container, now) ? `is crash looping${describeRestarts(seen)}` : undefined,
  ({ ends, restarts }, now) => {
    const killed = ends.find((end) => end.reason === 'OOMKilled' && isWithinHour(end, now));
    if (killed === undefined) return undefined;
    return `was OOMKilled ${describeEnd(killed, now)}${restarts > 0 ? ` (${pluralize(restarts, 'restart')})` : ''}`;
  },
  (seen, now) => {
    const [last] = seen.ends;
    return last !== undefined && restartsOften(seen, last, now)
      ? `restarts often, last ${describeEnd(last, now)}${describeRestarts(seen)}`
      : undefined;
  },
];

/**
 * `; warning: POD container CONTAINER PROBLEM` for the containers of a workload's pods that are crash looping, were killed within
 * the last hour because they were out of memory, or restart often, although enough pods are ready. Empty if there are none.
 * Finished init containers do not count.
 *
 * @param now - the API server's clock in milliseconds.
 */
export function describePodWarnings(pods: readonly JsonObject[], now: number): string {
  const found = pods
    .filter(isLive)
    .flatMap((pod) =>
      containers(pod)
        .filter((container) => !isCompleted(pod, container))
        .flatMap((container) => warningOf(pod, container, now) ?? []),
    )
    .sort((a, b) => a.rank - b.rank || b.ended - a.ended || (a.text < b.text ? -1 : 1));
  if (found.length === 0) return '';
  const more = found.length - maxNamed;
  const named = found.slice(0, maxNamed).map((one) => one.text);
  const parts = [...named, ...(more > 0 ? [`and ${pluralize(more, 'more container')}`] : [])];
  return truncate(`; warning: ${parts.join('; ')}`, maxLength);
}

function warningOf(pod: JsonObject, container: JsonObject, now: number) {
  const ends = [container.state, container.lastState].map((state) => record(record(state).terminated));
  const seen = { pod, container, restarts: count(container.restartCount) ?? 0, ends: ends.filter(isDated) };
  const described = problems.map((describe) => describe(seen, now));
  const rank = described.findIndex((problem) => problem !== undefined);
  if (rank === -1) return undefined;
  const podName = text(record(pod.metadata).name) ?? 'a pod';
  const ended = newest(seen.ends.map(({ finishedAt }) => time(finishedAt))) ?? 0;
  return { rank, ended, text: `${podName} container ${text(container.name) ?? 'without a name'} ${described[rank]}` };
}

/**
 * Whether it was restarted at least three times in the last hour, as far as one look shows it: three times in all, the latest
 * within the hour, and either that is the average since the pod was created, or the last run took 10 minutes or more and three
 * such runs fit into the hour.
 */
function restartsOften({ pod, restarts }: Seen, last: JsonObject, now: number): boolean {
  if (restarts < minRestarts || !isWithinHour(last, now)) return false;
  const age = now - (time(record(pod.metadata).creationTimestamp) ?? Number.NEGATIVE_INFINITY);
  const started = time(last.startedAt) ?? Number.NEGATIVE_INFINITY;
  const lasted = (time(last.finishedAt) ?? now) - started;
  return age / restarts <= hour / minRestarts || (lasted >= slowRun && now - (started - lasted) <= hour);
}

function isDated({ finishedAt }: JsonObject): boolean {
  return time(finishedAt) !== undefined;
}

function isWithinHour({ finishedAt }: JsonObject, now: number): boolean {
  return now - (time(finishedAt) ?? Number.NEGATIVE_INFINITY) <= hour;
}

function describeEnd({ finishedAt }: JsonObject, now: number): string {
  return `${formatAge((now - (time(finishedAt) ?? now)) / 1000)} ago`;
}

/** ` (5 restarts, last exit code 1 (Error))`. */
function describeRestarts({ restarts, ends: [last = {}] }: Seen): string {
  const exit = count(last.exitCode) === undefined ? [] : [`last exit code ${formatExit(last)}`];
  return ` (${[pluralize(restarts, 'restart'), ...exit].join(', ')})`;
}
