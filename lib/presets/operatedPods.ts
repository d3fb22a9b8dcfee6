import type { JsonObject } from '../../model/json';
import { maxProbedPods } from '../../model/probes';
import type { ComponentProbe } from './component';

/** The pods of an object of the Prometheus operator, and what decides how they are asked. */
export interface OperatedPods {
  readonly namespace: string;
  readonly statefulSet: string;
  readonly replicas: number;
  /** The number of the first pod. @default 0 */
  readonly firstOrdinal?: number;
  /** Before all paths of the program; empty or `/` for none. */
  readonly routePrefix: string;
  /** Whether the program only listens on the loopback address, where nothing from outside of the pod arrives. */
  readonly listenLocal: boolean;
  readonly usesTls: boolean;
  readonly hasVolume: boolean;
}

/**
 * Probes that together ask each pod, as they would be written in `targets`; none if the pods only listen on the loopback address.
 *
 * @param more - keys of the probes besides, such as `watchdog`.
 */
export function operatedPodProbes(
  { probe, port, path = '' }: ComponentProbe,
  pods: OperatedPods,
  more: JsonObject = {},
): JsonObject[] {
  if (pods.listenLocal) return [];
  const fullPath = `${pods.routePrefix.replace(/\/+$/, '')}${path}`;
  return podNames(pods).map((names) => ({
    probe,
    namespace: pods.namespace,
    pods: names,
    port,
    ...(fullPath === '' ? {} : { path: fullPath }),
    ...(pods.usesTls ? { scheme: 'https' } : {}),
    ...more,
    ...(pods.hasVolume ? gracesWithVolume : {}),
  }));
}

/** In lists that one probe can ask. Source: Kubernetes, "StatefulSets" (ordinal index, start ordinal). */
function podNames({ statefulSet, replicas, firstOrdinal = 0 }: OperatedPods): string[][] {
  const names = Array.from({ length: replicas }, (_, index) => `${statefulSet}-${firstOrdinal + index}`);
  return Array.from({ length: Math.ceil(replicas / maxProbedPods) }, (_, index) =>
    names.slice(index * maxProbedPods, (index + 1) * maxProbedPods),
  );
}

/**
 * The grace periods of a probe of pods with a volume: those that a StatefulSet with `volumeClaimTemplates` has by default, because
 * a probe does not know the volume.
 */
const gracesWithVolume = { grace: '15m', downGrace: '10m' };
