import type { JsonObject } from '../../model/json';
import { type ScalingTarget, scalers } from '../../model/scalingConfig';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import { collectList } from '../kubernetes/pages';
import type { Limits } from '../time/limits';
import { findDrivers } from './drivers';
import { toScalingFailure } from './scaleObject';

/**
 * Reads what else could drive the replicas of the target.
 *
 * @returns as `findDrivers`.
 * @throws ReadFailure
 */
export async function readDrivers(
  target: ScalingTarget,
  client: Pick<KubernetesClient, 'read' | 'explain'>,
  limits: Limits,
): Promise<string[]> {
  const found = await Promise.all(
    scalers.map(async ({ kind, ...resource }) => {
      const read = { verb: 'list' as const, ...resource, namespace: target.namespace };
      const { collected, failure } = await collectList(
        read,
        kind,
        (token) => client.read(read, limits, token),
        (): JsonObject[] => [],
        (objects, { items }) => void objects.push(...items),
      );
      if (failure === undefined) return findDrivers(target, kind, collected);
      const explained = toScalingFailure(read, failure, client);
      // KEDA is not installed.
      if (explained.reason === 'ApiNotServed') return [];
      throw explained;
    }),
  );
  return found.flat();
}
