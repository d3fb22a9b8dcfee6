import { count, countOr, type JsonObject, record, records, time } from '../../../model/json';
import { isLagging } from '../facts/clocks';
import { ownedBy } from '../facts/owner';
import { isLive, isReady } from '../facts/pods';
import type { Evidence } from '../observation';
import type { Criteria, Rule } from '../rule';
import { judgeWorkload, type WorkloadFacts } from '../workload';

/** Reads a DaemonSet; desired is one pod for each node that it fits. Source: Kubernetes, "DaemonSet". */
export function daemonSetFacts(object: JsonObject): WorkloadFacts {
  const spec = record(object.spec);
  const status = record(object.status);
  const lagging = isLagging(object);
  const desired = count(status.desiredNumberScheduled) ?? (lagging ? 0 : undefined);
  const wanted = desired ?? 0;
  const updated = count(status.updatedNumberScheduled) ?? 0;
  return {
    desired,
    scaledToZero: desired === 0 && !lagging,
    ready: countOr(0, status.numberReady),
    ...(record(spec.updateStrategy).type !== 'OnDelete' && updated < wanted ? { rollout: { updated, wanted } } : {}),
    minReadySeconds: count(spec.minReadySeconds) ?? 0,
    owns: ownedBy(object),
  };
}

/**
 * The rule of health of a DaemonSet. A pod that is not ready on a node that is not ready, cordoned or just joined is the
 * node's matter, as long as pods on other nodes serve. Source: Kubernetes, "DaemonSet" (taints and tolerations).
 */
export const daemonSetRule: Rule = (found, criteria, now) => {
  const facts = daemonSetFacts(found.object);
  const judged = judgeWorkload(found, facts, criteria, now);
  if ('needed' in judged) {
    return { needed: [...judged.needed, { kind: 'Node', belongs: () => true }] };
  }
  const pods = found.evidence?.Pod;
  const nodes = found.evidence?.Node;
  if (judged.verdict === 'Healthy' || pods?.type !== 'found' || nodes === undefined) return judged;
  const { ready = 0, desired = 0 } = facts;
  if (nodes.type !== 'found') return withoutNodes(judged, nodes, ready);

  const excused = excusedNodes(nodes.objects, criteria, now);
  const theirs = pods.objects.filter((pod) => isLive(pod) && !isReady(pod) && excused.has(nodeOf(pod)));
  if (theirs.length === 0 || ready === 0) return judged;
  // A pod that surges is lacking only in the rollout: the old pod of its node serves.
  const served = new Set(pods.objects.filter((pod) => isLive(pod) && isReady(pod)).map(nodeOf));
  const wanted = desired - theirs.filter((pod) => !served.has(nodeOf(pod))).length;
  const { rollout, ...rest } = facts;
  const others = { type: 'found' as const, objects: pods.objects.filter((pod) => !theirs.includes(pod)) };
  const again = judgeWorkload(
    { object: found.object, evidence: { ...found.evidence, Pod: others } },
    {
      ...rest,
      desired: wanted,
      ...(rollout !== undefined && rollout.updated < desired - theirs.length ? { rollout } : {}),
    },
    criteria,
    now,
  );
  if ('needed' in again) return judged;
  const note = `; ${theirs.length} more on nodes that are not ready, cordoned or just joined`;
  return { ...again, desired, message: `${again.message}${note}` };
};

/** Without the nodes, what is Unhealthy might be excused. */
function withoutNodes<T extends { readonly verdict: string; readonly message: string }>(
  judged: T,
  nodes: Exclude<Evidence, { type: 'found' }>,
  ready: number,
) {
  if (nodes.type === 'unreadable' && judged.verdict === 'Unhealthy' && ready > 0) {
    return { ...judged, verdict: 'Unknown' as const, reason: nodes.reason, message: nodes.message };
  }
  return nodes.type === 'withheld' ? { ...judged, message: `${judged.message} (${nodes.message})` } : judged;
}

function excusedNodes(nodes: readonly JsonObject[], { grace }: Criteria, now: number): ReadonlySet<unknown> {
  const excused = nodes.filter((node) => {
    const { creationTimestamp } = record(node.metadata);
    const ready = records(record(node.status).conditions).find(({ type }) => type === 'Ready');
    const age = now - (time(creationTimestamp) ?? Number.NEGATIVE_INFINITY);
    return ready?.status !== 'True' || record(node.spec).unschedulable === true || age < grace * 1000;
  });
  return new Set(excused.map((node) => record(node.metadata).name));
}

function nodeOf(pod: JsonObject): unknown {
  return record(pod.spec).nodeName;
}
