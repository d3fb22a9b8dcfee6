import { ReadFailure } from '../../lambda/errors';
import type { ApiResponse } from '../../lambda/kubernetes/apiResponse';
import type { KubernetesClient } from '../../lambda/kubernetes/kubernetesClient';
import { resourcePath } from '../../lambda/kubernetes/resourcePath';
import type { JsonObject } from '../../model/json';
import type { Read } from '../../model/readingPlan';
import type { Cluster } from './cluster';
import { epoch } from './simulatedClock';

type Client = Pick<KubernetesClient, 'read' | 'get' | 'getProxied' | 'explain'>;

const responses: Readonly<Record<string, (cluster: Cluster, read: Read) => JsonObject | undefined>> = {
  leases: (cluster) => cluster.lease(),
  nodes: (cluster) =>
    list(
      'NodeList',
      [...cluster.nodes.values()].map((node) => node.object()),
    ),
  pods: (cluster, { labelSelector = '' }) =>
    list(
      'PodList',
      cluster.podsLabelled(labelSelector.replace(/^app=/, '')).map((pod) => pod.object()),
    ),
  daemonsets: workload,
  deployments: workload,
  statefulsets: workload,
};

/** Reads from a simulated cluster. A read that is not simulated is an error in the scenario. */
export function simulatedClient(cluster: Cluster): Client {
  return {
    async read(read: Read): Promise<ApiResponse> {
      if (!cluster.reachable) throw new ReadFailure('Unreachable', 'the API server did not respond: ECONNREFUSED');
      const body = responses[read.resource]?.(cluster, read);
      if (body === undefined) throw new TypeError(`${resourcePath(read)} is not simulated`);
      // As over the wire: undefined fields are absent.
      return { body: JSON.parse(JSON.stringify(body)), now: epoch + cluster.clock.now * 1000 };
    },
    async get(path: string): Promise<ApiResponse> {
      throw new TypeError(`${path} is not simulated`);
    },
    async getProxied(path: string): Promise<never> {
      throw new TypeError(`${path} is not simulated`);
    },
    explain: () => undefined,
  };
}

function workload(cluster: Cluster, { name }: Read): JsonObject | undefined {
  return cluster.workloads.find((candidate) => candidate.name === name)?.object();
}

function list(kind: string, items: readonly JsonObject[]): JsonObject {
  return { apiVersion: 'v1', kind, metadata: {}, items };
}
