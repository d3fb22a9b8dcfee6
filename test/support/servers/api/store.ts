import type { Requirement } from '../../../../lib/config/selectorSyntax';
import { matchesLabels } from '../../../../lib/config/selectorSyntax';
import { apiVersionOf, servedResources } from './servedResources';

/** A Kubernetes object as the API returns it; only its identity is checked. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** The parameters of a LIST. */
export interface ListQuery {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  /** Absent: every object. */
  readonly requirements?: readonly Requirement[];
  /** Values that fields at the top of an object must have. Absent: every object. */
  readonly fields?: ReadonlyMap<string, string>;
  /** Objects per page; absent or 0: all. */
  readonly limit?: number;
  /** The key after which the page begins: {@link Page.next} of the page before. */
  readonly after?: string;
}

/** One page of a LIST, in the order of etcd's keys. */
export interface Page {
  readonly items: readonly KubernetesObject[];
  /** Absent on the last page. */
  readonly next?: string;
  readonly remaining: number;
  readonly resourceVersion: string;
}

/** The objects of an API server, in memory. */
export class ObjectStore {
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  #revision = 1;

  /**
   * Creates or replaces an object and gives it the next `metadata.resourceVersion`.
   * @throws Error when the kind is not served, or when a namespace is missing or must not be given.
   */
  put(object: KubernetesObject): void {
    const { apiVersion, kind, metadata } = object;
    const served = servedResources.find((entry) => apiVersionOf(entry) === apiVersion && entry.kind === kind);
    if (served === undefined) {
      throw new Error(`${apiVersion} ${kind} is not served here; add it to servedResources`);
    }
    if (served.namespaced !== (metadata.namespace !== undefined)) {
      throw new Error(`${kind} ${metadata.name} must ${served.namespaced ? '' : 'not '}have a namespace`);
    }
    this.#revision += 1;
    this.#collection(apiVersion, kind).set(keyOf(metadata.namespace, metadata.name), {
      ...object,
      metadata: { ...metadata, resourceVersion: String(this.#revision) },
    });
  }

  /** Deletes an object; false when there was none. `namespace` is undefined for objects of the cluster's scope. */
  remove(apiVersion: string, kind: string, namespace: string | undefined, name: string): boolean {
    this.#revision += 1;
    return this.#collection(apiVersion, kind).delete(keyOf(namespace, name));
  }

  /** The object of this name. */
  get(apiVersion: string, kind: string, namespace: string | undefined, name: string): KubernetesObject | undefined {
    return this.#collection(apiVersion, kind).get(keyOf(namespace, name));
  }

  /** One page of the objects of a kind. */
  list(
    apiVersion: string,
    kind: string,
    { namespace, requirements = [], fields = new Map(), limit = 0, after = '' }: ListQuery = {},
  ): Page {
    const rest = [...this.#collection(apiVersion, kind)]
      .filter(([key]) => key > after)
      .filter(([, { metadata }]) => namespace === undefined || metadata.namespace === namespace)
      .filter(([, { metadata }]) => matchesLabels(requirements, metadata.labels))
      .filter(([, object]) => [...fields].every(([field, value]) => object[field] === value))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const page = limit > 0 ? rest.slice(0, limit) : rest;
    const remaining = rest.length - page.length;
    const last = page.at(-1);
    return {
      items: page.map(([, object]) => object),
      remaining,
      resourceVersion: String(this.#revision),
      ...(remaining > 0 && last !== undefined ? { next: last[0] } : {}),
    };
  }

  #collection(apiVersion: string, kind: string): Map<string, KubernetesObject> {
    const type = `${apiVersion} ${kind}`;
    const existing = this.#objects.get(type);
    if (existing) return existing;
    const created = new Map<string, KubernetesObject>();
    this.#objects.set(type, created);
    return created;
  }
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
