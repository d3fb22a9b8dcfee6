import { type Change, diagnose } from '../input';

const custom = { namespace: 'shop', selector: 'app=web', port: 9090, metrics: [{ name: 'queue' }] };
const proxyWarning = (index: number, namespace: string) =>
  `warning podMetrics[${index}]: needs get on pods/proxy in namespace ${namespace}, which allows any GET request to any port of every pod in it: RBAC can limit it neither to a selector nor to a port. Only the group of the pod metrics function gets it; see docs/pod-metrics.md.`;
/** The errors only. */
const errors = (...changes: Change[]) => diagnose(...changes).filter((line) => line.startsWith('error'));

test('each namespace is warned of once', () => {
  expect(diagnose(['podMetrics', [{ preset: 'vpc-cni' }, custom, { ...custom, metrics: [{ name: 'b' }] }]])).toEqual([
    proxyWarning(0, 'kube-system'),
    proxyWarning(1, 'shop'),
  ]);
});

test.each<[title: string, podMetrics: unknown, lines: string[]]>([
  [
    'nothing',
    [],
    ['error podMetrics: got an empty list, expected a list of 1 to 20 groups of pods, such as [{ preset: vpc-cni }].'],
  ],
  [
    'an empty group',
    [{}],
    ['namespace', 'selector', 'port', 'metrics'].map(
      (key) => `error podMetrics[0]: ${key} is required; or use a preset, such as { preset: vpc-cni }.`,
    ),
  ],
  [
    'a preset with keys of its own',
    [{ preset: 'vpc-cni', port: 1, path: '/x' }],
    ['port', 'path'].map(
      (key) =>
        `error podMetrics[0].${key}: cannot be used with preset, which has its own; remove this key, or the preset.`,
    ),
  ],
  [
    'a preset with another namespace and other dimensions of CloudWatch',
    [{ preset: 'vpc-cni', metricNamespace: 'Cni', dimensions: [{ name: 'Cluster', value: 'prod' }] }],
    [],
  ],
  ['an unknown preset', [{ preset: 'cni' }], ['error podMetrics[0].preset: got "cni", expected vpc-cni.']],
  [
    'a selector that is none',
    [{ ...custom, selector: 'app in' }],
    [expect.stringContaining('error podMetrics[0].selector: got "app in": cannot parse')],
  ],
  [
    'a port by name',
    [{ ...custom, port: 'metrics' }],
    ['error podMetrics[0].port: got "metrics", expected a port number from 1 to 65535.'],
  ],
  [
    'a path that leaves the proxy',
    [{ ...custom, path: '/../secrets' }],
    [expect.stringContaining('error podMetrics[0].path: got "/../secrets", expected a path such as /health')],
  ],
  ...(
    [
      [500, 'got 500, expected a text such as "500", or a list of texts. Put it in quotes: "500".'],
      [true, 'got true, expected a text such as "500", or a list of texts. Put it in quotes: "true".'],
      [
        [500, '503'],
        'got a list of 2, expected a text such as "500", or a list of texts. Put each of its values in quotes.',
      ],
      [{ code: '500' }, 'got a mapping, expected a text such as "500", or a list of texts.'],
    ] as const
  ).map(([code, message]): [string, unknown, string[]] => [
    `the label ${JSON.stringify(code)}`,
    [{ ...custom, metrics: [{ name: 'queue', labels: { code } }] }],
    [`error podMetrics[0].metrics[0].labels.code: ${message}`],
  ]),
  [
    'the same metric twice',
    [custom, { ...custom, metrics: [{ name: 'other', as: 'queue' }] }],
    [
      'error podMetrics[1].metrics[0]: publishes "queue" into the same namespace and with the same dimensions as podMetrics[0]: CloudWatch would mix the two; specify another name with `as`, or other dimensions.',
    ],
  ],
  ['the same metric with other dimensions', [custom, { ...custom, dimensions: [{ name: 'A', value: 'b' }] }], []],
  [
    'the same dimensions in another order',
    [
      {
        ...custom,
        dimensions: [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
      },
      {
        ...custom,
        dimensions: [
          { name: 'B', value: '2' },
          { name: 'A', value: '1' },
        ],
      },
    ],
    [expect.stringContaining('error podMetrics[1].metrics[0]: publishes "queue"')],
  ],
  [
    'a preset twice',
    [{ preset: 'vpc-cni' }, { preset: 'vpc-cni' }],
    [expect.stringContaining('error podMetrics[1]: publishes "addReqCount"')],
  ],
  [
    'the namespace of the health of the cluster',
    [{ ...custom, metricNamespace: 'EksVigil' }],
    [
      'error podMetrics[0].metricNamespace: got "EksVigil", the namespace of metric: the role of the pod metrics function could then publish the health of the cluster, too, because IAM limits it by namespace only; specify another metricNamespace.',
    ],
  ],
  [
    'the name of the count of unread pods',
    [{ ...custom, metrics: [{ name: 'podsUnread' }] }],
    [
      'error podMetrics[0].metrics[0]: has the name podsUnread, which counts the pods that could not be read; specify another one with `as`.',
    ],
  ],
  [
    'a dimension twice',
    [
      {
        ...custom,
        dimensions: [
          { name: 'A', value: '1' },
          { name: 'A', value: '2' },
        ],
      },
    ],
    [
      'error podMetrics[0].dimensions[1].name: is a duplicate of dimensions[0]; CloudWatch allows each dimension name once.',
    ],
  ],
])('%s', (_, podMetrics, lines) => {
  expect(errors(['podMetrics', podMetrics])).toEqual(lines);
});

test('the namespace of the preset may not be that of the health of the cluster, either', () => {
  const metric = { namespace: 'Kubernetes', name: 'Health', dimensions: [{ name: 'Cluster', value: 'prod' }] };
  expect(errors(['podMetrics', [{ preset: 'vpc-cni' }]], ['metric', metric])).toEqual([
    expect.stringMatching(/^error podMetrics\[0\]: publishes into "Kubernetes", the namespace of metric: /),
  ]);
});

test('without a metricNamespace, its default must be a namespace', () => {
  const longest = 'n'.repeat(255 - '/PodMetrics'.length);
  const metric = (namespace: string) => ({
    namespace,
    name: 'Health',
    dimensions: [{ name: 'Cluster', value: 'prod' }],
  });
  expect(errors(['podMetrics', [custom]], ['metric', metric(longest)])).toEqual([]);
  expect(errors(['podMetrics', [custom]], ['metric', metric(`${longest}n`)])).toEqual([
    expect.stringMatching(
      /^error podMetrics\[0\]: metricNamespace is required, because its default, .* is longer than 255/,
    ),
  ]);
  expect(errors(['podMetrics', [{ ...custom, metricNamespace: 'Pods' }]], ['metric', metric(`${longest}n`)])).toEqual(
    [],
  );
});
