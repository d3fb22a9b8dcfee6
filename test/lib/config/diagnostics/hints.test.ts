import { objectNameMessage } from '../../../../lib/config/schema/nameSyntax';
import { diagnose } from '../input';

const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const labels = { app: 'grafana', tier: 'web' };

/** What people write, and the hint: the end of the message, or the part before the allowed keys. */
test.each<[string, unknown, path: string, hint: string]>([
  ['all nodes', { kind: 'Node' }, '', 'selector: kubernetes.io/os=linux.'],
  ['all namespaces', { kind: 'Namespace' }, '', 'selector: kubernetes.io/metadata.name.'],
  [
    'all Deployments of a namespace',
    { ...web, name: undefined },
    '',
    '`kubectl -n shop get deployments --show-labels` prints the names and the labels.',
  ],
  [
    'all Deployments',
    { ...web, name: undefined, namespace: 7 },
    '',
    '`kubectl -A get deployments --show-labels` prints the names and the labels.',
  ],
  [
    'nothing of a custom resource',
    { kind: 'Certificate', apiVersion: 'cert-manager.io/v1' },
    '',
    'specify name (one object) or selector (a set of objects).',
  ],
  ['one line', 'Deployment/shop/web', '', 'Write { kind: Deployment, namespace: shop, name: web }.'],

  [
    'names',
    { ...web, name: undefined, names: ['a', 'b'] },
    '.names',
    'Write one target for each (name: "a", name: "b"), or one target with a selector.',
  ],
  ['names, as a string', { ...web, name: undefined, names: 'a' }, '.names', 'Write name.'],
  ['a list as name', { ...web, name: ['a'] }, '.name', 'Write name: "a".'],
  [
    'a long list as name',
    { ...web, name: ['a', 'b', 'c', 'd'] },
    '.name',
    'Write one target for each (name: "a", name: "b", name: "c", …), or one target with a selector.',
  ],
  [
    'namespaces',
    { ...web, namespace: undefined, namespaces: ['a', 'b'] },
    '.namespaces',
    'Write one target for each (namespace: "a", namespace: "b"), or one target with namespace: "*" with a selector.',
  ],
  ['ns', { ...web, namespace: undefined, ns: 'shop' }, '.ns', 'Write namespace.'],
  ['labels', { ...web, name: undefined, labels }, '.labels', 'Write selector: "app=grafana,tier=web".'],
  ['labelSelector', { ...web, name: undefined, labelSelector: 'a=b' }, '.labelSelector', 'Write selector.'],

  [
    'a mapping as selector',
    { ...web, name: undefined, selector: labels },
    '.selector',
    'Write selector: "app=grafana,tier=web".',
  ],
  [
    'a selector as in manifests',
    {
      ...web,
      name: undefined,
      selector: { matchLabels: labels, matchExpressions: [{ key: 'env', operator: 'NotIn', values: ['dev', 'test'] }] },
    },
    '.selector',
    'Write selector: "app=grafana,tier=web,env notin (dev,test)".',
  ],
  [
    'a mapping with a list as selector',
    { ...web, name: undefined, selector: { app: 'shop', tier: ['web', 'api'] } },
    '.selector',
    'Write selector: "app=shop,tier in (web,api)".',
  ],
  [
    'an empty mapping as selector',
    { ...web, name: undefined, selector: {} },
    '.selector',
    'expected a label selector such as app=grafana,tier in (web,api).',
  ],

  [
    'a wildcard',
    { ...web, name: 'kps-*' },
    '.name',
    'A name has no wildcards. Write a selector for the labels of the objects, such as selector: app.kubernetes.io/instance=kps; `kubectl -n shop get deployments --show-labels` prints them.',
  ],
  [
    'only a wildcard',
    { ...web, name: '*' },
    '.name',
    'A name has no wildcards. Write a selector for the labels of the objects; `kubectl -n shop get deployments --show-labels` prints them.',
  ],
  [
    'a wildcard for a custom resource',
    { kind: 'Certificate', apiVersion: 'cert-manager.io/v1', namespace: 'shop', name: '*-tls' },
    '.name',
    'A name has no wildcards. Write a selector for the labels of the objects.',
  ],

  ['minutes without a unit', { ...web, grace: 15 }, '.grace', 'Write 15m for minutes.'],
  ['seconds without a unit', { ...web, grace: 900 }, '.grace', 'Write 900s for seconds, or 900m for minutes.'],
  ['minutes in quotes', { ...web, downGrace: '15' }, '.downGrace', 'Write 15m for minutes.'],
  ['a unit as a word', { ...web, grace: '15 min' }, '.grace', 'Write 15m.'],
  ['a unit as another word', { ...web, grace: '2 hours' }, '.grace', 'Write 2h.'],
  ['a capital unit', { ...web, grace: '90S' }, '.grace', 'Write 90s.'],
  ['an unknown unit', { ...web, grace: '2 weeks' }, '.grace', 'expected a duration such as 90s, 15m, 1h30m or 0.'],
  ['a negative number', { ...web, grace: -5 }, '.grace', 'expected a duration such as 90s, 15m, 1h30m or 0.'],

  ['a share', { ...web, minReady: 0.9 }, '.minReady', 'Write "90%".'],
  ['a share in quotes', { ...web, minReady: '.5' }, '.minReady', 'Write "50%".'],
  ['a percentage with a space', { ...web, minReady: '90 %' }, '.minReady', 'Write "90%".'],
  ['more than all', { ...web, minReady: '150 %' }, '.minReady', 'or a percentage such as "50%".'],

  [
    'a kind without a rule',
    { ...web, kind: 'Ingress' },
    '.kind',
    'Write apiVersion: networking.k8s.io/v1; only its existence is judged, because it has no conditions.',
  ],
  [
    'its plural',
    { ...web, kind: 'ingresses' },
    '.kind',
    'Write kind: Ingress and apiVersion: networking.k8s.io/v1; only its existence is judged, because it has no conditions.',
  ],
  [
    'a kind of the core group',
    { ...web, kind: 'ConfigMap' },
    '.kind',
    'Write apiVersion: v1; only its existence is judged, because it has no conditions.',
  ],
  ['a short name of kubectl', { ...web, kind: 'pvc' }, '.kind', 'Did you mean PersistentVolumeClaim?'],
  ['a short name in capitals', { ...web, kind: 'STS' }, '.kind', 'Did you mean StatefulSet?'],

  [
    'ALL',
    { kind: 'Pod', namespace: 'ALL', selector: 'app=web' },
    '.namespace',
    'For all namespaces, write "*", and a selector.',
  ],
  [
    'no namespace',
    { kind: 'Pod', namespace: '', selector: 'app=web' },
    '.namespace',
    'For all namespaces, write "*", and a selector.',
  ],
])('%s: one problem, which says what to write', (_, target, path, hint) => {
  const [problem, ...others] = diagnose(['targets.0', target]).filter(
    (line) => !(path === '' && /namespace: got 7/.test(line)),
  );
  expect(others).toEqual([]);
  expect(problem?.replace(/ Allowed keys: .*/, '')).toEqual(
    expect.stringMatching(new RegExp(`^error targets\\[0\\]${path}: .*${hint.replace(/[^\w ]/g, '\\$&')}$`)),
  );
});

