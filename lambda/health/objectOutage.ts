import { type JsonObject, record, text, time } from '../../model/json';
import { conditionsOfType, hasStatus } from './facts/conditions';
import { nodesOfLostPods } from './facts/lostPods';
import type { Evidence } from './observation';
import type { NodeReadiness, Outage } from './outage';
import type { Verdict } from './verdict';

/** A workload that has nothing ready. */
export function workloadOutage(object: JsonObject, pods: Evidence, shortage: Verdict): Outage {
  return { ...objectOutage(object, shortage), nodes: pods.type === 'found' ? nodesOfLostPods(pods.objects) : [] };
}

/** A node whose kubelet has stopped reporting. */
export function nodeOutage(node: JsonObject, lost: Verdict): Outage {
  return { ...objectOutage(node, lost), readiness: [readinessOf(node)] };
}

/** Adds which nodes are ready to the outage of a verdict, if it has one. */
export function withNodes<T extends Verdict>(verdict: T, nodes: readonly JsonObject[]): T {
  if (verdict.outages === undefined) return verdict;
  const readiness = nodes.map(readinessOf);
  return { ...verdict, outages: verdict.outages.map((outage) => ({ ...outage, readiness })) };
}

function readinessOf(node: JsonObject): NodeReadiness {
  return {
    name: text(record(node.metadata).name) ?? '',
    ready: conditionsOfType(node, 'Ready').some((condition) => hasStatus(condition, 'True')),
  };
}

/** Something that is down, as far as its own verdict tells. */
export function objectOutage({ kind, metadata }: JsonObject, verdict: Verdict): Outage {
  const { namespace, name } = record(metadata);
  const object = [kind, namespace, name].map((part) => text(part) ?? '').join('/');
  const since = time(verdict.since);
  return { object, ...(since === undefined ? {} : { since }), nodes: [], readiness: [] };
}
