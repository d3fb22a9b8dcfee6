import { findDrivers } from '../../../lambda/scaling/drivers';

const target = {
  kind: 'Deployment',
  group: 'apps',
  version: 'v1',
  resource: 'deployments',
  namespace: 'shop',
  name: 'web',
};
const driver = (ref: object, labels = {}) => ({ metadata: { name: 'one', labels }, spec: { scaleTargetRef: ref } });

test.each([
  ['the same object', { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, ['HorizontalPodAutoscaler one']],
  [
    'another version of it',
    { apiVersion: 'apps/v1beta2', kind: 'Deployment', name: 'web' },
    ['HorizontalPodAutoscaler one'],
  ],
  ['no apiVersion', { kind: 'Deployment', name: 'web' }, ['HorizontalPodAutoscaler one']],
  ['only a name, as KEDA allows', { name: 'web' }, ['HorizontalPodAutoscaler one']],
  [
    'the kind in other case',
    { apiVersion: 'apps/v1', kind: 'deployment', name: 'web' },
    ['HorizontalPodAutoscaler one'],
  ],
  ['another name', { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' }, []],
  ['another kind', { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'web' }, []],
  ['another group', { apiVersion: 'example.com/v1', kind: 'Deployment', name: 'web' }, []],
])('a driver of %s', (_, ref, expected) => {
  expect(findDrivers(target, 'HorizontalPodAutoscaler', [driver(ref)])).toEqual(expected);
});

test.each([
  ['rollout', 'rollouts'],
  ['Anything', 'rollouts'],
  // Its plural is not the one that Kubernetes guesses.
  ['Rollout', 'rolloutz'],
])('the target is found also as the kind %s with the plural %s', (kind, resource) => {
  const named = { ...target, group: 'argoproj.io', version: 'v1alpha1', kind, resource };
  const hpa = driver({ apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'web' });
  expect(findDrivers(named, 'HorizontalPodAutoscaler', [hpa])).toEqual(['HorizontalPodAutoscaler one']);
});

test('one of KEDA names its ScaledObject', () => {
  const object = driver({ kind: 'Deployment', name: 'web' }, { 'scaledobject.keda.sh/name': 'web-queue' });
  expect(findDrivers(target, 'HorizontalPodAutoscaler', [object])).toEqual([
    "HorizontalPodAutoscaler one of KEDA's ScaledObject web-queue",
  ]);
});
