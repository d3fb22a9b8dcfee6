import { second } from '../../support/objects/clock';
import { statefulSet } from '../workloads';
import { type KindScenario, patient, ScenarioContext } from './kindScenario';
import { timestamp } from './nodes';

const aPod = { kind: 'Pod' };
const db = { kind: 'StatefulSet', name: 'db' };

const ago = (seconds: number): string => timestamp(Date.now() - seconds * second);

/** The state of a container that ran for 10 seconds. */
function ended(exitCode: number, secondsAgo: number): object {
  const reason = exitCode === 0 ? 'Completed' : 'Error';
  return { terminated: { exitCode, reason, startedAt: ago(secondsAgo + 10), finishedAt: ago(secondsAgo) } };
}

const backOff = (delay: string): object => ({
  waiting: { reason: 'CrashLoopBackOff', message: `back-off ${delay} restarting failed container=main` },
});

/** A container as its kubelet reports it. */
function container(name: string, isReady: boolean, restartCount: number, state: object, lastState: object): object {
  return { name, image: 'pause', imageID: '', ready: isReady, started: isReady, restartCount, state, lastState };
}

/** An init container that failed 12 times, the last time a minute ago, and then ended with 0. */
const initContainerStatuses = () => [container('wait', true, 12, ended(0, 30), ended(1, 60))];

/** Writes the status of the first pod of a StatefulSet, as its kubelet does. */
function report(context: ScenarioContext, name: string, isReady: boolean, containers: object): Promise<string> {
  const status = isReady ? 'True' : 'False';
  const conditions = ['Initialized', 'ContainersReady', 'Ready'].map((type) => ({
    type,
    status: type === 'Initialized' ? 'True' : status,
    lastTransitionTime: timestamp(),
  }));
  return context.patch(`pod/${name}-0`, { status: { conditions, ...containers } }, 'status');
}

/** Containers that were restarted: only some of them are in a crash loop. */
export const restarts: readonly KindScenario[] = [
  {
    namespace: 'restarts',
    given: (namespace) => {
      const pod = {
        initContainers: [{ name: 'wait', image: 'pause' }],
        containers: [{ name: 'main', image: 'pause' }],
      };
      return [
        statefulSet('starting', { namespace, outcome: 'never-ready', pod }),
        statefulSet('started', { namespace, pod }),
        statefulSet('ending', { namespace }),
        statefulSet('ended', { namespace }),
        statefulSet('db', { namespace, spec: { replicas: 2 } }),
      ];
    },
    when: async (context) => {
      const names = ['starting', 'started', 'ending', 'ended'];
      const pods = [...names, 'db'].map((name) => `pod/${name}-0`);
      await context.kubectl('wait', '--for=jsonpath={.status.phase}=Running', ...pods, '--timeout=300s');
      const again = (delay: string, restartCount: number, exitCode: number) => ({
        containerStatuses: [container('main', false, restartCount, backOff(delay), ended(exitCode, 5))],
      });
      const running = { running: { startedAt: ago(5) } };
      await Promise.all([
        report(context, 'starting', false, { initContainerStatuses: initContainerStatuses() }),
        report(context, 'started', true, { initContainerStatuses: initContainerStatuses() }),
        report(context, 'ending', false, again('5m0s', 9, 0)),
        report(context, 'ended', true, { containerStatuses: [container('main', true, 6, running, ended(0, 165))] }),
        report(context, 'db', false, again('20s', 2, 1)),
      ]);
    },
    states: [
      {
        name: 'statefulset-init-container-restarted',
        target: { kind: 'StatefulSet', name: 'starting', ...patient },
        expected: { verdict: 'Progressing', reason: 'NoneReady' },
        message:
          /^0 of 1 pods ready; starting-0 on node-\d: container main not ready, started \S+ ago; for \S+, grace 1h$/,
      },
      {
        name: 'pod-init-container-restarted',
        target: { ...aPod, name: 'starting-0', grace: patient.grace },
        expected: { verdict: 'Progressing', reason: 'NotReady' },
      },
      {
        name: 'pod-ready-init-container-restarted',
        target: { ...aPod, name: 'started-0', grace: 0 },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
      {
        name: 'statefulset-command-ends-with-0',
        target: { kind: 'StatefulSet', name: 'ending', ...patient },
        expected: { verdict: 'Unhealthy', reason: 'CrashLooping' },
        message:
          /^0 of 1 pods ready; ending-0 on node-\d: container main CrashLoopBackOff, 9 restarts, last exit code 0 \(Completed\) \d+[sm] ago$/,
      },
      {
        name: 'pod-command-ends-with-0',
        target: { ...aPod, name: 'ended-0', grace: patient.grace },
        expected: { verdict: 'Unhealthy', reason: 'CrashLooping' },
        message: /^ended-0 on node-\d: container main .*6 restarts, last exit code 0 \(Completed\) \d+[sm] ago$/,
      },
      {
        name: 'statefulset-failover',
        target: db,
        expected: { verdict: 'Progressing', reason: 'TooFewReady' },
        message:
          /^1 of 2 pods ready; db-0 on node-\d: container main CrashLoopBackOff, 2 restarts, last exit code 1 \(Error\) \d+[sm] ago; for \S+, grace 15m$/,
      },
      {
        name: 'pod-failover',
        target: { ...aPod, name: 'db-0' },
        expected: { verdict: 'Progressing', reason: 'NotReady' },
        message:
          /^container main CrashLoopBackOff, 2 restarts, last exit code 1 \(Error\) \d+[sm] ago \(on node-\d\); for \S+, grace 15m$/,
      },
    ],
  },
  {
    namespace: 'failover-over',
    given: () => [],
    when: ({ controlPlane }) => {
      const context = new ScenarioContext(controlPlane, 'restarts');
      const running = { running: { startedAt: ago(0) } };
      const containerStatuses = [container('main', true, 2, running, ended(1, 20))];
      return report(context, 'db', true, { containerStatuses });
    },
    states: [
      {
        name: 'statefulset-failover-over',
        target: { ...db, namespace: 'restarts', grace: 0 },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
      {
        name: 'pod-failover-over',
        target: { ...aPod, namespace: 'restarts', name: 'db-0', grace: 0 },
        expected: { verdict: 'Healthy', reason: 'Ready' },
      },
    ],
  },
];
