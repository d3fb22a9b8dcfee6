import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatDiagnostic } from '../../../lib/config/diagnostics/diagnostic';
import { type LoadedConfig, loadConfig } from '../../../lib/config/load';
import { kindsWithoutApiVersion } from '../../../model/eksResources';

/** Most files here have no alarm actions, which is a warning that is tested in alarmCheck.test.ts. */
const withoutNobody = ({ diagnostics }: LoadedConfig) =>
  diagnostics.map(formatDiagnostic).filter((line) => !line.includes('nobody is notified'));
const diagnose = (text: string) => withoutNobody(loadConfig('prod.yaml', text));
const loadFile = (...path: string[]) => {
  const file = path.at(-1) ?? '';
  return loadConfig(file, readFileSync(join(__dirname, ...path), 'utf8'));
};
const valid = `cluster: { name: prod, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets:
  - { kind: Deployment, namespace: shop, name: web }
`;

test('all problems of a file are reported at once, with their positions', () => {
  const text = `cluster:
  name: prod
  regoin: eu-central-1
dry: true
seconds: 90
metrics: {}
metric:
  namespace: AWS/EKS
  name: ClusterHealth
  dimensions:
    - { name: Cluster, value: prod }
    - { name: Cluster, value: "" }
targets:
  - kind: deployment
    namespace: Shop
    name: web
    mode: allofthem
    grace: 10m
    downGrace: 20m
  - { kind: Deployment, namespace: shop }
  - { kind: StatefulSet, namespace: shop, selector: app=db }
  - { kind: StatefulSet, namespace: shop, selector: "app in (db)" }
alarms:
  page: { evaluationPeriods: 2, datapointsToAlarm: 3 }
"strange key": 1
`;
  expect(diagnose(text)).toEqual([
    'prod.yaml:2:3: error: cluster.region: is required: a region such as eu-central-1.',
    'prod.yaml:3:3: error: cluster.regoin: unknown key. Did you mean region? Allowed keys: name, region, account.',
    'prod.yaml:4:1: error: dry: unknown key. Did you mean dryRun? Allowed keys: cluster, name, network, access, dryRun, dashboard, seconds, logging, function, tags, metric, presets, targets, read, grace, downGrace, clusterDownGrace, alarms, notify, maintenance, watchdog, heartbeat, podMetrics, scaling, zoneTraffic, alarm.',
    'prod.yaml:5:10: error: seconds: got 90, expected a multiple of 60 from 60 to 86400, because EventBridge schedules have a granularity of one minute. Write 60 or 120.',
    'prod.yaml:6:1: error: metrics: unknown key. Did you mean metric? Allowed keys: cluster, name, network, access, dryRun, dashboard, seconds, logging, function, tags, metric, presets, targets, read, grace, downGrace, clusterDownGrace, alarms, notify, maintenance, watchdog, heartbeat, podMetrics, scaling, zoneTraffic, alarm.',
    'prod.yaml:8:14: error: metric.namespace: got "AWS/EKS", expected 1 to 255 letters, digits, spaces and ". - _ / # :", not starting with ":" or "AWS/" (reserved for AWS services).',
    'prod.yaml:12:15: error: metric.dimensions[1].name: is a duplicate of dimensions[0]; CloudWatch allows each dimension name once.',
    'prod.yaml:12:31: error: metric.dimensions[1].value: got "", expected 1 to 1024 printable ASCII characters.',
    `prod.yaml:14:11: error: targets[0].kind: got "deployment", expected ${kindsWithoutApiVersion.join(', ')}, or a custom resource with its apiVersion. Did you mean Deployment?`,
    'prod.yaml:15:16: error: targets[0].namespace: got "Shop", expected a Kubernetes namespace (1 to 63 lowercase letters, digits and "-"), or "*" for all namespaces.',
    'prod.yaml:17:11: error: targets[0].mode: got "allofthem", expected AllOfThem or AtLeastOne. Did you mean AllOfThem?',
    'prod.yaml:19:16: warning: targets[0].downGrace: is longer than grace (10m), which limits it; increase grace too.',
    'prod.yaml:20:5: error: targets[1]: specify name (one object) or selector (a set of objects). `kubectl -n shop get deployments --show-labels` prints the names and the labels.',
    'prod.yaml:22:5: error: targets[3]: selects the same objects as targets[2]; remove one of them.',
    'prod.yaml:24:52: error: alarms.page.datapointsToAlarm: got 3: datapointsToAlarm (3) is larger than evaluationPeriods (2), so the alarm could never fire.',
    'prod.yaml:25:1: error: ["strange key"]: unknown key. Allowed keys: cluster, name, network, access, dryRun, dashboard, seconds, logging, function, tags, metric, presets, targets, read, grace, downGrace, clusterDownGrace, alarms, notify, maintenance, watchdog, heartbeat, podMetrics, scaling, zoneTraffic, alarm.',
  ]);
});

