import { type JsonObject, newest, record, records, text, time } from '../../model/json';
import { controllerOf, deploymentNameOf } from '../health/facts/owner';
import { isFinished } from '../health/facts/pods';

/** What the inventory knows about a pod. */
export interface PodPlace {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** What the labels call it, or the name of the workload. */
  readonly app: string;
  /** Such as `Deployment/web`; a pod without an owner is `Pod/NAME`. */
  readonly workload: string;
  /** Name of the node. Undefined before it is scheduled. */
  readonly node: string | undefined;
  /** None before the network is ready; two with dual stack. */
  readonly ips: readonly string[];
  readonly hostNetwork: boolean;
  /** When it got to its node, in milliseconds since the epoch. */
  readonly started: number | undefined;
  /** Whether it has finished. Its address may be another pod's since then. */
  readonly finished: boolean;
  /** When it finished, as far as its status tells. */
  readonly ended: number | undefined;
}

/** In this order. Source: Kubernetes, "Recommended Labels"; `app` and `k8s-app` are older conventions. */
const appLabels = ['app.kubernetes.io/name', 'app', 'k8s-app'];

/** Reads a pod. */
export function placeOf(pod: JsonObject): PodPlace {
  const { namespace, name, uid, labels } = record(pod.metadata);
  const { nodeName, hostNetwork } = record(pod.spec);
  const status = record(pod.status);
  const workload = workloadOf(pod);
  const finished = isFinished(pod);
  const started = time(status.startTime);
  return {
    namespace: text(namespace) ?? '',
    name: text(name) ?? '',
    uid: text(uid) ?? '',
    app: appLabels.flatMap((label) => text(record(labels)[label]) || [])[0] ?? workload.name,
    workload: `${workload.kind}/${workload.name}`,
    node: text(nodeName) || undefined,
    ips: addressesOf(status),
    hostNetwork: hostNetwork === true,
    started,
    finished,
    ended: finished ? endOf(status) : undefined,
  };
}

function addressesOf({ podIPs, podIP }: JsonObject): string[] {
  const all = records(podIPs).flatMap(({ ip }) => text(ip) || []);
  return all.length > 0 ? all : [text(podIP) || []].flat();
}

/** The end of its last container; an evicted pod may have no containers, but conditions. */
function endOf({ containerStatuses, conditions }: JsonObject): number | undefined {
  const ends = records(containerStatuses).map(({ state }) => time(record(record(state).terminated).finishedAt));
  return newest(ends) ?? newest(records(conditions).map(({ lastTransitionTime }) => time(lastTransitionTime)));
}

/**
 * What runs the pod, by the names that the controllers make: nothing but pods is read for it.
 * Source: Kubernetes, label `pod-template-hash`; k8s.io/kubernetes, `cronjob.getJobName` (the time in minutes).
 */
function workloadOf(pod: JsonObject): { readonly kind: string; readonly name: string } {
  const { name: ownName, labels } = record(pod.metadata);
  const owner = controllerOf(pod) ?? {};
  const kind = text(owner.kind) ?? 'Pod';
  const name = text(owner.name) ?? text(ownName) ?? '';
  const hash = text(record(labels)['pod-template-hash']);
  if (kind === 'ReplicaSet' && hash !== undefined && name.endsWith(`-${hash}`)) {
    return { kind: 'Deployment', name: deploymentNameOf(name) ?? name };
  }
  const [, cronJob] = /^(.+)-\d{8,10}$/.exec(name) ?? [];
  return kind === 'Job' && cronJob !== undefined ? { kind: 'CronJob', name: cronJob } : { kind, name };
}
