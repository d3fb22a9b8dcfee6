import { type JsonObject, record, records, text } from '../../../model/json';
import { pluralize } from '../../../model/pluralize';
import { truncate } from '../../../model/truncate';
import { type ContainerProblem, containerProblem } from './containerProblem';
import { isCrashLooping } from './crashLoop';
import { isReady } from './pods';

const maxGroups = 3;
const maxDescription = 700;

/** A pod that is not as it should be, and why. */
export interface TellingPod extends ContainerProblem {
  readonly name: string;
  /** @default - no node */
  readonly node?: string;
  /** Why no node accepts it; empty if that is not reported. @default - it has a node */
  readonly unschedulable?: string;
}

/** The pods that are not ready or crash looping: those with a known problem first, unscheduled ones last, then by name. */
export function tellingPods(pods: readonly JsonObject[], now: number): TellingPod[] {
  return pods
    .filter((pod) => !isReady(pod) || isCrashLooping(pod, now))
    .map((pod): TellingPod => {
      const unschedulable = whyUnschedulable(pod);
      const node = text(record(pod.spec).nodeName);
      return {
        ...containerProblem(pod, now),
        name: text(record(pod.metadata).name) ?? 'a pod',
        ...(node === undefined ? {} : { node }),
        ...(unschedulable === undefined ? {} : { unschedulable }),
      };
    })
    .sort((a, b) => rankOf(a) - rankOf(b) || (a.name < b.name ? -1 : 1));
}

function rankOf({ unschedulable, isFailing, text: problem }: TellingPod): number {
  if (unschedulable !== undefined) return 3;
  return isFailing ? 0 : problem === '' ? 2 : 1;
}

/** `; POD on NODE: PROBLEM` for the pods that explain why too few are ready, the most telling first; may be empty. */
export function describeUnreadyPods(pods: readonly JsonObject[], now: number): string {
  const telling = tellingPods(pods, now);
  const unscheduled = telling.filter((pod) => pod.unschedulable !== undefined);
  const others = telling.filter((pod) => pod.unschedulable === undefined);
  const groups = groupAlike(others);
  const named = groups.slice(0, maxGroups);
  const left = others.length - named.reduce((sum, { alike }) => sum + alike, 0);
  const [cause] = unscheduled.map(({ unschedulable = '' }) => unschedulable).sort();
  const parts = [
    ...named.map(({ first, alike }) => describeGroup(first, alike)),
    ...(left > 0 ? [`and ${left} more pods not ready`] : []),
    ...(cause === undefined ? [] : [`${pluralize(unscheduled.length, 'pod')} unschedulable${cause}`]),
  ];
  return truncate(parts.map((part) => `; ${part}`).join(''), maxDescription);
}

interface Group {
  readonly first: TellingPod;
  readonly alike: number;
}

/** Pods with the same problem are named once: what differs is when it happened and how often. */
function groupAlike(pods: readonly TellingPod[]): Group[] {
  const keyOf = ({ text: problem }: TellingPod) => problem.replace(/\d+[smhd] ago|\d+ restarts?/g, '');
  const groups = new Map<string, Group>();
  for (const pod of pods) {
    const { first = pod, alike = 0 } = groups.get(keyOf(pod)) ?? {};
    groups.set(keyOf(pod), { first, alike: alike + 1 });
  }
  return [...groups.values()];
}

function describeGroup({ name, node, text: problem }: TellingPod, alike: number): string {
  const where = node === undefined ? '' : ` on ${node}`;
  const others = alike > 1 ? ` and ${pluralize(alike - 1, 'more pod')}` : '';
  return `${name}${where}${others}: ${problem === '' ? 'not ready' : problem}`;
}

/** Why no node accepts a pod, to be appended to a message; undefined if it has a node. */
function whyUnschedulable(pod: JsonObject): string | undefined {
  const scheduled = records(record(pod.status).conditions).find(
    ({ type, status }) => type === 'PodScheduled' && status === 'False',
  );
  if (scheduled === undefined) return undefined;
  const why = text(scheduled.message) ?? text(scheduled.reason);
  return why === undefined ? '' : `: ${withoutPreemption(why)}`;
}

/** The scheduler's remarks on preemption repeat what its counts of nodes say. */
export function withoutPreemption(message: string): string {
  return message.replace(/\.? (?:no new claims to deallocate, )?preemption: .*$/s, '');
}

const maxMessage = 200;

/** A message in one line and truncated; undefined if it is not a string. */
export function shortenMessage(message: unknown): string | undefined {
  const line = text(message)?.replace(/\s+/g, ' ').trim();
  return line === undefined ? undefined : truncate(line, maxMessage);
}
