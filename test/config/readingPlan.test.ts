import { readingPlan } from '../../config/readingPlan';
import { configWith } from './input';

const planOf = (...targets: object[]) => readingPlan(configWith(['targets', targets]).targets);

test('what a run reads', () => {
  expect(
    planOf(
      { kind: 'StatefulSet', namespace: 'shop', name: 'db', mode: 'AtLeastOne' },
      { kind: 'Deployment', namespace: 'monitoring', selector: ' app in (a, b) ' },
      { kind: 'DaemonSet', namespace: 'shop', name: 'agent' },
    ),
  ).toEqual({
    targets: [
      { verb: 'get', group: 'apps', version: 'v1', resource: 'statefulsets', namespace: 'shop', name: 'db' },
      {
        verb: 'list',
        group: 'apps',
        version: 'v1',
        resource: 'deployments',
        namespace: 'monitoring',
        labelSelector: ' app in (a, b) ',
      },
      { verb: 'get', group: 'apps', version: 'v1', resource: 'daemonsets', namespace: 'shop', name: 'agent' },
    ],
    lease: {
      verb: 'get',
      group: 'coordination.k8s.io',
      version: 'v1',
      resource: 'leases',
      namespace: 'kube-system',
      name: 'kube-controller-manager',
    },
    pods: ['monitoring', 'shop'].map((namespace) => ({
      verb: 'list',
      group: '',
      version: 'v1',
      resource: 'pods',
      namespace,
    })),
    namespaces: ['monitoring', 'shop'].map((name) => ({
      verb: 'get',
      group: '',
      version: 'v1',
      resource: 'namespaces',
      name,
    })),
  });
});

test('the targets keep their order, by which verdicts are matched to them', () => {
  const names = ['c', 'a', 'b'];
  const { targets } = planOf(...names.map((name) => ({ kind: 'Deployment', namespace: 'shop', name })));
  expect(targets.map(({ name }) => name)).toEqual(names);
});
