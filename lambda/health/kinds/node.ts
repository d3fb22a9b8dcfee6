import { type JsonObject, record, records, text, time } from '../../../model/json';
import { conditionsOf, conditionsOfType, conditionVerdict, describeCondition, hasStatus } from '../facts/conditions';
import { isBeingDeleted } from '../facts/deletion';
import { judgeWithGrace } from '../grace';
import { nodeOutage } from '../objectOutage';
import type { Criteria, Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

/** Taints with which autoscalers and the termination handler mark a node for removal; those of mere candidates are not here. */
const removalTaints = [
  /^ToBeDeletedByClusterAutoscaler$/,
  /^karpenter\.sh\/disrupt(ed|ion)$/,
  /^aws-node-termination-handler\//,
] as const;

/** The status of a condition that is a warning: Kubernetes', the node problem detector's, EKS node monitoring agent's. */
const warnings: ReadonlyMap<unknown, string> = new Map(
  Object.entries({
    MemoryPressure: 'True',
    DiskPressure: 'True',
    PIDPressure: 'True',
    NetworkUnavailable: 'True',
    KernelDeadlock: 'True',
    ReadonlyFilesystem: 'True',
    AcceleratedHardwareReady: 'False',
    ContainerRuntimeReady: 'False',
    KernelReady: 'False',
    NetworkingReady: 'False',
    StorageReady: 'False',
  }),
);

/**
 * The rule of health of a Node: its kubelet reports that it is ready. A cordoned node is healthy, ready or not, because
 * somebody is working on it (as in the kubernetes-mixin's KubeNodeNotReady). A node that is being removed is Progressing while
 * it is ready, however long its drain takes; the grace period starts when it is not. Pressures are warnings in the message.
 * Sources: Kubernetes, "Node Status" (conditions), "Nodes" (manual administration); Karpenter, "Disruption"; Amazon EKS,
 * "Detect node health issues and enable automatic node repair".
 */
export const nodeRule: Rule = ({ object }, criteria, now) => {
  const notReady = readyFindings(object, criteria, now);
  const isReady = notReady.length === 0;
  const removal = removalReason(object);
  const judged = worstVerdict(notReady, { verdict: 'Healthy', reason: 'Ready', message: 'ready' });
  const pressures = describeWarnings(object);
  const message = `${judged.message}${removal === undefined ? '' : `; being removed (${removal})`}${pressures}`;
  const warns = pressures === '' ? {} : { warns: true as const };
  if (isReady && removal !== undefined) return { verdict: 'Progressing', reason: 'BeingRemoved', message };
  if (removal === undefined && record(object.spec).unschedulable === true) {
    return { verdict: 'Healthy', reason: 'Cordoned', message: `cordoned; ${message}`, ...warns };
  }
  // A node that is being removed is expected to become unreachable.
  const isLost = judged.reason === 'NodeUnreachable' && removal === undefined;
  const outages = isLost ? { outages: [nodeOutage(object, judged)] } : {};
  return { ...judged, message, ...(isReady ? warns : {}), ...outages };
};

function readyFindings(object: JsonObject, { grace }: Criteria, now: number): Verdict[] {
  const ready = conditionsOfType(object, 'Ready');
  if (ready.length === 0) {
    return [
      judgeWithGrace({
        since: time(record(object.metadata).creationTimestamp),
        limit: grace,
        now,
        reason: 'ConditionMissing',
        message: 'the kubelet has not reported whether it is ready',
      }),
    ];
  }
  return ready
    .filter((condition) => !hasStatus(condition, 'True'))
    .map((condition) =>
      conditionVerdict(object, condition, {
        limit: grace,
        now,
        reason: hasStatus(condition, 'False') ? 'NotReady' : 'NodeUnreachable',
      }),
    );
}

function removalReason(object: JsonObject): string | undefined {
  const taints = records(record(object.spec).taints).flatMap(({ key }) => text(key) ?? []);
  const [removal] = taints.filter((key) => removalTaints.some((pattern) => pattern.test(key))).sort();
  return removal ?? (isBeingDeleted(object) ? 'deletion requested' : undefined);
}

function describeWarnings(object: JsonObject): string {
  const reported = conditionsOf(object).filter((condition) => {
    const wrong = warnings.get(condition.type);
    return wrong !== undefined && hasStatus(condition, wrong);
  });
  return [...new Set(reported.map((condition) => `; warning: ${describeCondition(condition)}`))].sort().join('');
}
