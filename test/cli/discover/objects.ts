import { createInventory, type Inventory } from '../../../cli/discover/clusterObjects';
import { type ListedKindName, lists } from '../../../cli/discover/lists';
import type { JsonObject } from '../../../model/json';
import type { KubernetesObject } from '../../support/servers/api/store';

/** What is different about an object. */
export interface Shape {
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** `KIND/NAME` of the controller, in `apps/v1`, or `APIVERSION/KIND/NAME`. */
  readonly owner?: string;
  readonly deleted?: boolean;
  readonly spec?: JsonObject;
  readonly status?: JsonObject;
}

/** An object of a listed kind, in the namespace `shop`. */
export function object(kind: ListedKindName, name: string, shape: Shape = {}): KubernetesObject {
  const { group, version } = lists[kind];
  const { namespace = 'shop', labels = {}, annotations = {}, owner, deleted, spec = {}, status = {} } = shape;
  return {
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    metadata: {
      name,
      ...(kind === 'Namespace' ? {} : { namespace }),
      uid: `uid-of-${kind}-${namespace}-${name}`,
      labels,
      annotations,
      ...(owner === undefined ? {} : { ownerReferences: [toOwner(owner)] }),
      ...(deleted === true ? { deletionTimestamp: '2026-01-01T00:00:00Z' } : {}),
    },
    spec,
    status,
  };
}

function toOwner(owner: string): JsonObject {
  const parts = owner.split('/');
  const [name, kind, ...apiVersion] = parts.reverse();
  return {
    apiVersion: apiVersion.reverse().join('/') || 'apps/v1',
    kind,
    name,
    uid: `uid-of-${name}`,
    controller: true,
  };
}

/** A healthy workload whose pods have the label `app`, by default its name, and ports by their names. */
export function workload(
  kind: 'Deployment' | 'StatefulSet' | 'DaemonSet',
  name: string,
  { replicas = 2, app = name, ports = {}, ...shape }: WorkloadShape = {},
): KubernetesObject {
  const container = { name: 'main', ports: toPorts(ports, 'containerPort') };
  const spec = {
    ...(kind === 'DaemonSet' ? {} : { replicas }),
    selector: { matchLabels: { app } },
    template: { metadata: { labels: { app } }, spec: { containers: [container] } },
    ...shape.spec,
  };
  const counts =
    kind === 'DaemonSet'
      ? { desiredNumberScheduled: replicas, numberReady: replicas, updatedNumberScheduled: replicas }
      : { replicas, readyReplicas: replicas, updatedReplicas: replicas, availableReplicas: replicas };
  return object(kind, name, { ...shape, spec, status: { ...counts, ...shape.status } });
}

export interface WorkloadShape extends Shape {
  readonly replicas?: number;
  readonly app?: string;
  readonly ports?: Readonly<Record<string, number>>;
}

/** A Service with ports by their names, for pods with the label `app`, by default its name. */
export function service(
  name: string,
  {
    app = name,
    ports = { http: 80 },
    ...shape
  }: Shape & { app?: string; ports?: Readonly<Record<string, number>> } = {},
): KubernetesObject {
  return object('Service', name, {
    labels: { app },
    ...shape,
    spec: { selector: { app }, ports: toPorts(ports, 'port'), clusterIP: '10.0.0.1', ...shape.spec },
  });
}

function toPorts(ports: Readonly<Record<string, number>>, key: string): JsonObject[] {
  return Object.entries(ports).map(([name, number]) => ({ ...(name === '' ? {} : { name }), [key]: number }));
}

/** A pod with the label `app`, by default its name, and ports by their names. */
export function pod(
  name: string,
  { app = name, ports = {}, phase = 'Running', ...shape }: PodShape = {},
): KubernetesObject {
  const containers = [{ name: 'main', ports: toPorts(ports, 'containerPort') }];
  return object('Pod', name, { labels: { app }, ...shape, spec: { containers }, status: { phase } });
}

interface PodShape extends WorkloadShape {
  readonly phase?: string;
}

/**
 * What is known of a cluster with these objects.
 *
 * @param namespaces - where each kind was listed. Default: in all namespaces.
 */
export function inventoryOf(
  objects: readonly KubernetesObject[],
  namespaces: Readonly<Partial<Record<ListedKindName, readonly string[]>>> = {},
): Inventory {
  const kinds = Object.keys(lists) as ListedKindName[];
  const listings = kinds.map((kind) => {
    const of = objects.filter((each) => each.kind === kind);
    return [kind, { objects: of, namespaces: new Set(namespaces[kind] ?? ['*']) }] as const;
  });
  return createInventory({ listings: Object.fromEntries(listings), unread: [] });
}
