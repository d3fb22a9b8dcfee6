import { controllersOf, deploymentNameOf } from '../../lambda/health/facts/owner';
import { type Freshness, judgeLease } from '../../lambda/health/freshness';
import type { Evidence, EvidenceQuery } from '../../lambda/health/observation';
import { matchesLabels, parseLabelSelector, type Requirement } from '../../lib/config/selectorSyntax';
import { type JsonObject, record, text } from '../../model/json';
import { builtinKind, type EvidenceKind, evidenceKinds, type Kind, splitApiVersion } from '../../model/kinds';
import type { ApiObject } from './objectFile';

export interface Identity {
  readonly kind: string;
  /** Empty for what is in no namespace. */
  readonly namespace: string;
  readonly name: string;
}

/** What names an object; empty where it does not say. */
export function identityOf({ kind, metadata }: ApiObject): Identity {
  const { namespace, name } = record(metadata);
  return { kind, namespace: text(namespace) ?? '', name: text(name) ?? '' };
}

/** Which kinds are the evidence for which controllers, so that they need no verdict beside theirs. */
const controllers: Readonly<Partial<Record<Kind, readonly Kind[]>>> = {
  Job: ['CronJob'],
  Pod: ['DaemonSet', 'Job', 'ReplicaSet', 'StatefulSet'],
  ReplicaSet: ['Deployment'],
};

/** Objects that a user gave, in place of a cluster. Of what was given more than once, the last counts. */
export class SuppliedObjects {
  readonly all: readonly ApiObject[];
  readonly #evidence = new Map<string, ApiObject[]>();
  readonly #uids = new Map<string, unknown>();
  #lease: ApiObject | undefined;

  constructor(objects: readonly ApiObject[]) {
    this.all = withoutEarlier(objects);
    for (const object of this.all) {
      const { kind, namespace, name } = identityOf(object);
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

  /** What a rule asks for. Of a kind of which none was given in the namespace, nothing is known. */
  evidence({ kind, namespace = '', labelSelector, belongs }: EvidenceQuery): Evidence {
    const candidates = this.#evidence.get(`${kind}/${namespace}`);
    if (candidates === undefined) {
      return { type: 'withheld', message: `no ${evidenceKinds[kind].resource} were given` };
    }
    const requirements = requirementsOf(labelSelector);
    const objects = candidates.filter((object) => matchesLabels(requirements, labelsOf(object)) && belongs(object));
    return { type: 'found', objects };
  }

  /** Whether the controller of an object was given too; of a pod also the Deployment, without its ReplicaSet. */
  hasControllerOf(object: ApiObject): boolean {
    const builtin = builtinKind(object);
    const kinds: readonly string[] = (builtin && controllers[builtin.kind]) ?? [];
    const { namespace } = identityOf(object);
    return controllersOf(object).some((owner) => {
      const kind = text(owner.kind) ?? '';
      const name = text(owner.name) ?? '';
      if (!kinds.includes(kind)) return false;
      const deployment = kind === 'ReplicaSet' ? (deploymentNameOf(name) ?? name) : '';
      return this.#has(`${kind}/${namespace}/${name}`, owner.uid) || this.#has(`Deployment/${namespace}/${deployment}`);
    });
  }

  /** Whether statuses are fresh. Without the controller manager's Lease nothing is said against them. */
  freshness(now: number): Freshness {
    return this.#lease === undefined ? { state: 'fresh' } : judgeLease({ type: 'found', object: this.#lease }, now);
  }

  #has(key: string, uid?: unknown): boolean {
    const own = this.#uids.get(key);
    return this.#uids.has(key) && (own === undefined || uid === undefined || own === uid);
  }
}

/** Told by the uid, which objects that were written by hand may lack. */
function withoutEarlier(objects: readonly ApiObject[]): ApiObject[] {
  const distinct = new Map<unknown, ApiObject>();
  for (const object of objects) {
    const uid = text(record(object.metadata).uid);
    const { kind, namespace, name } = identityOf(object);
    distinct.set(uid === undefined ? object : JSON.stringify([kind, namespace, name, uid]), object);
  }
  return [...distinct.values()];
}

function isEvidence({ kind, apiVersion }: ApiObject): boolean {
  if (!Object.hasOwn(evidenceKinds, kind)) return false;
  return splitApiVersion(apiVersion).group === evidenceKinds[kind as EvidenceKind].group;
}

/** A selector that cannot be read selects everything, as whose the objects are is known all the same. */
function requirementsOf(labelSelector = ''): Requirement[] {
  try {
    return parseLabelSelector(labelSelector);
  } catch {
    return [];
  }
}

function labelsOf({ metadata }: JsonObject): Record<string, string> {
  const labels = Object.entries(record(record(metadata).labels));
  return Object.fromEntries(labels.map(([key, value]) => [key, text(value) ?? '']));
}
