import type { V1PodList, V1Service } from '@kubernetes/client-node';
import { deployment } from '../workloads';
import { type KindScenario, patient, short } from './kindScenario';
import { timestamp } from './nodes';

const aService = { kind: 'Service' };
const ports = [{ port: 80 }];

function service(name: string, namespace: string, spec: V1Service['spec']): V1Service {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, ...(spec && { spec }) };
}

export const services: readonly KindScenario[] = [
  {
    namespace: 'service',
    given: (namespace) => [
      deployment('web', { namespace, spec: { replicas: 2 } }),
      deployment('not-ready', { namespace }),
      service('web', namespace, { ports, selector: { app: 'web' } }),
      service('headless', namespace, { ports, selector: { app: 'web' }, clusterIP: 'None' }),
      service('not-ready', namespace, { ports, selector: { app: 'not-ready' } }),
      service('nobody', namespace, { ports, selector: { app: 'nobody' } }),
      service('balanced', namespace, { ports, selector: { app: 'web' }, type: 'LoadBalancer' }),
      service('by-hand', namespace, { ports }),
      service('alias', namespace, { type: 'ExternalName', externalName: 'example.com' }),
    ],
    when: async (context) => {
      const isOfNotReady = ({ metadata }: V1PodList['items'][number]) => metadata?.labels?.app === 'not-ready';
      const { items } = await context.waitFor<V1PodList>('pods', (list) =>
        list.items.some((pod) => isOfNotReady(pod) && pod.status?.phase === 'Running'),
      );
      const conditions = [{ type: 'Ready', status: 'False', lastTransitionTime: timestamp() }];
      await context.patch(`pod/${items.find(isOfNotReady)?.metadata?.name}`, { status: { conditions } }, 'status');
    },
    states: [
      {
        name: 'service-endpoints-ready',
        target: { ...aService, name: 'web' },
        expected: { verdict: 'Healthy', reason: 'EndpointsReady' },
        message: /^2 of 2 endpoints ready$/,
      },
      {
        name: 'service-headless',
        target: { ...aService, name: 'headless' },
        expected: { verdict: 'Healthy', reason: 'EndpointsReady' },
      },
      {
        name: 'service-endpoints-not-ready',
        target: { ...aService, name: 'not-ready', ...patient },
        expected: { verdict: 'Progressing', reason: 'NoEndpoints' },
        message: /^0 of 1 endpoints ready; for \S+, grace 1h$/,
      },
      {
        name: 'service-endpoints-not-ready-late',
        target: { ...aService, name: 'not-ready', downGrace: short },
        expected: { verdict: 'Unhealthy', reason: 'NoEndpoints' },
      },
      {
        name: 'service-without-endpoints',
        target: { ...aService, name: 'nobody', ...patient },
        expected: { verdict: 'Progressing', reason: 'NoEndpoints' },
        message: /^no pod that matches the selector has an address; /,
      },
      {
        name: 'service-without-endpoints-late',
        target: { ...aService, name: 'nobody', downGrace: short },
        expected: { verdict: 'Unhealthy', reason: 'NoEndpoints' },
      },
      {
        name: 'service-load-balancer-pending',
        target: { ...aService, name: 'balanced', grace: patient.grace },
        expected: { verdict: 'Progressing', reason: 'LoadBalancerPending' },
      },
      {
        name: 'service-load-balancer-pending-late',
        target: { ...aService, name: 'balanced', grace: short },
        expected: { verdict: 'Unhealthy', reason: 'LoadBalancerPending' },
      },
      {
        name: 'service-without-selector',
        target: { ...aService, name: 'by-hand', grace: 0 },
        expected: { verdict: 'Healthy', reason: 'NoSelector' },
      },
      {
        name: 'service-external-name',
        target: { ...aService, name: 'alias', grace: 0 },
        expected: { verdict: 'Healthy', reason: 'ExternalName' },
      },
    ],
  },
];