describe('a file that is not a mapping', () => {
  const rest = 'expected a mapping with the keys cluster, metric and targets; see config/example.yaml.';

  test.each([
    ['nothing', ''],
    ['nothing', '# only a comment\n'],
    ['a list', '- cluster\n'],
    ['a single value', 'cluster\n'],
  ])('%s: %j', (actual, text) => {
    expect(diagnose(text)).toEqual([`prod.yaml:1:1: error: got ${actual}, ${rest}`]);
  });

  test('reports duplicate keys too', () => {
    expect(diagnose('- { a: 1, a: 2 }\n')).toEqual([
      `prod.yaml:1:1: error: got a list, ${rest}`,
      'prod.yaml:1:11: error: [0].a: duplicate key in the same mapping; remove one.',
    ]);
  });
});

test('a duplicate key is reported together with other problems', () => {
  expect(diagnose(`${valid}dryRun: true\ndryRun: false\nseconds: 30\n`)).toEqual([
    'prod.yaml:6:1: error: dryRun: duplicate key in the same mapping; remove one.',
    expect.stringMatching(/^prod\.yaml:7:10: error: seconds: got 30, /),
  ]);
});

test('a file with an error gives no configuration, even if each value is valid', () => {
  const target = '  - { kind: Deployment, namespace: shop, name: web }\n';
  expect(loadConfig('prod.yaml', valid).config).toBeDefined();
  expect(loadConfig('prod.yaml', valid + target).config).toBeUndefined();
  expect(loadConfig('prod.yaml', `${valid}dryRun: true\ndryRun: true\n`).config).toBeUndefined();
});

test('for invalid YAML, no other problems are reported', () => {
  expect(diagnose('dry: true\ncluster:\n\tname: prod\n')).toEqual([
    'prod.yaml:3:1: error: the indentation contains a tab; YAML allows only spaces.',
  ]);
});

describe('a suggestion shows a scalar as written', () => {
  test.each([
    [
      'an account with a leading zero',
      valid.replace('eu-central-1 }', 'eu-central-1, account: 012345678901 }'),
      '"012345678901"',
    ],
    ['a version', valid.replace('value: prod', 'value: 1.10'), '"1.10"'],
    ['a YAML boolean', valid.replace('value: prod', 'value: True'), '"True"'],
    ['an alias of a number', `x: &x 0x10\n${valid.replace('value: prod', 'value: *x')}`, '"0x10"'],
  ])('%s', (_, text, quoted) => {
    expect(diagnose(text)).toContainEqual(expect.stringMatching(`Put it in quotes: ${quoted}\\.$`));
  });

  test('infinity', () => {
    expect(diagnose(`${valid}seconds: .inf\n`)).toEqual([expect.stringMatching(/seconds: got \.inf, expected/)]);
  });
});

describe('aliases and merge keys', () => {
  const shared = valid.replace('- { kind', '- &shop { kind');

  test('a merged target is complete', () => {
    const loaded = loadConfig('prod.yaml', `${shared}  - { <<: *shop, name: api }\n`);
    expect(withoutNobody(loaded)).toEqual([]);
    expect(loaded.config?.targets).toEqual([
      { kind: 'Deployment', namespace: 'shop', name: 'web', allowZero: false },
      { kind: 'Deployment', namespace: 'shop', name: 'api', allowZero: false },
    ]);
  });

  test('a problem in merged values is reported at the target that merges them', () => {
    expect(diagnose(`${shared.replace('web', 'Web')}  - { <<: *shop, mode: AtLeastOne }\n`)).toEqual([
      expect.stringMatching(/^prod\.yaml:4:54: error: targets\[0\]\.name: got "Web"/),
      expect.stringMatching(/^prod\.yaml:5:5: error: targets\[1\]: selects the same objects as targets\[0\]/),
      expect.stringMatching(/^prod\.yaml:5:5: error: targets\[1\]\.name: got "Web"/),
    ]);
  });

  test('a problem in an alias is reported at its anchor', () => {
    expect(diagnose(`${shared}  - *shop\n`)).toEqual([
      'prod.yaml:5:5: error: targets[1]: selects the same objects as targets[0]; remove one of them.',
    ]);
    expect(diagnose(`${shared.replace('Deployment', 'Rollout')}  - *shop\n`)).toContainEqual(
      expect.stringMatching(/^prod\.yaml:4:19: error: targets\[1\]\.kind: got "Rollout"/),
    );
  });

  test('aliases that expand exponentially', () => {
    const text = `a: &a [x, x]\n${[...'bcdefghijklmnopqrstuvwxyz'].map((letter, index) => `${letter}: &${letter} [*${'abcdefghijklmnopqrstuvwxy'[index]} , *${'abcdefghijklmnopqrstuvwxy'[index]} ]\n`).join('')}`;
    expect(diagnose(text + valid)).toEqual([
      expect.stringMatching(/: error: the aliases up to here expand to more than 100000 values/),
    ]);
  });
});

