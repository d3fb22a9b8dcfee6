import { withEvents } from '../lambda/events/withEvents';
import type { KubernetesClient } from '../lambda/kubernetes/kubernetesClient';
import { type Observed, observe } from '../lambda/observe/observe';
import { within } from '../lambda/time/limits';
import type { RuntimeConfig } from '../model/runtimeConfig';

/** The verdicts of one check, with what may be read about them. */
export interface ReadVerdicts extends Pick<Observed, 'verdicts' | 'freshness'> {
  /** What could not be read and would explain more, one sentence each. */
  readonly leftOut: readonly string[];
}

/** Timeouts of one check and of one try of a request, in milliseconds. */
const checkTimeout = 30_000;
const tryTimeout = 10_000;

/** Reads and judges the targets as the function does, with the pods of all workloads, and completes the messages by events. */
export function readVerdicts(config: RuntimeConfig, client: KubernetesClient): Promise<ReadVerdicts> {
  return within(checkTimeout, tryTimeout, async (limits) => {
    const { freshness, ...observed } = await observe(config, client, limits, 'always');
    const { verdicts, eventsLeftOut = {} } = await withEvents(observed, client, limits);
    return { verdicts, freshness, leftOut: Object.entries(eventsLeftOut).map(describeLeftOut) };
  });
}

function describeLeftOut([namespace, reason]: readonly [string, string]): string {
  return `events in namespace ${namespace} that might explain more could not be read (${reason})`;
}
