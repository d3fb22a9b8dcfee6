import type { JsonObject } from '../../../model/json';
import { builtinKind } from '../../../model/kinds';

/** The short names of `kubectl api-resources`. Source: kubectl reference, "Resource types". */
const shortNames: Readonly<Record<string, string>> = {
  cj: 'CronJob',
  deploy: 'Deployment',
  ds: 'DaemonSet',
  hpa: 'HorizontalPodAutoscaler',
  no: 'Node',
  ns: 'Namespace',
  pdb: 'PodDisruptionBudget',
  po: 'Pod',
  pvc: 'PersistentVolumeClaim',
  rs: 'ReplicaSet',
  sts: 'StatefulSet',
  svc: 'Service',
};

/** What Amazon EKS calls its resources. Source: Amazon EKS User Guide. */
const eksNames: Readonly<Record<string, string>> = {
  addon: 'EKSAddon',
  nodegroup: 'EKSNodegroup',
};
const otherNames: Readonly<Record<string, string>> = { ...shortNames, ...eksNames };

/** Kinds without a rule and without conditions that tell their health: their apiVersion. Source: Kubernetes API Reference. */
const existenceOnly: Readonly<Record<string, string>> = {
  ConfigMap: 'v1',
  Endpoints: 'v1',
  Ingress: 'networking.k8s.io/v1',
  IngressClass: 'networking.k8s.io/v1',
  LimitRange: 'v1',
  NetworkPolicy: 'networking.k8s.io/v1',
  PersistentVolume: 'v1',
  PriorityClass: 'scheduling.k8s.io/v1',
  ResourceQuota: 'v1',
  ServiceAccount: 'v1',
  StorageClass: 'storage.k8s.io/v1',
};

/** What to write instead of a short name, or of a kind that needs its apiVersion, with a space before it. */
export function hintForKind(kind: string, { apiVersion }: JsonObject): string | undefined {
  const written = kind.toLowerCase();
  if (Object.hasOwn(otherNames, written)) return ` Did you mean ${otherNames[written]}?`;
  const found = Object.entries(existenceOnly).find(([name]) => isMeant(written, name.toLowerCase()));
  if (found === undefined || apiVersion !== undefined) return undefined;
  const [name, version] = found;
  const spelling = name === kind ? '' : `kind: ${name} and `;
  return ` Write ${spelling}apiVersion: ${version}; only its existence is judged, because it has no conditions.`;
}

/** The kind in lowercase, or its plural. */
function isMeant(written: string, name: string): boolean {
  return [name, `${name}s`, `${name}es`, name.replace(/y$/, 'ies')].includes(written);
}

/** For a target that names nothing: how to select all objects of its kind, or to see their names and labels. */
export function hintForAll(target: JsonObject): string {
  if (target.kind === 'Node') return ' For all nodes, write selector: kubernetes.io/os=linux.';
  if (target.kind === 'Namespace') return ' For all namespaces, write selector: kubernetes.io/metadata.name.';
  const command = printLabels(target);
  return command === undefined ? '' : ` ${command} prints the names and the labels.`;
}

/** The command that prints the labels of the objects that a target may mean; undefined for a custom resource. */
export function printLabels({ kind, apiVersion, namespace }: JsonObject): string | undefined {
  if (typeof kind !== 'string' || apiVersion !== undefined) return undefined;
  const info = builtinKind({ kind });
  if (info === undefined) return undefined;
  const isName = typeof namespace === 'string' && /^[-a-z0-9]+$/.test(namespace);
  const where = info.scope === 'Cluster' ? '' : isName ? `-n ${namespace} ` : '-A ';
  return `\`kubectl ${where}get ${info.resource} --show-labels\``;
}