test('the namespace all can exist, so it is only a warning', () => {
  expect(diagnose(['targets.0', { kind: 'Pod', namespace: 'all', selector: 'app=web' }])).toEqual([
    'warning targets[0].namespace: got "all", which is only the namespace of this name; for all namespaces, write "*", and a selector.',
  ]);
});

test('a grace of the file has the same hint', () => {
  expect(diagnose(['grace', 15])).toEqual([
    'error grace: got 15, expected a duration such as 90s, 15m, 1h30m or 0. Write 15m for minutes.',
  ]);
});

test('both name and selector are too much', () => {
  expect(diagnose(['targets.0', { ...web, selector: 'app=web' }])).toEqual([
    'error targets[0]: specify either name (one object) or selector (a set of objects), not both.',
  ]);
});

test('every mistake of a file is reported at once', () => {
  const mistakes = [
    { kind: 'Node' },
    { ...web, name: 'kps-*', grace: 15, minReady: 0.9 },
    { kind: 'Ingress', namespace: 'ALL', labels },
  ];
  expect(diagnose(['targets', mistakes]).map((line) => line.replace(/: .*/, ''))).toEqual([
    'error targets[0]',
    'error targets[1].name',
    'error targets[1].grace',
    'error targets[1].minReady',
    'error targets[2].kind',
    'error targets[2].namespace',
    'error targets[2].labels',
  ]);
});

const group = { namespace: 'shop', selector: 'app=web', port: 9090, metrics: [{ name: 'queue' }] };
const arn = 'arn:aws:cloudwatch:eu-central-1:111122223333:alarm:busy';
const up = { alarm: { arn }, policies: [{ type: 'Pods', value: 1 }] };
const entry = { target: web, min: 1, max: 9, up };

