import type { JsonObject } from '../../model/json';
import { zoneReads } from '../../model/zoneTraffic';
import { ReadFailure } from '../errors';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import { collectList } from '../kubernetes/pages';
import { observeFailure } from '../observe/response';
import type { Limits } from '../time/limits';
import { nodePlaceOf, type Places } from './inventoryRows';
import { placeOf } from './podPlace';

/** What reads the lists. */
export type PlacesClient = Pick<KubernetesClient, 'read' | 'explain'>;

/**
 * Reads where each pod is, page by page. Only what the inventory needs of an object is kept.
 *
 * @throws ReadFailure unless both lists are complete.
 */
export async function readPlaces(client: PlacesClient, limits: Limits): Promise<Places> {
  const pods = await readAll(client, limits, 'Pod', placeOf);
  const nodes = await readAll(client, limits, 'Node', nodePlaceOf);
  return { pods, nodes };
}

async function readAll<T>(
  client: PlacesClient,
  limits: Limits,
  kind: keyof typeof zoneReads,
  map: (object: JsonObject) => T,
): Promise<T[]> {
  const read = zoneReads[kind];
  const { collected, failure } = await collectList(
    read,
    kind,
    (continueToken) => client.read(read, limits, continueToken),
    () => [] as T[],
    (all, { items }) => all.push(...items.map(map)),
  );
  if (failure === undefined) return collected;
  if (failure instanceof ReadFailure) throw failure;
  const observed = observeFailure(read, failure, (access) => client.explain(access));
  throw new ReadFailure(observed.reason, observed.message, { cause: failure });
}
