import { isEksKind } from '../../model/eksResources';
import type { Reason } from '../../model/reasons';
import { truncate } from '../../model/truncate';
import type { TargetVerdict } from '../health/targetVerdict';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import type { Limits } from '../time/limits';

/** Reasons that the state of the control plane may explain. */
const telling: ReadonlySet<Reason> = new Set(['ClusterDown', 'ServerError', 'StaleStatus', 'Timeout']);
const maxChecks = 10;

/** Whether what the API server reports about itself may explain a verdict. */
export function asksForReadyz(verdicts: readonly TargetVerdict[]): boolean {
  return verdicts.some(({ kind, reason }) => telling.has(reason) && !isEksKind({ kind }));
}

/**
 * The checks that the API server reports as failing, such as etcd; empty if there are none, or if it does not answer in time. Every
 * authenticated identity may read them. They explain and decide nothing. Never throws.
 *
 * Source: Kubernetes, "Kubernetes API health endpoints"; "Using RBAC Authorization" (`system:public-info-viewer`).
 */
export async function readFailingChecks(
  client: Pick<KubernetesClient, 'getProxied'>,
  limits: Limits,
): Promise<readonly string[]> {
  // Like an answer of a program behind the proxy, its status has no effect on connections, and it is not JSON.
  return client.getProxied('/readyz?verbose', limits).then(
    ({ body }) => failingChecksIn(body.toString('utf8')),
    () => [],
  );
}

/** `[-]etcd failed: reason withheld` in lines of their own. */
export function failingChecksIn(text: string): string[] {
  const names = [...text.matchAll(/^\[-\](\S+) failed/gm)].map(([, name = '']) => truncate(name, 60));
  return names.slice(0, maxChecks);
}

/** A sentence without its full stop. */
export function describeFailingChecks(names: readonly string[]): string {
  return `the API server reports that it is not ready: ${names.join(', ')}`;
}