/** What people write in other sections: the only error, without the allowed keys. */
test.each<[string, at: string, value: unknown, problem: string]>([
  [
    'a mapping as selector of pods',
    'podMetrics.0',
    { ...group, selector: labels },
    'podMetrics[0].selector: got a mapping, expected a label selector such as app=web. Write selector: "app=grafana,tier=web".',
  ],
  [
    'labels of pods',
    'podMetrics.0',
    { ...group, selector: undefined, labels },
    'podMetrics[0].labels: unknown key. Write selector: "app=grafana,tier=web".',
  ],
  [
    'namespaces of pods',
    'podMetrics.0',
    { ...group, namespace: ['a', 'b'] },
    'podMetrics[0].namespace: got a list of 2, expected a Kubernetes namespace: 1 to 63 lowercase letters, digits and "-". Write one group for each (namespace: "a", namespace: "b").',
  ],
  [
    'pods in all namespaces',
    'podMetrics.0',
    { ...group, namespace: '*' },
    'podMetrics[0].namespace: got "*", expected a Kubernetes namespace: 1 to 63 lowercase letters, digits and "-". Write one group for each namespace.',
  ],
  [
    'a preset by its name',
    'podMetrics.0',
    'vpc-cni',
    'podMetrics[0]: got "vpc-cni", expected a mapping with the keys preset, namespace, selector, port, scheme, path, metrics, metricNamespace, dimensions. Write { preset: "vpc-cni" }.',
  ],
  [
    'a metric by its name',
    'podMetrics.0',
    { ...group, metrics: ['http_requests_total'] },
    'podMetrics[0].metrics[0]: got "http_requests_total", expected a mapping with the keys name, as, aggregate, labels, unit. Write { name: "http_requests_total" }.',
  ],
  [
    'a wildcard of scaling',
    'scaling.0',
    { ...entry, target: { ...web, name: 'web-*' } },
    'scaling[0].target.name: got "web-*", expected NAME. A name has no wildcards. Write one entry for each object. `kubectl -n shop get deployments --show-labels` prints the names and the labels.',
  ],
  [
    'names of scaling',
    'scaling.0',
    { ...entry, target: { ...web, name: ['a', 'b'] } },
    'scaling[0].target.name: got a list of 2, expected NAME. Write one entry for each (name: "a", name: "b").',
  ],
  [
    'namespaces of scaling',
    'scaling.0',
    { ...entry, target: { ...web, namespace: ['a'] } },
    'scaling[0].target.namespace: got a list of 1, expected a Kubernetes namespace: 1 to 63 lowercase letters, digits and "-". Write namespace: "a".',
  ],
  [
    'a target of scaling on one line',
    'scaling.0',
    { ...entry, target: 'Deployment/shop/web' },
    'scaling[0].target: got "Deployment/shop/web", expected a mapping with the keys kind, apiVersion, resource, namespace, name. Write { kind: Deployment, namespace: shop, name: web }.',
  ],
  [
    'an entry of scaling that is no mapping',
    'scaling.0',
    'web',
    'scaling[0]: got "web", expected a mapping with the keys target, min, max, up, down, dryRun.',
  ],
  [
    'an alarm by its ARN',
    'scaling.0',
    { ...entry, up: { ...up, alarm: arn } },
    `scaling[0].up.alarm: got "${arn}", expected a mapping with arn, or with metric or podMetric, comparison and threshold. Write { arn: "${arn}" }.`,
  ],
  [
    'minutes of a cool-down',
    'scaling.0',
    { ...entry, up: { ...up, coolDown: 5 } },
    'scaling[0].up.coolDown: got 5, expected a duration from 1m to 1d, such as 5m. Write 5m for minutes.',
  ],
  [
    'minutes of the other cool-down',
    'scaling.0',
    { ...entry, up: undefined, down: { ...up, coolDown: '10 min' } },
    'scaling[0].down.coolDown: got "10 min", expected a duration from 1m to 1d, such as 5m. Write 10m.',
  ],
  [
    'true',
    'zoneTraffic',
    true,
    'zoneTraffic: got true, expected a mapping with the keys flowLogs, scanLimitGiB, retentionDays. Write zoneTraffic: { flowLogs: { vpc: VPC } }, with the ID of the VPC of the cluster.',
  ],
  [
    'a VPC',
    'zoneTraffic',
    { flowLogs: 'vpc-0123456789abcdef0' },
    'zoneTraffic.flowLogs: got "vpc-0123456789abcdef0", expected a mapping with the keys vpc, bucket, prefix, kmsKey, format, logFormat, partitions, hive. Write { vpc: "vpc-0123456789abcdef0" }.',
  ],
  [
    'a bucket',
    'zoneTraffic',
    { flowLogs: 'my-logs' },
    'zoneTraffic.flowLogs: got "my-logs", expected a mapping with the keys vpc, bucket, prefix, kmsKey, format, logFormat, partitions, hive. Write { bucket: "my-logs" }.',
  ],
  ['a key of metric', 'perTarget', true, 'perTarget: unknown key. Write it in metric: { perTarget: true }.'],
  ['a key of zoneTraffic', 'flowLogs', {}, 'flowLogs: unknown key. Write it in zoneTraffic: { flowLogs: … }.'],
])('%s', (_, at, value, problem) => {
  const errors = diagnose([at, value]).filter((line) => line.startsWith('error'));
  expect(errors.map((line) => line.replace(/ Allowed keys: .*/, ''))).toEqual([
    `error ${problem.replace('NAME', objectNameMessage)}`,
  ]);
});

test('the namespace all of other sections is only a warning, too', () => {
  const changes = [
    ['podMetrics', [{ ...group, namespace: 'all' }]],
    ['scaling', [{ ...entry, target: { ...web, namespace: 'all' } }]],
  ] as const;
  expect(diagnose(...changes).filter((line) => line.includes('only the namespace'))).toEqual([
    'warning podMetrics[0].namespace: got "all", which is only the namespace of this name; write one group for each namespace.',
    'warning scaling[0].target.namespace: got "all", which is only the namespace of this name; write one entry for each object.',
  ]);
});
