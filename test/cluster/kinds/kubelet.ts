import type { V1Deployment } from '@kubernetes/client-node';
import { minute } from '../../support/objects/clock';
import { deployment, statefulSet } from '../workloads';
import { type KindScenario, patient, type ScenarioContext } from './kindScenario';
import { timestamp } from './nodes';

const ago = (seconds: number): string => timestamp(Date.now() - seconds * 1000);
const pod = { initContainers: [{ name: 'migrate', image: 'pause' }], containers: [{ name: 'main', image: 'pause' }] };
const target = (name: string) => ({ kind: 'StatefulSet', name, ...patient });
const expected = { verdict: 'Progressing', reason: 'NoneReady' } as const;
const keepAll = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };

interface State {
  readonly name: string;
  readonly state: object;
  readonly lastState?: object;
  readonly restartCount?: number;
}

/** Writes the status of the pod of a StatefulSet, as its kubelet does. */
function report(context: ScenarioContext, of: string, field: string, { name, state, ...more }: State): Promise<string> {
  const conditions = ['ContainersReady', 'Ready'].map((type) => ({
    type,
    status: 'False',
    reason: 'ContainersNotReady',
    lastTransitionTime: timestamp(),
  }));
  const container = {
    image: 'pause',
    imageID: '',
    ready: false,
    started: false,
    restartCount: 0,
    lastState: {},
    name,
    state,
    ...more,
  };
  return context.patch(`pod/${of}-0`, { status: { conditions, [field]: [container] } }, 'status');
}

const ended = (exitCode: number, reason: string, message: string) => ({
  terminated: { exitCode, reason, message, startedAt: ago(70), finishedAt: ago(10) },
});

/** What only a kubelet reports: written into the status of the pods, because nothing runs containers here. */
export const kubelet: readonly KindScenario[] = [
  {
    namespace: 'kubelet',
    given: (namespace) => [
      ...['memory', 'init', 'secret'].map((name) => statefulSet(name, { namespace, outcome: 'never-ready', pod })),
      deployment('web', { namespace, spec: { replicas: 2, strategy: keepAll } }),
    ],
    when: async (context) => {
      const pods = ['memory', 'init', 'secret'].map((name) => `pod/${name}-0`);
      await context.kubectl('wait', '--for=jsonpath={.status.phase}=Running', ...pods, '--timeout=300s');
      await context.waitFor<V1Deployment>('deployment/web', ({ status }) => status?.readyReplicas === 2);
      const { namespace } = context;
      const waiting = (reason: string, message: string) => ({ waiting: { reason, message } });
      await Promise.all([
        context.apply(
          deployment('web', { namespace, outcome: 'image-pull', spec: { replicas: 2, strategy: keepAll } }),
        ),
        report(context, 'memory', 'containerStatuses', {
          name: 'main',
          state: waiting('CrashLoopBackOff', 'back-off 20s restarting failed container=main'),
          lastState: ended(137, 'OOMKilled', ''),
          restartCount: 2,
        }),
        report(context, 'init', 'initContainerStatuses', {
          name: 'migrate',
          state: waiting('CrashLoopBackOff', 'back-off 20s restarting failed container=migrate'),
          lastState: ended(1, 'Error', 'dial postgres://app:hunter2@db:5432: connection refused'),
          restartCount: 2,
        }),
        report(context, 'secret', 'containerStatuses', {
          name: 'main',
          state: waiting('CreateContainerConfigError', 'secret "db-password" not found'),
        }),
      ]);
      await context.waitFor<V1Deployment>('deployment/web', ({ status }) => status?.updatedReplicas === 1);
    },
    states: [
      {
        name: 'statefulset-out-of-memory',
        target: target('memory'),
        expected,
        message:
          /^0 of 1 pods ready; memory-0 on node-\d: container main CrashLoopBackOff, 2 restarts, last exit code 137 \(OOMKilled\) \d+[sm] ago; for /,
      },
      {
        name: 'statefulset-init-container-fails',
        target: target('init'),
        expected,
        message:
          /^0 of 1 pods ready; init-0 on node-\d: init container migrate CrashLoopBackOff, 2 restarts, last exit code 1 \(Error\) \d+[sm] ago: dial postgres:\/\/\[redacted\]@db:5432: connection refused; for /,
      },
      {
        name: 'statefulset-secret-missing',
        target: target('secret'),
        expected,
        message:
          /^0 of 1 pods ready; secret-0 on node-\d: container main CreateContainerConfigError: secret "db-password" not found; for /,
      },
      {
        name: 'pod-secret-missing',
        target: { kind: 'Pod', name: 'secret-0', grace: patient.grace },
        // Longer than such a wait is tolerated, whatever the grace.
        later: 6 * minute,
        expected: { verdict: 'Unhealthy', reason: 'ContainerNotStarted' },
        message: /^container main CreateContainerConfigError: secret "db-password" not found; for \S+, grace 5m$/,
      },
      {
        name: 'deployment-rollout-waits-for-its-image',
        target: { kind: 'Deployment', name: 'web', ...patient },
        expected: { verdict: 'Progressing', reason: 'RollingOut' },
        message:
          /^2 of 2 pods ready, 1 of 2 updated; the old pods still serve, a new one cannot start; web-\S+ on node-\d: container main ImagePullBackOff, image pause; for /,
      },
    ],
  },
];
