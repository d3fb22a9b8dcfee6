import type { V1PersistentVolumeClaim } from '@kubernetes/client-node';
import { type KindScenario, short } from './kindScenario';

const aClaim = { kind: 'PersistentVolumeClaim' };
const size = { storage: '1Gi' };
const accessModes = ['ReadWriteOnce'];

function claim(name: string, namespace: string, spec: object): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace },
    spec: { accessModes, resources: { requests: size }, ...spec },
  };
}

function volume(name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: { accessModes, capacity: size, hostPath: { path: '/data' }, persistentVolumeReclaimPolicy: 'Retain' },
  };
}

/** A class without a provisioner, as when a driver is down. */
function storageClass(name: string, volumeBindingMode: string): object {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner: 'disk.eks-vigil.test',
    volumeBindingMode,
  };
}

export const storage: readonly KindScenario[] = [
  {
    namespace: 'claim',
    given: (namespace) => [
      storageClass('later', 'WaitForFirstConsumer'),
      storageClass('now', 'Immediate'),
      volume('kept'),
      volume('gone'),
      claim('bound', namespace, { storageClassName: '', volumeName: 'kept' }),
      claim('lost', namespace, { storageClassName: '', volumeName: 'gone' }),
      claim('classless', namespace, { storageClassName: '' }),
      claim('later', namespace, { storageClassName: 'later' }),
      claim('now', namespace, { storageClassName: 'now' }),
    ],
    when: async (context) => {
      const isBound = ({ status }: V1PersistentVolumeClaim) => status?.phase === 'Bound';
      await context.waitFor('persistentvolumeclaim/lost', isBound);
      await context.kubectl('delete', 'persistentvolume/gone', '--wait=false');
      await context.patch('persistentvolume/gone', { metadata: { finalizers: null } });
    },
    states: [
      {
        name: 'persistentvolumeclaim-bound',
        target: { ...aClaim, name: 'bound' },
        expected: { verdict: 'Healthy', reason: 'Bound' },
      },
      {
        name: 'persistentvolumeclaim-lost',
        target: { ...aClaim, name: 'lost' },
        expected: { verdict: 'Unhealthy', reason: 'VolumeLost' },
      },
      {
        name: 'persistentvolumeclaim-pending-without-class',
        target: { ...aClaim, name: 'classless' },
        expected: { verdict: 'Progressing', reason: 'Pending' },
      },
      {
        name: 'persistentvolumeclaim-pending-without-class-late',
        target: { ...aClaim, name: 'classless', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'Pending' },
      },
      {
        name: 'persistentvolumeclaim-waits-for-first-consumer',
        target: { ...aClaim, name: 'later', grace: 0 },
        expected: { verdict: 'Healthy', reason: 'WaitForFirstConsumer' },
      },
      {
        name: 'persistentvolumeclaim-pending',
        target: { ...aClaim, name: 'now' },
        expected: { verdict: 'Progressing', reason: 'Pending' },
        message: /requested from disk\.eks-vigil\.test/,
      },
      {
        name: 'persistentvolumeclaim-pending-late',
        target: { ...aClaim, name: 'now', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'Pending' },
      },
    ],
  },
];
