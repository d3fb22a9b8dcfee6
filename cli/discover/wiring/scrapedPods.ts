import { count, type JsonObject, record, records, text } from '../../../model/json';
import { type Labels, labelsOf } from '../../labels';
import { type Inventory, objectsOf } from '../clusterObjects';
import { identityOf } from '../objectName';

/** A port of a container or of a Service. */
export interface Port {
  /** Empty if it has none. */
  readonly name: string;
  readonly number: number | undefined;
}

/** A pod, or the template of pods that a workload would have. */
export interface ScrapedPod {
  readonly namespace: string;
  readonly labels: Labels;
  readonly ports: readonly Port[];
}

/** By namespace. */
export type ScrapedPods = ReadonlyMap<string, readonly ScrapedPod[]>;

/** The kinds that have to be read to know all pods. */
export const podKinds = ['Pod', 'Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob'] as const;

/**
 * Everything that can be scraped: pods, because a webhook may have added containers to them, and the templates of workloads,
 * because one that is scaled to 0, or a CronJob between two runs, has no pods, but is no mistake. Pods that have ended are not scraped.
 */
export function scrapedPods(inventory: Inventory): ScrapedPods {
  const pods = new Map<string, ScrapedPod[]>();
  for (const pod of podKinds.flatMap((kind) => objectsOf(inventory, kind).flatMap((each) => toScraped(kind, each)))) {
    const known = pods.get(pod.namespace);
    if (known === undefined) pods.set(pod.namespace, [pod]);
    else known.push(pod);
  }
  return pods;
}

const ended: ReadonlySet<unknown> = new Set(['Failed', 'Succeeded']);

function toScraped(kind: (typeof podKinds)[number], object: JsonObject): ScrapedPod[] {
  if (ended.has(record(object.status).phase)) return [];
  const { metadata, spec } = podOf(kind, object);
  const { containers, initContainers } = record(spec);
  const ports = [...records(containers), ...records(initContainers)].flatMap((container) => portsOf(container.ports));
  return [{ namespace: identityOf(object).namespace, labels: labelsOf({ metadata }), ports }];
}

/** The pod itself, or the template of the pods that a workload would have. */
function podOf(kind: (typeof podKinds)[number], object: JsonObject): JsonObject {
  if (kind === 'Pod') return object;
  const { jobTemplate, template } = record(object.spec);
  return record(kind === 'CronJob' ? record(record(jobTemplate).spec).template : template);
}

/** The ports of a container, or of the `spec` of a Service. */
export function portsOf(ports: unknown): Port[] {
  return records(ports).map(({ name, port, containerPort }) => ({
    name: text(name) ?? '',
    number: count(containerPort ?? port),
  }));
}

/** `http (8080), metrics (9090)`, without duplicates. */
export function describePorts(ports: readonly Port[]): string {
  const described = ports.map(({ name, number }) => `${name === '' ? 'one without a name' : name} (${number ?? '?'})`);
  return [...new Set(described)].sort().join(', ') || 'none';
}

/** Whether a port has the name. The operator uses the name as a regular expression for the whole name. */
export function hasPortNamed(ports: readonly Port[], name: string): boolean {
  let syntax: RegExp | undefined;
  try {
    syntax = new RegExp(`^(?:${name})$`);
  } catch {
    // Then it is only compared.
  }
  return ports.some((port) => port.name === name || syntax?.test(port.name) === true);
}
