import { now } from './clock';

/** The Lease of the controller manager, renewed at a time in milliseconds. @default now */
export function lease(renewedAt = now) {
  return {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: 'kube-controller-manager', namespace: 'kube-system' },
    spec: { renewTime: new Date(renewedAt).toISOString() },
  };
}
