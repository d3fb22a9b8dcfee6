import { count, type JsonObject, record, records, text } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import { truncate } from '../../../model/truncate';
import { containers } from './containers';
import { crashLoopingContainer, isCrashLooping } from './crashLoop';
import { isReady } from './pods';

const maxNamed = 3;
const maxDescription = 400;

/** `; NAME: PROBLEM` for the pods that explain why too few are ready, those with a known problem first; may be empty. */
export function describeUnreadyPods(pods: readonly JsonObject[], now: number): string {
  const unready = pods.filter((pod) => !isReady(pod) || isCrashLooping(pod, now));
  const unscheduled = unready.flatMap((pod) => whyUnschedulable(pod) ?? []);
  const others = unready
    .filter((pod) => whyUnschedulable(pod) === undefined)
    .map((pod) => ({ name: text(record(pod.metadata).name) ?? 'a pod', problem: describeContainerProblem(pod, now) }))
    .sort((a, b) => Number(a.problem === '') - Number(b.problem === '') || (a.name < b.name ? -1 : 1));
  const [cause] = unscheduled.sort();
  const parts = [
    ...others.slice(0, maxNamed).map(({ name, problem }) => `${name}: ${problem === '' ? 'not ready' : problem}`),
    ...(others.length > maxNamed ? [`and ${others.length - maxNamed} more pods not ready`] : []),
    ...(cause === undefined ? [] : [`${pluralize(unscheduled.length, 'pod')} unschedulable${cause}`]),
  ];
  const description = parts.map((part) => `; ${part}`).join('');
  return truncate(description, maxDescription);
}

/** Why no node accepts a pod, to be appended to a message; undefined if it has a node. */
function whyUnschedulable(pod: JsonObject): string | undefined {
  const scheduled = records(record(pod.status).conditions).find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  );
  if (scheduled === undefined) return undefined;
  const why = text(scheduled.message) ?? text(scheduled.reason);
  return why === undefined ? '' : `: ${why}`;
}

function describeContainerProblem(pod: JsonObject, now: number): string {
  const container = crashLoopingContainer(pod, now) ?? containers(pod).find(({ state }) => record(state).waiting);
  if (container !== undefined) {
    const waiting = text(record(record(container.state).waiting).reason);
    const restarts = count(container.restartCount) ?? 0;
    const last = record(record(container.lastState).terminated);
    return [
      waiting ?? 'restarting',
      ...(restarts > 0 ? [pluralize(restarts, 'restart')] : []),
      ...(count(last.exitCode) === undefined ? [] : [`last exit code ${formatExit(last)}`]),
    ].join(', ');
  }
  return '';
}

/** `2 (Error)`, of the `terminated` state of a container. */
export function formatExit({ exitCode, reason }: JsonObject): string {
  return `${exitCode}${text(reason) ? ` (${reason})` : ''}`;
}

const maxMessage = 200;

/** A message in one line and truncated; undefined if it is not a string. */
export function shortenMessage(message: unknown): string | undefined {
  const line = text(message)?.replace(/\s+/g, ' ').trim();
  return line === undefined ? undefined : truncate(line, maxMessage);
}
