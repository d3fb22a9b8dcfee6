import { controllersOf, deploymentNameOf } from '../../lambda/health/facts/owner';
import { type Freshness, judgeLease } from '../../lambda/health/freshness';
import type { Evidence, EvidenceQuery } from '../../lambda/health/observation';
import { matchesLabels, parseLabelSelector, type Requirement } from '../../lib/config/selectorSyntax';
import { record, text } from '../../model/json';
import { builtinKind, type EvidenceKind, evidenceKinds, type Kind, splitApiVersion } from '../../model/kinds';
import { labelsOf } from '../labels';
import type { ApiObject } from './objectFile';

export interface ObjectReference {
  readonly kind: string;
  /** Empty for a cluster-scoped object. */
  readonly namespace: string;
  readonly name: string;
}

/** The kind, namespace and name of an object; empty if they are missing. */
export function toObjectReference({ kind, metadata }: ApiObject): ObjectReference {
  const { namespace, name } = record(metadata);
  return { kind, namespace: text(namespace) ?? '', name: text(name) ?? '' };
}

/** The controllers whose verdict covers an object of the kind, so that the object needs no verdict of its own. */
const controllers: Readonly<Partial<Record<Kind, readonly Kind[]>>> = {
  Job: ['CronJob'],
  Pod: ['DaemonSet', 'Job', 'ReplicaSet', 'StatefulSet'],
  ReplicaSet: ['Deployment'],
};

/** Objects that a user supplied instead of a cluster. Of duplicates, the last one counts. */
export class SuppliedObjects {
  readonly all: readonly ApiObject[];
  readonly #evidence = new Map<string, ApiObject[]>();
  readonly #uids = new Map<string, unknown>();
  #lease: ApiObject | undefined;

  constructor(objects: readonly ApiObject[]) {
    this.all = removeDuplicates(objects);
    for (const object of this.all) {
      const { kind, namespace, name } = toObjectReference(object);
      if (isEvidence(object)) this.#addEvidence(`${kind}/${namespace}`, object);
      if (builtinKind(object)) this.#uids.set(`${kind}/${namespace}/${name}`, record(object.metadata).uid);
      if (kind === 'Lease' && namespace === 'kube-system' && name === 'kube-controller-manager') this.#lease = object;
    }
  }

  #addEvidence(key: string, object: ApiObject): void {
    const known = this.#evidence.get(key);
    if (known === undefined) this.#evidence.set(key, [object]);
    else known.push(object);
  }

  /** The evidence that a rule requests. It is unavailable if no object of the kind and namespace was supplied. */
  evidence({ kind, namespace = '', labelSelector, belongs }: EvidenceQuery): Evidence {
    const candidates = this.#evidence.get(`${kind}/${namespace}`);
    if (candidates === undefined) {
      return { type: 'unavailable', message: `no ${evidenceKinds[kind].resource} were supplied` };
    }
    const requirements = parseRequirements(labelSelector);
    const objects = candidates.filter((object) => matchesLabels(requirements, labelsOf(object)) && belongs(object));
    return { type: 'found', objects };
  }

  /** Whether the controller of an object was also supplied. For a pod, its Deployment without the ReplicaSet counts. */
  hasController(object: ApiObject): boolean {
    const builtin = builtinKind(object);
    const kinds: readonly string[] = (builtin && controllers[builtin.kind]) ?? [];
    const { namespace } = toObjectReference(object);
    return controllersOf(object).some((owner) => {
      const kind = text(owner.kind) ?? '';
      const name = text(owner.name) ?? '';
      if (!kinds.includes(kind)) return false;
      const deployment = kind === 'ReplicaSet' ? (deploymentNameOf(name) ?? name) : '';
      return this.#has(`${kind}/${namespace}/${name}`, owner.uid) || this.#has(`Deployment/${namespace}/${deployment}`);
    });
  }

  /** Whether statuses are fresh. Without the controller manager's Lease, they are assumed to be. */
  freshness(now: number): Freshness {
    return this.#lease === undefined ? { state: 'fresh' } : judgeLease({ type: 'found', object: this.#lease }, now);
  }

  #has(key: string, uid?: unknown): boolean {
    const own = this.#uids.get(key);
    return this.#uids.has(key) && (own === undefined || uid === undefined || own === uid);
  }
}

/** Compares uids. Objects without uid, such as handwritten ones, are never duplicates. */
function removeDuplicates(objects: readonly ApiObject[]): ApiObject[] {
  const unique = new Map<unknown, ApiObject>();
  for (const object of objects) {
    const uid = text(record(object.metadata).uid);
    const { kind, namespace, name } = toObjectReference(object);
    unique.set(uid === undefined ? object : JSON.stringify([kind, namespace, name, uid]), object);
  }
  return [...unique.values()];
}

function isEvidence({ kind, apiVersion }: ApiObject): boolean {
  if (!Object.hasOwn(evidenceKinds, kind)) return false;
  return splitApiVersion(apiVersion).group === evidenceKinds[kind as EvidenceKind].group;
}

/** An invalid selector matches everything: the owner references still limit the objects. */
function parseRequirements(labelSelector = ''): Requirement[] {
  try {
    return parseLabelSelector(labelSelector);
  } catch {
    return [];
  }
}
