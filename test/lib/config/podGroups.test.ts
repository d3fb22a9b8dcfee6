import { toPodGroups } from '../../../lib/config/podGroups';
import { toPodMetricsConfig } from '../../../lib/config/toPodMetricsConfig';
import { configWith } from './input';

const groupOf = (entry: object) => toPodGroups(configWith(['podMetrics', [entry]]))[0];

test('the preset vpc-cni has the names of cni-metrics-helper', () => {
  const group = groupOf({ preset: 'vpc-cni' });
  expect(group).toMatchObject({
    namespace: 'kube-system',
    selector: 'k8s-app=aws-node',
    scheme: 'http',
    port: 61678,
    path: '/metrics',
    metricNamespace: 'Kubernetes',
    // Its value is the name of the cluster, which may be known at deployment only.
    dimensions: [{ name: 'CLUSTER_ID' }],
  });
  // Source: aws/amazon-vpc-cni-k8s, README of cni-metrics-helper.
  const documented =
    'addReqCount assignIPAddresses awsAPIErr awsAPILatency awsUtilErr delReqCount eniAllocated eniMaxAvailable ipamdActionInProgress ipamdErr maxIPAddresses podENIErr reconcileCount totalIPAddresses totalIPv4Prefixes totalAssignedIPv4sPerCidr';
  const names = group?.metrics.map(({ as }) => as) ?? [];
  expect(names).toEqual(expect.arrayContaining(documented.split(' ')));
  expect(names).toHaveLength(20);
  expect(group?.metrics.filter(({ unit }) => unit !== 'Count')).toEqual([
    { name: 'awscni_aws_api_latency_ms', as: 'awsAPILatency', aggregate: 'max', unit: 'Milliseconds' },
  ]);
});

test('the defaults of a group are a namespace beside that of the metric, and its dimensions', () => {
  const metrics = [
    { name: 'a_total' },
    { name: 'b', as: 'B', aggregate: 'max', unit: 'Bytes', labels: { code: '5', x: ['1', '2'] } },
  ];
  expect(groupOf({ namespace: 'shop', selector: 'app=web', port: 9090, metrics })).toEqual({
    namespace: 'shop',
    selector: 'app=web',
    scheme: 'http',
    port: 9090,
    path: '/metrics',
    metrics: [
      { name: 'a_total', as: 'a_total', aggregate: 'sum' },
      { name: 'b', as: 'B', aggregate: 'max', unit: 'Bytes', labels: { code: ['5'], x: ['1', '2'] } },
    ],
    metricNamespace: 'EksVigil/PodMetrics',
    dimensions: [{ name: 'Cluster', value: 'prod' }],
  });
});

test('they can be replaced, also of the preset', () => {
  const own = { metricNamespace: 'Cni', dimensions: [{ name: 'A', value: 'b' }] };
  expect(groupOf({ preset: 'vpc-cni', ...own })).toMatchObject(own);
});

test('the runtime configuration has a role and a group of its own', () => {
  const config = configWith(['podMetrics', [{ preset: 'vpc-cni' }]], ['dryRun', true], ['seconds', 120]);
  expect(toPodMetricsConfig(config, 'prod.yaml')).toMatchObject({
    cluster: { name: 'prod', region: 'eu-central-1' },
    access: { type: 'eksctl', roleName: 'eks-vigil-eu-central-1-prod-pod-metrics', group: 'eks-vigil-pod-metrics' },
    inVpc: false,
    dryRun: true,
    seconds: 120,
    file: 'prod.yaml',
    rbacHash: expect.stringMatching(/^[\da-f]{12}$/),
  });
});
