import type { RuntimeTarget } from '../model/runtimeConfig';
import { type WithEvents, withEvents } from './events/withEvents';
import type { KubernetesClient } from './kubernetes/kubernetesClient';
import type { Observed } from './observe/observe';
import { asksForReadyz, readFailingChecks } from './observe/readyz';
import { withWarnings } from './observe/withWarnings';
import type { Limits } from './time/limits';

/** Verdicts with completed messages, and what else explains them. */
export interface Explained extends WithEvents {
  /** What the API server reports about itself, such as etcd; empty if nothing fails, or nothing asks for it. */
  readonly failingChecks: readonly string[];
}

/**
 * Completes messages, and nothing else: those of short targets by events, those of Healthy ones by warnings of their pods. Where
 * the control plane may be the cause, its failing checks are read. Never throws.
 */
export async function explain(
  { verdicts, subjects, unexplained }: Omit<Observed, 'freshness'>,
  targets: readonly RuntimeTarget[],
  client: Pick<KubernetesClient, 'readOptional' | 'getProxied'>,
  limits: Limits,
): Promise<Explained> {
  const [byEvents, byPods, failingChecks] = await Promise.all([
    withEvents({ verdicts, subjects }, client, limits),
    withWarnings(verdicts, targets, unexplained, client, limits),
    asksForReadyz(verdicts) ? readFailingChecks(client, limits) : [],
  ]);
  const completed = byEvents.verdicts.map((one, index) => (one.verdict === 'Healthy' ? (byPods[index] ?? one) : one));
  return { ...byEvents, verdicts: completed, failingChecks };
}
