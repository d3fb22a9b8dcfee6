import { formatAge } from '../../model/duration';
import { toOneLine } from '../../model/safeText';
import { concerns, type Subject } from './subject';
import type { WarningEvent } from './warningEvent';

/** Older events say little about now. By default, Kubernetes deletes events after an hour as well. */
const maxAge = 60 * 60_000;

/** Reasons that name a cause. Sources: Kubernetes, `pkg/kubelet/events`, and the events of its scheduler and controllers. */
const causes: ReadonlySet<string> = new Set([
  'ErrImageNeverPull',
  'Evicted',
  'Failed',
  'FailedAttachVolume',
  'FailedBinding',
  'FailedCreate',
  'FailedCreatePodContainer',
  'FailedCreatePodSandBox',
  'FailedDaemonPod',
  'FailedMapVolume',
  'FailedMount',
  'FailedPostStartHook',
  'FailedPreStopHook',
  'FailedScheduling',
  'InspectFailed',
  'NetworkNotReady',
  'NodeNotReady',
  'ProvisioningFailed',
  'SyncLoadBalancerFailed',
  'Unhealthy',
]);

/** What only repeats the state of a container (`Error: ImagePullBackOff`, `Back-off restarting failed container`). */
const isRepetition = ({ reason, message }: WarningEvent) => reason === 'BackOff' || /^Error: \w+$/.test(message);

/** What the kubelet reports while it waits for something that another event explains, such as FailedAttachVolume. */
const isConsequence = ({ message }: WarningEvent) => /^Unable to attach or mount volumes/.test(message);

/**
 * The text of the event that explains a message best, to be appended to it; empty if there is none: `; event FailedMount 3m ago
 * (x12): …`. Causes come first, then the newest event. What the message already has is not repeated.
 *
 * @param now - the API server's clock in milliseconds.
 */
export function describeEvent(message: string, subject: Subject, events: readonly WarningEvent[], now: number): string {
  const said = withoutNames(toOneLine(message));
  const [best] = events
    .filter((event) => now - event.seen <= maxAge && concerns(subject, event))
    .filter((event) => !isRepetition(event) && !said.includes(essenceOf(event)))
    .sort((a, b) => rankOf(a) - rankOf(b) || b.seen - a.seen || (a.message < b.message ? -1 : 1));
  if (best === undefined) return '';
  const times = best.times > 1 ? ` (x${best.times})` : '';
  return `; event ${best.reason} ${formatAge((now - best.seen) / 1000)} ago${times}: ${best.message}`;
}

function rankOf(event: WarningEvent): number {
  return causes.has(event.reason) && !isConsequence(event) ? 0 : 1;
}

/** Enough of a message to recognize it in another one, which may be truncated. */
const essenceLength = 60;

function essenceOf({ message }: WarningEvent): string {
  return withoutNames(message.replace(/^Error creating: /, '')).slice(0, essenceLength);
}

/** The name of a pod that could not be created is another one in each attempt. */
function withoutNames(message: string): string {
  return message.replace(/"[^"]*"/g, '""');
}
