import type { ControlPlane } from '../cluster/controlPlane';
import { apply, type Outcome, statefulSet, waitFor } from '../cluster/workloads';

export const namespace = 'monitoring';
/** The target of config/minimal.yaml. */
export const prometheus = 'prometheus-kube-prometheus-stack-prometheus';

interface StatefulSetStatus {
  readonly status?: { readonly readyReplicas?: number };
}

/** Creates a StatefulSet with two replicas, and waits until both are ready. */
export async function createReady(controlPlane: ControlPlane, name: string): Promise<void> {
  await apply(controlPlane, [statefulSet(name, { namespace, spec: { replicas: 2 } })]);
  const isReady = ({ status }: StatefulSetStatus) => status?.readyReplicas === 2;
  await waitFor<StatefulSetStatus>(controlPlane, `statefulset/${name}`, isReady, namespace);
}

/** Updates a StatefulSet so that its pods crash, and waits until the first of them is in CrashLoopBackOff. */
export async function crash(controlPlane: ControlPlane, name: string): Promise<void> {
  const outcome: Outcome = 'crash-loop';
  await apply(controlPlane, [statefulSet(name, { namespace, outcome, spec: { replicas: 2 } })]);
  const isCrashing = (pods: object) => JSON.stringify(pods).includes('"reason":"CrashLoopBackOff"');
  await waitFor(controlPlane, 'pods', isCrashing, namespace);
}

/** What `aws-auth` maps to the group `eks-vigil`. */
export async function mappedRoles(controlPlane: ControlPlane): Promise<string[]> {
  const mapRoles = await controlPlane.kubectl([
    'get',
    'configmap',
    'aws-auth',
    '-n',
    'kube-system',
    '-o',
    'jsonpath={.data.mapRoles}',
  ]);
  return [...mapRoles.matchAll(/rolearn: (\S*role\/eks-vigil\S*)/g)].map(([, arn = '']) => arn);
}
