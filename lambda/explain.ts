import type { RuntimeTarget } from '../model/runtimeConfig';
import { type WithEvents, withEvents } from './events/withEvents';
import type { KubernetesClient } from './kubernetes/kubernetesClient';
import type { Observed } from './observe/observe';
import { withWarnings } from './observe/withWarnings';
import type { Limits } from './time/limits';

/**
 * Completes messages, and nothing else: those of short targets by events, those of Healthy ones by warnings of their pods. Never
 * throws.
 */
export async function explain(
  { verdicts, subjects, unexplained }: Omit<Observed, 'freshness'>,
  targets: readonly RuntimeTarget[],
  client: Pick<KubernetesClient, 'readOptional'>,
  limits: Limits,
): Promise<WithEvents> {
  const [byEvents, byPods] = await Promise.all([
    withEvents({ verdicts, subjects }, client, limits),
    withWarnings(verdicts, targets, unexplained, client, limits),
  ]);
  const completed = byEvents.verdicts.map((one, index) => (one.verdict === 'Healthy' ? (byPods[index] ?? one) : one));
  return { ...byEvents, verdicts: completed };
}
