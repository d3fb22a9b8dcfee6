import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { PodMetricsConfig } from '../../model/podMetricsConfig';
import { createContainer, readConfig } from '../container';
import { KubernetesClient } from '../kubernetes/kubernetesClient';
import { createRedactor } from '../logging/redact';
import { toSafeError } from '../logging/safeError';
import { type PodMetricsContext, type PodMetricsResult, run } from './run';

const redact = createRedactor(process.env);
let container: PodMetricsContext | undefined;

/** The entry point of the pod metrics function. Fails when a group of pods could not be read or published. */
export async function handler(
  event: unknown,
  context: { readonly getRemainingTimeInMillis: () => number },
): Promise<PodMetricsResult> {
  const remaining = context.getRemainingTimeInMillis();
  try {
    container ??= createContext();
    return await run(event, remaining, container);
  } catch (error) {
    throw toSafeError(error, redact);
  }
}

/** What is kept for as long as the container lives: clients, connections, the token, and the earlier looks at the pods. */
function createContext(): PodMetricsContext {
  const config = readConfig<PodMetricsConfig>(__dirname, process.env);
  const { access, log, aws, now } = createContainer(config, redact);
  return {
    config,
    client: new KubernetesClient(access, (attempt) => log.debug('request', { ...attempt })),
    cloudWatch: new CloudWatchClient(aws),
    log,
    memories: new Map(),
    now,
  };
}
