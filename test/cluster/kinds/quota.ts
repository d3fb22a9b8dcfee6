import { daemonSet, deployment, job, replicaSet, statefulSet } from '../workloads';
import { type KindScenario, patient, short } from './kindScenario';

/** A quota for the pods of a namespace. */
export function atMostPods(namespace: string, pods: number): object {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'few', namespace },
    spec: { hard: { pods: String(pods) } },
  };
}

/** Pods that a quota rejects. Only some controllers write the reason. */
export const quota: readonly KindScenario[] = [
  {
    namespace: 'quota-of-one',
    given: (namespace) => [atMostPods(namespace, 1), deployment('web', { namespace, spec: { replicas: 2 } })],
    states: [
      {
        name: 'deployment-quota',
        target: { kind: 'Deployment', name: 'web', ...patient },
        expected: { verdict: 'Progressing', reason: 'ReplicaFailure' },
        message: /^1 of 2 pods ready; pods "web-\S+" is forbidden: exceeded quota: few/,
      },
      {
        name: 'deployment-quota-late',
        target: { kind: 'Deployment', name: 'web', downGrace: short },
        expected: { verdict: 'Unhealthy', reason: 'ReplicaFailure' },
      },
    ],
  },
  {
    namespace: 'quota-of-none',
    given: (namespace) => [
      atMostPods(namespace, 0),
      replicaSet('web', { namespace }),
      statefulSet('db', { namespace }),
      daemonSet('agent', { namespace }),
      job('work', { namespace }),
    ],
    states: [
      {
        name: 'replicaset-quota',
        target: { kind: 'ReplicaSet', name: 'web' },
        expected: { verdict: 'Unhealthy', reason: 'ReplicaFailure' },
        message: /exceeded quota: few/,
      },
      {
        name: 'statefulset-quota',
        target: { kind: 'StatefulSet', name: 'db', ...patient },
        expected: { verdict: 'Progressing', reason: 'NoneReady' },
        message: /^0 of 1 pods ready; for at least \S+, grace 1h$/,
      },
      {
        name: 'statefulset-quota-late',
        target: { kind: 'StatefulSet', name: 'db', downGrace: short },
        expected: { verdict: 'Unhealthy', reason: 'NoneReady' },
      },
      {
        name: 'daemonset-quota',
        target: { kind: 'DaemonSet', name: 'agent', ...patient },
        expected: { verdict: 'Progressing', reason: 'NoneReady' },
        message: /^0 of 2 pods ready; for at least \S+, grace 1h$/,
      },
      {
        name: 'daemonset-quota-late',
        target: { kind: 'DaemonSet', name: 'agent', downGrace: short },
        expected: { verdict: 'Unhealthy', reason: 'NoneReady' },
      },
      {
        name: 'job-quota',
        target: { kind: 'Job', name: 'work', grace: patient.grace },
        expected: { verdict: 'Progressing', reason: 'NoPods' },
      },
      {
        name: 'job-quota-late',
        target: { kind: 'Job', name: 'work', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'NoPods' },
      },
    ],
  },
];
