import { controllerOf } from '../../lambda/health/facts/owner';
import { count, type JsonObject, record, text } from '../../model/json';
import { splitApiVersion } from '../../model/kinds';
import { type Inventory, objectsOf } from './clusterObjects';
import { identityOf } from './objectName';

/** Why a workload may be scaled to 0 at any time; undefined if nothing is known that does that. */
export type ScaledToZero = (workload: JsonObject) => string | undefined;

const advice = 'To watch it, add it with allowZero: true';

/**
 * Finds what scales workloads to 0. Sources: KEDA, "ScaledObject specification" (`minReplicaCount` is 0 by default,
 * `idleReplicaCount` may be 0); Kubernetes, "Horizontal Pod Autoscaling" (`minReplicas` of 0); Knative, "Configuring scale to zero".
 */
export function findScaledToZero(inventory: Inventory): ScaledToZero {
  const byKeda = objectsOf(inventory, 'ScaledObject').filter(({ spec }) => {
    const { minReplicaCount, idleReplicaCount } = record(spec);
    return (count(minReplicaCount) ?? 0) === 0 || count(idleReplicaCount) === 0;
  });
  const byAutoscaler = objectsOf(inventory, 'HorizontalPodAutoscaler').filter(
    ({ spec }) => count(record(spec).minReplicas) === 0,
  );
  const scalers = new Map([
    ...byAutoscaler.map((scaler) => [scaledBy(scaler), 'Its HorizontalPodAutoscaler'] as const),
    ...byKeda.map((scaler) => [scaledBy(scaler), 'KEDA'] as const),
  ]);
  return (workload) => {
    const { namespace, name } = identityOf(workload);
    const isKnative = splitApiVersion(text(controllerOf(workload)?.apiVersion) ?? '').group === 'serving.knative.dev';
    const scaler = isKnative ? 'Knative' : scalers.get(keyOf(text(workload.kind), namespace, name));
    return scaler === undefined ? undefined : `${scaler} may scale it to 0. ${advice}`;
  };
}

/** The key of what a scaler scales. The default of KEDA is a Deployment. */
function scaledBy(scaler: JsonObject): string {
  const { kind = 'Deployment', name } = record(record(scaler.spec).scaleTargetRef);
  return keyOf(text(kind), identityOf(scaler).namespace, text(name));
}

function keyOf(kind: string | undefined, namespace: string, name: string | undefined): string {
  return [kind, namespace, name].join('/');
}