describe('property names of JavaScript objects', () => {
  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is an unknown key', (key) => {
    expect(diagnose(`${valid}${key}: { x: 1 }\n`)).toEqual([
      expect.stringContaining(`prod.yaml:5:1: error: ${key}: unknown key. Allowed keys: cluster,`),
    ]);
  });
});

describe('Windows', () => {
  test('a byte order mark and Windows line endings change nothing', () => {
    const text = `${valid}dry: true\n`;
    expect(diagnose(`\ufeff${text.replaceAll('\n', '\r\n')}`)).toEqual(diagnose(text));
    expect(loadConfig('a', `\ufeff${valid.replaceAll('\n', '\r\n')}`)).toEqual({
      ...loadConfig('a', valid),
      locate: expect.any(Function),
    });
  });
});

test('the position of a path is its value, or the nearest mapping or list around it', () => {
  const { locate } = loadConfig('prod.yaml', valid);
  expect(locate(['metric', 'name'])).toEqual({ line: 2, column: 38 });
  expect(locate(['targets', 0, 'mode'])).toEqual({ line: 4, column: 5 });
  expect(locate(['targets', 7, 'mode'])).toEqual({ line: 4, column: 3 });
  expect(locate([])).toEqual({ line: 1, column: 1 });
});

describe('the files of the project', () => {
  test.each([
    [
      'example.yaml',
      ['kube-system', 'shop'].map((namespace) =>
        expect.stringMatching(`warning: podMetrics\\[\\d\\]: needs get on pods/proxy in namespace ${namespace}`),
      ),
    ],
    [
      'minimal.yaml',
      [expect.stringMatching(/^minimal\.yaml:\d+:1: warning: alarms: has no actions: nobody is notified/)],
    ],
  ])('%s is valid, with these warnings only', (file, warnings) => {
    const { config, diagnostics } = loadFile('..', '..', '..', 'config', file);
    expect(diagnostics.map(formatDiagnostic)).toEqual(warnings);
    expect(config?.cluster).toMatchObject({ name: 'prod', region: 'eu-central-1' });
  });
});

describe('the files of KubeStatus2CloudWatch, once the cluster is added', () => {
  const prometheus = { kind: 'StatefulSet', namespace: 'observability', name: 'prometheus', allowZero: false };
  const defaults = {
    cluster: { name: 'my-cluster', region: 'eu-central-1' },
    access: 'eksctl',
    dryRun: false,
    seconds: 60,
    logging: { level: 'info', format: 'json', verdicts: 'changed', retentionDays: 30, keepWithoutStack: false },
    function: { architecture: 'arm64', memorySize: 256, timeout: 30 },
    tags: {},
    read: 'name',
    dashboard: false,
    maintenance: [],
    clusterDownGrace: 120,
    alarms: {
      page: { evaluationPeriods: 6, datapointsToAlarm: 5, actions: [], okActions: [] },
      ticket: { actions: [], okActions: [], chronic: true },
    },
  };
  const metric = { namespace: 'MyNamespace', name: 'MyMetric' };

  test('a file with every key is valid', () => {
    const loaded = loadFile('fixtures', 'kubeStatus2CloudWatch.yaml');
    expect(withoutNobody(loaded)).toEqual([]);
    expect(loaded.config).toEqual({
      ...defaults,
      metric: { ...metric, dimensions: [{ name: 'Cluster', value: 'MyCluster' }] },
      targets: [{ ...prometheus, mode: 'AllOfThem' }],
    });
  });

  test('the minimal file is valid, with a warning that its metric has no dimensions', () => {
    const loaded = loadFile('fixtures', 'kubeStatus2CloudWatchMinimal.yaml');
    expect(withoutNobody(loaded)).toEqual([
      expect.stringMatching(/^kubeStatus2CloudWatchMinimal\.yaml:3:3: warning: metric: has no dimensions: /),
    ]);
    expect(loaded.config).toEqual({ ...defaults, metric: { ...metric, dimensions: [] }, targets: [prometheus] });
  });
});
