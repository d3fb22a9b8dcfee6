import type { V1PodSpec } from '@kubernetes/client-node';
import { type KindScenario, type ScenarioContext, short } from './kindScenario';

const aNode = { kind: 'Node' };
const taint = 'eks-vigil.test/only';

/** A Node that accepts only pods that are `onlyOn` it. */
export function node(
  name: string,
  options: { readonly only?: string; readonly spec?: object; readonly status?: object } = {},
): object {
  const { only = name, spec = {}, status } = options;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { only } },
    spec: { taints: [{ key: taint, value: only, effect: 'NoSchedule' }], ...spec },
    ...(status && { status }),
  };
}

/** The node selector and tolerations of pods that run only on their own nodes. */
export function onlyOn(only: string): Partial<V1PodSpec> {
  return { nodeSelector: { only }, tolerations: [{ key: taint, operator: 'Exists' }] };
}

/** Writes a condition of a node, as its kubelet does. */
export function report(context: ScenarioContext, name: string, type: string, status: 'True' | 'False', reason: string) {
  const now = timestamp();
  const condition = {
    type,
    status,
    reason,
    message: 'as the kubelet says',
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  };
  const patch = JSON.stringify({ status: { conditions: [condition] } });
  return context.kubectl('patch', 'node', name, '--subresource=status', '--type=strategic', `--patch=${patch}`);
}

/** A Lease that keeps the simulated kubelet off a node: only the holder of its Lease updates a node. */
export function leaseOfNobody(name: string): object {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name, namespace: 'kube-node-lease' },
    spec: {
      holderIdentity: 'nobody',
      leaseDurationSeconds: 3600,
      renewTime: new Date().toISOString().replace('Z', '000Z'),
    },
  };
}

/** A time in the format of Kubernetes. Default: now. */
export function timestamp(at = Date.now()): string {
  return new Date(at).toISOString().replace(/\.\d+/, '');
}

export const nodes: readonly KindScenario[] = [
  {
    namespace: 'node',
    given: () => [
      node('broken'),
      node('cordoned', { spec: { unschedulable: true } }),
      node('leaving', { spec: { taints: [{ key: 'karpenter.sh/disrupted', effect: 'NoSchedule' }] } }),
    ],
    when: async (context) => {
      await context.kubectl('wait', '--for=condition=Ready', 'node/broken', 'node/cordoned', '--timeout=300s');
      await report(context, 'broken', 'Ready', 'False', 'KubeletNotReady');
      await report(context, 'cordoned', 'DiskPressure', 'True', 'KubeletHasDiskPressure');
      // As late as possible: after a minute without a report, its condition is Unknown.
      await context.apply(leaseOfNobody('silent'), node('silent'));
    },
    states: [
      { name: 'node-ready', target: { ...aNode, name: 'node-1' }, expected: { verdict: 'Healthy', reason: 'Ready' } },
      {
        name: 'node-not-ready',
        target: { ...aNode, name: 'broken' },
        expected: { verdict: 'Progressing', reason: 'NotReady' },
      },
      {
        name: 'node-not-ready-late',
        target: { ...aNode, name: 'broken', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'NotReady' },
        message: /^Ready is False: KubeletNotReady: as the kubelet says; for \S+, grace 3s$/,
      },
      {
        name: 'node-cordoned',
        target: { ...aNode, name: 'cordoned', grace: 0 },
        expected: { verdict: 'Healthy', reason: 'Cordoned' },
        message: /^cordoned; ready; warning: DiskPressure is True: KubeletHasDiskPressure/,
      },
      {
        name: 'node-leaving',
        target: { ...aNode, name: 'leaving' },
        expected: { verdict: 'Progressing', reason: 'BeingRemoved' },
        message: /karpenter\.sh\/disrupted/,
      },
      {
        name: 'node-just-joined',
        target: { ...aNode, name: 'silent' },
        expected: { verdict: 'Progressing', reason: 'ConditionMissing' },
      },
    ],
  },
];

/** The node of a DaemonSet above, and one whose kubelet never reported. They become unreachable after up to a minute, so this comes late. */
export const lostNodes: readonly KindScenario[] = [
  {
    namespace: 'node-lost',
    given: () => [],
    states: [
      {
        name: 'node-lost',
        target: { ...aNode, name: 'lost' },
        expected: { verdict: 'Progressing', reason: 'NodeUnreachable' },
        message: /^Ready is Unknown: NodeStatusUnknown: Kubelet stopped posting node status\.; for \S+, grace 15m$/,
      },
      {
        name: 'node-lost-late',
        target: { ...aNode, name: 'lost', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'NodeUnreachable' },
      },
      {
        name: 'node-never-reported',
        target: { ...aNode, name: 'silent' },
        expected: { verdict: 'Progressing', reason: 'NodeUnreachable' },
        message: /NodeStatusNeverUpdated/,
      },
      {
        name: 'daemonset-node-lost',
        target: { kind: 'DaemonSet', namespace: 'daemonset-node-lost', name: 'agent', grace: short },
        expected: { verdict: 'Healthy', reason: 'Ready' },
        message: /^1 of 1 pods ready; 1 more on nodes that are not ready, cordoned or new$/,
      },
    ],
  },
  {
    namespace: 'node-lost-not-tolerated',
    given: () => [],
    // The taints of a node alone do not trigger its reconciliation.
    when: ({ controlPlane }) =>
      controlPlane.kubectl(['annotate', 'daemonset', 'plain', 'look=again', '-n', 'daemonset-node-lost']),
    states: [
      {
        // Its pods do not tolerate the taint of a lost node, so its controller does not count that node.
        name: 'daemonset-node-lost-not-tolerated',
        target: { kind: 'DaemonSet', namespace: 'daemonset-node-lost', name: 'plain', grace: 0 },
        expected: { verdict: 'Healthy', reason: 'Ready' },
        message: /^1 of 1 pods ready$/,
      },
    ],
  },
];

/** The status of a node that is ready. */
export function readyStatus(): object {
  const now = timestamp();
  return {
    capacity: { cpu: '1', memory: '1Gi', pods: '10' },
    allocatable: { cpu: '1', memory: '1Gi', pods: '10' },
    conditions: [
      {
        type: 'Ready',
        status: 'True',
        reason: 'KubeletReady',
        message: 'kubelet is posting ready status',
        lastHeartbeatTime: now,
        lastTransitionTime: now,
      },
    ],
  };
}
