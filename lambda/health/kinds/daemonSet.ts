import { count, countOr, type JsonObject, record, records, time } from '../../../model/json';
import { isLagging, statusClock } from '../facts/clocks';
import { isCrashLooping } from '../facts/crashLoop';
import { ownedBy } from '../facts/owner';
import { isLive, isReady } from '../facts/pods';
import { toPods } from '../facts/rollingUpdate';
import { withPodWarnings } from '../healthyWorkload';
import { withNodes } from '../objectOutage';
import type { Evidence } from '../observation';
import type { Criteria, Rule } from '../rule';
import { judgeReplicas, judgeWorkload } from '../workload';
import type { WorkloadFacts } from '../workloadFacts';

/** Reads a DaemonSet, of which one pod is desired on each matching node. Source: Kubernetes, "DaemonSet". */
export function daemonSetFacts(object: JsonObject): WorkloadFacts {
  const spec = record(object.spec);
  const status = record(object.status);
  const lagging = isLagging(object);
  const desired = count(status.desiredNumberScheduled) ?? (lagging ? 0 : undefined);
  const wanted = desired ?? 0;
  const updated = count(status.updatedNumberScheduled) ?? 0;
  const strategy = record(spec.updateStrategy);
  const { maxUnavailable = 1 } = record(strategy.rollingUpdate);
  return {
    desired,
    scaledToZero: desired === 0 && !lagging,
    // Its controller does not count a node with a taint that the pods do not tolerate, as a lost node has.
    zero: { why: 'no node to run on, not counting lost and tainted ones', since: statusClock(object) },
    ready: countOr(0, status.numberReady),
    ...(strategy.type !== 'OnDelete' && updated < wanted
      ? {
          rollout: {
            updated,
            wanted,
            maxUnavailable: toPods(maxUnavailable, wanted, Math.ceil),
            hasOldPods: (count(status.currentNumberScheduled) ?? 0) > updated,
          },
        }
      : {}),
    minReadySeconds: count(spec.minReadySeconds) ?? 0,
    owns: ownedBy(object),
  };
}

/**
 * The rule of health of a DaemonSet. An unready pod on a node that is not ready, cordoned or new is not counted, as long as
 * pods on other nodes are ready. But a crash loop on a node whose kubelet reports that it is not ready may be the cause of that,
 * as with a CNI plugin. Sources: Kubernetes, "DaemonSet" (taints and tolerations), "Node Status" (conditions).
 */
export const daemonSetRule: Rule = (found, criteria, now) => {
  const facts = daemonSetFacts(found.object);
  const judged = judgeWorkload(found, facts, criteria, now);
  if ('needed' in judged) {
    return judged.otherwise === undefined
      ? { needed: [...judged.needed, { kind: 'Node', belongs: () => true }] }
      : judged;
  }
  const pods = found.evidence?.Pod;
  const nodes = found.evidence?.Node;
  if (judged.verdict === 'Healthy' || pods?.type !== 'found' || nodes === undefined) return judged;
  const { ready = 0, desired = 0 } = facts;
  if (nodes.type !== 'found') return withoutNodes(judged, nodes, ready);

  const isExcluded = nodeExclusion(nodes.objects, criteria, now);
  const excluded = pods.objects.filter((pod) => isLive(pod) && !isReady(pod) && isExcluded(pod));
  if (excluded.length === 0 || ready === 0) return withNodes(judged, nodes.objects);
  // An unready surge pod only delays the rollout: the old pod on its node is ready.
  const served = new Set(pods.objects.filter((pod) => isLive(pod) && isReady(pod)).map(nodeOf));
  const wanted = desired - excluded.filter((pod) => !served.has(nodeOf(pod))).length;
  const { rollout, ...rest } = facts;
  const others = { type: 'found' as const, objects: pods.objects.filter((pod) => !excluded.includes(pod)) };
  const rejudged = judgeReplicas(
    { object: found.object, evidence: { ...found.evidence, Pod: others } },
    {
      ...rest,
      desired: wanted,
      ...(rollout !== undefined && rollout.updated < desired - excluded.length ? { rollout } : {}),
    },
    criteria,
    now,
  );
  if ('needed' in rejudged) return judged;
  const note = `; ${excluded.length} more on nodes that are not ready, cordoned or new`;
  return withPodWarnings({ ...rejudged, desired, message: `${rejudged.message}${note}` }, pods, now);
};

/** Without the nodes, it is not known whether the unready pods count. */
function withoutNodes<T extends { readonly verdict: string; readonly message: string }>(
  judged: T,
  nodes: Exclude<Evidence, { type: 'found' }>,
  ready: number,
) {
  if (nodes.type === 'unreadable' && judged.verdict === 'Unhealthy' && ready > 0) {
    return { ...judged, verdict: 'Unknown' as const, reason: nodes.reason, message: nodes.message };
  }
  return nodes.type === 'unavailable' ? { ...judged, message: `${judged.message} (${nodes.message})` } : judged;
}

/** Whether a pod that is not ready does not count because of its node. */
function nodeExclusion(nodes: readonly JsonObject[], { grace }: Criteria, now: number): (pod: JsonObject) => boolean {
  const exclusions = new Map(nodes.map((node) => [record(node.metadata).name, excludes(node, grace, now)]));
  return (pod) => {
    const exclusion = exclusions.get(nodeOf(pod));
    return exclusion === 'all' || (exclusion === 'all but crash loops' && !isCrashLooping(pod, now));
  };
}

/** Which of its unready pods a node excludes; undefined if none. */
function excludes(node: JsonObject, grace: number, now: number): 'all' | 'all but crash loops' | undefined {
  const { creationTimestamp } = record(node.metadata);
  const age = now - (time(creationTimestamp) ?? Number.NEGATIVE_INFINITY);
  if (record(node.spec).unschedulable === true || age < grace * 1000) return 'all';
  const ready = records(record(node.status).conditions).find(({ type }) => type === 'Ready');
  if (ready?.status === 'True') return undefined;
  return ready?.status === 'False' ? 'all but crash loops' : 'all';
}

function nodeOf(pod: JsonObject): unknown {
  return record(pod.spec).nodeName;
}
