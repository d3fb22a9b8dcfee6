import type { EksReader } from '../lambda/aws/eksReader';
import { withEvents } from '../lambda/events/withEvents';
import type { KubernetesClient } from '../lambda/kubernetes/kubernetesClient';
import { type Observed, observe } from '../lambda/observe/observe';
import { observeEks } from '../lambda/observe/observeEks';
import { asksForReadyz, describeFailingChecks, readFailingChecks } from '../lambda/observe/readyz';
import { within } from '../lambda/time/limits';
import type { RuntimeConfig } from '../model/runtimeConfig';
import { withSimilarNames } from './similarNames';

/** The verdicts of one check, with what may be read about them. */
export interface ReadVerdicts extends Pick<Observed, 'verdicts' | 'freshness'> {
  /** What could not be read and would explain more, and what the API server reports about itself, one sentence each. */
  readonly leftOut: readonly string[];
}

/** Timeouts of one check and of one try of a request, in milliseconds. */
const checkTimeout = 30_000;
const tryTimeout = 10_000;
/** For what the API server reports about itself, after the check. */
const readyzTimeout = 8000;

/**
 * Reads and judges the targets as the function does, with the pods of all workloads, and completes the messages by events.
 *
 * @param now - the process's clock in milliseconds.
 */
export async function readVerdicts(
  config: RuntimeConfig,
  client: KubernetesClient,
  now: () => number,
): Promise<ReadVerdicts> {
  const eks = config.eks === undefined ? undefined : loadEksReader(config.cluster);
  const { verdicts, freshness, leftOut } = await within(checkTimeout, tryTimeout, async (limits) => {
    const [{ freshness, subjects, verdicts: inCluster }, ofEks] = await Promise.all([
      observe(config, client, limits, 'always'),
      eks === undefined ? [] : observeEks(config, eks, limits, now),
    ]);
    const observed = { subjects, verdicts: [...inCluster, ...ofEks] };
    const { eventsLeftOut = {}, ...explained } = await withEvents(observed, client, limits);
    return { ...explained, freshness, leftOut: Object.entries(eventsLeftOut).map(describeLeftOut) };
  });
  const failing = asksForReadyz(verdicts)
    ? await within(readyzTimeout, readyzTimeout, (limits) => readFailingChecks(client, limits))
    : [];
  return {
    verdicts: await withSimilarNames(verdicts, config, client),
    freshness,
    leftOut: [...leftOut, ...(failing.length === 0 ? [] : [describeFailingChecks(failing)])],
  };
}

/** Loaded only where it is needed: most configurations have no such targets. */
function loadEksReader(cluster: RuntimeConfig['cluster']): EksReader {
  const { createEksReader }: typeof import('./eksReader') = require('./eksReader');
  return createEksReader(cluster);
}

function describeLeftOut([namespace, reason]: readonly [string, string]): string {
  return `events in namespace ${namespace} that might explain more could not be read (${reason})`;
}
