import { formatAge } from '../../../model/duration';
import { count, type JsonObject, record, records, text, time } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import { truncate } from '../../../model/truncate';
import { containers } from './containers';
import { crashLoopingContainer } from './crashLoop';
import { describeTermination } from './terminationMessage';

/** Waits that only say that something else is not done yet. */
const isIdle = (waiting: unknown) => waiting === 'PodInitializing' || waiting === 'ContainerCreating';
const isImage = (waiting: string) => /Image|Registry|Signature/.test(waiting);
const maxMessage = 200;
/** A run that ended longer ago does not explain why the next one is not ready: as long as the kubelet remembers failures. */
const recent = 10 * 60_000;

/** What keeps a pod from being ready, as far as one of its containers shows it. */
export interface ContainerProblem {
  /** The container that explains most. @default - the pod has no container that does */
  readonly container?: string;
  /** Which of its logs tells more: that of the run before, or that of its newest run. @default - neither */
  readonly log?: 'previous' | 'newest';
  /** Whether waiting alone does not help: it cannot start, or ends again and again. */
  readonly isFailing: boolean;
  /** `container main CrashLoopBackOff, 7 restarts, last exit code 137 (OOMKilled) 2m ago`; empty if nothing is known. */
  readonly text: string;
}

/**
 * Finds the container that explains best why a pod is not ready, and describes it: init containers first, as they run first.
 *
 * @param now - the API server's clock in milliseconds.
 */
export function containerProblem(pod: JsonObject, now: number): ContainerProblem {
  const found = mostTelling(pod, now);
  return found === undefined ? { isFailing: false, text: '' } : problemOf(pod, found, now);
}

/** `container main ImagePullBackOff, image web:2: not found`. */
export function describeContainer(pod: JsonObject, container: JsonObject, now: number): string {
  return problemOf(pod, container, now).text;
}

function problemOf(pod: JsonObject, found: JsonObject, now: number): ContainerProblem {
  const { state, lastState, restartCount, name } = found;
  const waiting = record(record(state).waiting);
  const reason = text(waiting.reason) ?? '';
  const started = time(record(record(state).running).startedAt);
  const current = record(record(state).terminated);
  const last = count(current.exitCode) === undefined ? record(record(lastState).terminated) : current;
  const restarts = count(restartCount) ?? 0;
  const hasEnded = count(last.exitCode) !== undefined;
  const isRecent = hasEnded && now - (time(last.finishedAt) ?? Number.NEGATIVE_INFINITY) < recent;
  const log = logOf(found, isRecent);
  const isInit = records(record(pod.status).initContainerStatuses).includes(found);
  const isWaiting = 'waiting' in record(state);
  const doing = isWaiting
    ? reason || 'waiting'
    : started !== undefined
      ? `${isInit ? 'still running, ' : found.ready === true ? '' : 'not ready, '}started ${ago(started, now)}`
      : '';
  const parts = [
    doing,
    isImage(reason) ? describeImage(text(found.image) || imageOf(pod, name)) : '',
    restarts > 0 ? pluralize(restarts, 'restart') : '',
    hasEnded ? `last exit code ${describeExit(last, now)}` : '',
  ].filter((part) => part !== '');
  const why = [waitingMessage(waiting), describeTermination(last.message)].filter((part) => part !== undefined);
  return {
    ...(text(name) === undefined ? {} : { container: text(name) as string }),
    ...(log === undefined ? {} : { log }),
    isFailing: (isWaiting && !isIdle(reason)) || 'terminated' in record(state) || isRecent,
    text: `${isInit ? 'init container' : 'container'} ${text(name) ?? 'without a name'} ${parts.join(', ')}${why.map((part) => `: ${part}`).join('')}`,
  };
}

/**
 * A container that waits for its image or its configuration has no log that explains it. What ended and was not started again has one
 * log, which is not called the previous one. Source: kubelet, `validateContainerLogStatus`.
 *
 * @param isRecent - whether the last run ended not long ago.
 */
function logOf({ state, lastState }: JsonObject, isRecent: boolean): ContainerProblem['log'] {
  const { waiting, running, terminated } = record(state);
  if (terminated !== undefined) return 'newest';
  if (running !== undefined) return isRecent ? 'previous' : 'newest';
  const isBackingOff = record(waiting).reason === 'CrashLoopBackOff';
  return isBackingOff && 'terminated' in record(lastState) ? 'previous' : undefined;
}

function mostTelling(pod: JsonObject, now: number): JsonObject | undefined {
  const all = containers(pod);
  const init = records(record(pod.status).initContainerStatuses);
  const sidecars = new Set(
    records(record(pod.spec).initContainers).flatMap((one) => (one.restartPolicy === 'Always' ? [one.name] : [])),
  );
  const waits = (one: JsonObject) => text(record(record(one.state).waiting).reason);
  const failed = (one: JsonObject) => (count(record(record(one.state).terminated).exitCode) ?? 0) !== 0;
  const runs = (one: JsonObject) => 'running' in record(one.state);
  const restarted = (one: JsonObject) => (count(record(record(one.lastState).terminated).exitCode) ?? 0) !== 0;
  const unready = (one: JsonObject) => one.ready !== true && runs(one);
  return (
    crashLoopingContainer(pod, now) ??
    all.find((one) => 'waiting' in record(one.state) && !isIdle(waits(one))) ??
    all.find(failed) ??
    init.find((one) => runs(one) && !sidecars.has(one.name)) ??
    all.find((one) => unready(one) && restarted(one)) ??
    all.find(unready) ??
    all.find((one) => 'waiting' in record(one.state))
  );
}

/** What the kubelet says beside the reason, without what only repeats it. */
function waitingMessage({ reason, message }: JsonObject): string | undefined {
  const line = (text(message) ?? '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^Back-off pulling image "[^"]*":? ?/, '')
    .replace(/^Back-off pulling image$/, '');
  const isNothing = line === '' || reason === 'CrashLoopBackOff' || line === reason;
  return isNothing ? undefined : truncate(line, maxMessage);
}

function describeImage(image: string | undefined): string {
  return image === undefined ? '' : `image ${truncate(image, maxMessage)}`;
}

function imageOf({ spec }: JsonObject, name: unknown): string | undefined {
  const { initContainers, containers: main } = record(spec);
  return text([...records(initContainers), ...records(main)].find((one) => one.name === name)?.image);
}

/** `137 (OOMKilled) 2m ago`, of the `terminated` state of a container. */
function describeExit(end: JsonObject, now: number): string {
  const finished = time(end.finishedAt);
  return `${formatExit(end)}${finished === undefined ? '' : ` ${ago(finished, now)}`}`;
}

/** `2 (Error)`, of the `terminated` state of a container. */
export function formatExit({ exitCode, reason }: JsonObject): string {
  return `${exitCode}${text(reason) ? ` (${reason})` : ''}`;
}

function ago(at: number, now: number): string {
  return `${formatAge((now - at) / 1000)} ago`;
}
