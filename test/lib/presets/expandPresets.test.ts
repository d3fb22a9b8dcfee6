import { describe as describeTarget, errorsOf, loadPresets, targetsOf } from './presetInput';

const stack = { 'kube-prometheus-stack': { release: 'kps', namespace: 'monitoring' } };
const system = { 'eks-system': {} };
const withValues = (values: unknown) => [{ 'kube-prometheus-stack': { ...stack['kube-prometheus-stack'], values } }];
const lines = (presets: unknown, more?: object, files?: Readonly<Record<string, string>>) =>
  targetsOf(loadPresets(presets, more, files)).map(describeTarget);

const defaultStack = [
  'Deployment monitoring/kps-kube-prometheus-stack-operator {"grace":"15m","downGrace":"15m"}',
  'Prometheus monitoring/kps-kube-prometheus-stack-prometheus {"conditions":{"healthy":["Reconciled"]}}',
  'StatefulSet monitoring/prometheus-kps-kube-prometheus-stack-prometheus',
  'prometheus monitoring/prometheus-kps-kube-prometheus-stack-prometheus-0:9090',
  'Alertmanager monitoring/kps-kube-prometheus-stack-alertmanager {"conditions":{"healthy":["Reconciled"]}}',
  'StatefulSet monitoring/alertmanager-kps-kube-prometheus-stack-alertmanager',
  'alertmanager monitoring/alertmanager-kps-kube-prometheus-stack-alertmanager-0:9093',
  'Deployment monitoring/kps-grafana {"grace":"15m","downGrace":"15m","severity":"ticket"}',
  'grafana monitoring/kps-grafana:80 {"severity":"ticket"}',
  'Deployment monitoring/kps-kube-state-metrics {"grace":"30m","downGrace":"10m","severity":"ticket"}',
  'DaemonSet monitoring/kps-prometheus-node-exporter {"minReady":"90%","severity":"ticket"}',
];
const defaultSystem = [
  'Deployment kube-system/coredns {"minReady":1,"grace":"15m","downGrace":"2m"}',
  'DaemonSet kube-system/aws-node {"minReady":"90%"}',
  'DaemonSet kube-system/kube-proxy {"minReady":"90%"}',
];

describe('what a preset expands to', () => {
  test('kube-prometheus-stack with the values of the chart', () => {
    expect(lines([stack])).toEqual(defaultStack);
  });

  test.each(['page', 'ticket'] as const)('the severity %s of a preset is that of all its parts', (severity) => {
    const expanded = targetsOf(
      loadPresets([{ 'kube-prometheus-stack': { ...stack['kube-prometheus-stack'], severity } }, system]),
    );
    const ofStack = expanded.slice(0, defaultStack.length);
    expect(new Set(ofStack.map((target) => target.severity ?? 'page'))).toEqual(new Set([severity]));
    expect(lines([stack, { 'eks-system': { severity } }]).slice(-3)).toEqual(
      defaultSystem.map((line) => (severity === 'page' ? line : line.replace('}', ',"severity":"ticket"}'))),
    );
  });

  test('without probes', () => {
    const preset = { ...stack['kube-prometheus-stack'], probes: false };
    const expected = defaultStack.filter((line) => /^[A-Z]/.test(line));
    expect(lines([{ 'kube-prometheus-stack': preset }])).toEqual(expected);
  });

  test('an agent has no rules, so it is only asked whether it is ready', () => {
    const values = { prometheus: { agentMode: true }, alertmanager: { enabled: false }, grafana: { enabled: false } };
    expect(lines(withValues(values))).toEqual([
      defaultStack[0],
      'PrometheusAgent monitoring/kps-kube-prometheus-stack-prometheus {"conditions":{"healthy":["Reconciled"]}}',
      'StatefulSet monitoring/prom-agent-kps-kube-prometheus-stack-prometheus',
      'http monitoring/prom-agent-kps-kube-prometheus-stack-prometheus-0:9090 {"path":"/-/ready"}',
      ...defaultStack.slice(-2),
    ]);
  });

  const probesOf = (values: unknown) =>
    lines(withValues(values)).filter((line) => /^[a-z]/.test(line) && !line.startsWith('grafana'));

  test.each<[string, object, string[]]>([
    [
      'two shards of two replicas, with volumes and a prefix',
      {
        prometheus: {
          prometheusSpec: {
            shards: 2,
            replicas: 2,
            routePrefix: '/p/',
            storageSpec: { volumeClaimTemplate: { spec: {} } },
          },
        },
        fullnameOverride: 'x',
        alertmanager: { alertmanagerSpec: { replicas: 3, web: { tlsConfig: { cert: {} } } } },
      },
      [
        'prometheus monitoring/prometheus-x-prometheus-0,prometheus-x-prometheus-1:9090 {"path":"/p","grace":"15m","downGrace":"10m"}',
        'prometheus monitoring/prometheus-x-prometheus-shard-1-0,prometheus-x-prometheus-shard-1-1:9090 {"path":"/p","grace":"15m","downGrace":"10m"}',
        'alertmanager monitoring/alertmanager-x-alertmanager-0,alertmanager-x-alertmanager-1,alertmanager-x-alertmanager-2:9093 {"scheme":"https"}',
      ],
    ],
    [
      'a Prometheus without an Alertmanager on purpose',
      { fullnameOverride: 'x', alertmanager: { enabled: false } },
      ['http monitoring/prometheus-x-prometheus-0:9090 {"path":"/-/ready"}'],
    ],
    [
      'a Prometheus with an Alertmanager elsewhere',
      {
        fullnameOverride: 'x',
        alertmanager: { enabled: false },
        prometheus: { prometheusSpec: { alertingEndpoints: [{ name: 'central', namespace: 'alerts', port: 'web' }] } },
      },
      ['prometheus monitoring/prometheus-x-prometheus-0:9090'],
    ],
    [
      'without the default rules, there is no Watchdog',
      { fullnameOverride: 'x', defaultRules: { create: false } },
      [
        'prometheus monitoring/prometheus-x-prometheus-0:9090 {"watchdog":false}',
        'alertmanager monitoring/alertmanager-x-alertmanager-0:9093 {"watchdog":false}',
      ],
    ],
    [
      'an Alertmanager without the Prometheus of the release',
      { fullnameOverride: 'x', prometheus: { enabled: false } },
      ['alertmanager monitoring/alertmanager-x-alertmanager-0:9093 {"watchdog":false}'],
    ],
    [
      'programs that only listen on the loopback address',
      {
        prometheus: { prometheusSpec: { listenLocal: true } },
        alertmanager: { alertmanagerSpec: { listenLocal: true } },
      },
      [],
    ],
    ['no replicas', { prometheus: { prometheusSpec: { replicas: 0 } }, alertmanager: { enabled: false } }, []],
    [
      'a key without a value is not specified',
      { fullnameOverride: null, alertmanager: { enabled: false }, prometheus: { prometheusSpec: { shards: null } } },
      ['http monitoring/prometheus-kps-kube-prometheus-stack-prometheus-0:9090 {"path":"/-/ready"}'],
    ],
  ])('%s', (_, values, expected) => {
    expect(probesOf(values)).toEqual(expected);
  });

  test('more than 20 pods are asked by several probes', () => {
    const values = { alertmanager: { enabled: false }, prometheus: { prometheusSpec: { replicas: 41 } } };
    const probes = targetsOf(loadPresets(withValues(values))).filter(({ probe }) => probe === 'http');
    expect(probes.map(({ pods }) => (pods as string[]).length)).toEqual([20, 20, 1]);
  });

  test('Grafana with HTTPS, and without its Service', () => {
    const grafana = (values: object) => lines(withValues({ grafana: values })).filter((line) => line.startsWith('g'));
    expect(grafana({ service: { port: 443 }, 'grafana.ini': { server: { protocol: 'https' } } })).toEqual([
      'grafana monitoring/kps-grafana:443 {"scheme":"https","severity":"ticket"}',
    ]);
    expect(grafana({ service: { enabled: false } })).toEqual([]);
  });

  test('eks-system', () => {
    expect(lines([system])).toEqual(defaultSystem);
    const options = {
      with: ['cert-manager', 'ebs-csi', 'karpenter'],
      without: ['kube-proxy', 'aws-node'],
      namespaces: { karpenter: 'karpenter' },
    };
    expect(lines([{ 'eks-system': options }])).toEqual([
      defaultSystem[0],
      'Deployment kube-system/ebs-csi-controller {"minReady":1,"severity":"ticket"}',
      'DaemonSet kube-system/ebs-csi-node {"minReady":"90%","severity":"ticket"}',
      'Deployment karpenter/karpenter {"minReady":1}',
      'Deployment cert-manager/cert-manager {"minReady":1,"grace":"30m","downGrace":"30m","severity":"ticket"}',
      'Deployment cert-manager/cert-manager-cainjector {"minReady":1,"grace":"30m","downGrace":"30m","severity":"ticket"}',
      'Deployment cert-manager/cert-manager-webhook {"minReady":1,"severity":"ticket"}',
    ]);
  });
});

describe('a target of the file overrides that of a preset', () => {
  const coredns = { kind: 'Deployment', namespace: 'kube-system', name: 'coredns' };

  test.each<[string, object, string]>([
    ['another mode', { mode: 'AtLeastOne' }, '{"mode":"AtLeastOne"}'],
    ['the same API group', { apiVersion: 'apps/v1' }, ''],
  ])('the same object, with %s', (_, settings, written) => {
    const targets = [{ ...coredns, ...settings }];
    expect(lines([system], { targets })).toEqual([
      `Deployment kube-system/coredns${written === '' ? '' : ` ${written}`}`,
      ...defaultSystem.slice(1),
    ]);
  });

  test.each<[string, object]>([
    ['kind', { kind: 'DaemonSet' }],
    ['namespace', { namespace: 'dns' }],
    ['name', { name: 'coredns-2' }],
    ['selector', { name: undefined, selector: 'k8s-app=kube-dns' }],
  ])('not with another %s', (_, change) => {
    expect(lines([system], { targets: [{ ...coredns, ...change }] }).slice(1)).toEqual(defaultSystem);
  });

  const probe = {
    probe: 'alertmanager',
    namespace: 'monitoring',
    pods: ['alertmanager-kps-kube-prometheus-stack-alertmanager-0'],
    port: 9093,
    requireReceiver: true,
  };
  const alertmanagers = (more: object, values?: object) =>
    lines(values === undefined ? [stack] : withValues(values), more).filter((line) => line.startsWith('alertmanager'));

  test('a probe of the same pod', () => {
    expect(alertmanagers({ targets: [probe] })).toEqual([`${defaultStack[6]} {"requireReceiver":true}`]);
  });

  test('a probe of one of two pods leaves the other one', () => {
    const values = { fullnameOverride: 'x', alertmanager: { alertmanagerSpec: { replicas: 2 } } };
    const targets = [{ ...probe, pods: ['alertmanager-x-alertmanager-1'] }];
    expect(alertmanagers({ targets }, values)).toEqual([
      'alertmanager monitoring/alertmanager-x-alertmanager-1:9093 {"requireReceiver":true}',
      'alertmanager monitoring/alertmanager-x-alertmanager-0:9093',
    ]);
  });

  test('a probe of the same Service', () => {
    const targets = [
      { probe: 'grafana', namespace: 'monitoring', service: 'kps-grafana', port: 'service', grace: '1h' },
    ];
    expect(lines([stack], { targets }).filter((line) => line.startsWith('grafana'))).toEqual([
      'grafana monitoring/kps-grafana:service {"grace":"1h"}',
    ]);
  });

  test('a probe of another program of the same pod does not', () => {
    const { requireReceiver, ...rest } = probe;
    const targets = [{ ...rest, probe: 'http', port: 8080, path: '/healthz' }];
    expect(lines([stack], { targets }).slice(1)).toEqual(defaultStack);
  });
});

describe('problems', () => {
  test.each<[string, unknown, string[]]>([
    [
      'no list',
      { 'eks-system': {} },
      ['presets: got a mapping, expected a list of presets, such as [{ eks-system: {} }].'],
    ],
    ['an empty list, and no targets', [], ['targets: is required: a list of at least one target.']],
    [
      'a name',
      ['eks-system'],
      ['presets[0]: got "eks-system", expected a mapping with one preset, such as { eks-system: {} }.'],
    ],
    ['nothing', [{}], ['presets[0]: specify one preset in each entry of the list, such as { eks-system: {} }.']],
    [
      'two',
      [{ ...stack, ...system }],
      ['presets[0]: specify one preset in each entry of the list, such as { eks-system: {} }.'],
    ],
    [
      'an unknown preset',
      [{ 'eks-sytem': {} }],
      ['presets[0].eks-sytem: unknown key. Did you mean eks-system? Allowed keys: kube-prometheus-stack, eks-system.'],
    ],
    [
      'no options',
      [{ 'eks-system': null }],
      [
        'presets[0].eks-system: got nothing, expected a mapping such as { with: [ebs-csi] }, or {} for the default parts.',
      ],
    ],
    [
      'wrong parts',
      [{ 'eks-system': { with: ['ebs-cs'], without: 'coredns', namespaces: { karpentr: 'a', karpenter: 'b' } } }],
      [
        'presets[0].eks-system.with[0]: got "ebs-cs", expected one of metrics-server, ebs-csi, load-balancer-controller, karpenter, cert-manager, external-dns. Did you mean ebs-csi?',
        'presets[0].eks-system.without: got "coredns", expected a list of coredns, aws-node, kube-proxy.',
        'presets[0].eks-system.namespaces.karpentr: unknown key. Did you mean karpenter? Allowed keys: metrics-server, ebs-csi, load-balancer-controller, karpenter, cert-manager, external-dns.',
        'presets[0].eks-system.namespaces.karpenter: got "b": karpenter is not in with; add it there, or remove this key.',
      ],
    ],
    [
      'wrong options of a release',
      [{ 'kube-prometheus-stack': { release: 'KPS', valeus: {}, values: 7, probes: 'no' } }],
      [
        'presets[0].kube-prometheus-stack.namespace: is required: a Kubernetes namespace: 1 to 63 lowercase letters, digits and "-".',
        'presets[0].kube-prometheus-stack.release: got "KPS", expected the name of a Helm release: 1 to 53 lowercase letters, digits and "-".',
        'presets[0].kube-prometheus-stack.valeus: unknown key. Did you mean values? Allowed keys: release, namespace, values, probes, severity.',
        'presets[0].kube-prometheus-stack.values: got 7, expected the path of a values file, or a mapping of Helm values.',
        'presets[0].kube-prometheus-stack.probes: got "no", expected true or false. Write false.',
      ],
    ],
    [
      'wrong values',
      withValues({
        fullnameOverride: 'Monitoring',
        prometheus: { enabled: 'yes', prometheusSpec: { replicas: '2', routePrefix: 'p' } },
        alertmanager: [],
        grafana: { service: { port: 'http' } },
        kubelet: 'ignored',
      }),
      [
        'presets[0].kube-prometheus-stack.values.fullnameOverride: got "Monitoring", expected a part of a Kubernetes name: lowercase letters, digits and "-".',
        'presets[0].kube-prometheus-stack.values.prometheus.enabled: got "yes", expected true or false. Write true.',
        'presets[0].kube-prometheus-stack.values.prometheus.prometheusSpec.replicas: got "2", expected an integer from 0 to 100. Write 2 without quotes.',
        'presets[0].kube-prometheus-stack.values.prometheus.prometheusSpec.routePrefix: got "p", expected a path such as /prometheus.',
        'presets[0].kube-prometheus-stack.values.alertmanager: got an empty list, expected a mapping.',
        'presets[0].kube-prometheus-stack.values.grafana.service.port: got "http", expected a port number from 1 to 65535.',
      ],
    ],
    [
      'the same preset twice',
      [system, system],
      [
        'presets[1].eks-system: expands to Deployment kube-system/coredns, and so does presets[0].eks-system; remove one of them.',
      ],
    ],
    [
      'two parts with one name',
      withValues({ grafana: { fullnameOverride: 'x' }, 'kube-state-metrics': { fullnameOverride: 'x' } }),
      [
        'presets[0].kube-prometheus-stack: has two parts with the same name, Deployment monitoring/x; compare the overrides of names in values.',
      ],
    ],
    [
      'an expanded target that is not valid',
      withValues({ grafana: { fullnameOverride: `${'x'.repeat(61)}--y` } }),
      [
        `presets[0].kube-prometheus-stack: Deployment monitoring/${'x'.repeat(61)}-: name: got "${'x'.repeat(61)}-", expected a Kubernetes name: 1 to 253 lowercase letters, digits, "-" and ".".`,
        `presets[0].kube-prometheus-stack: probe grafana of monitoring/${'x'.repeat(61)}-: service: got "${'x'.repeat(61)}-", expected the name of a Service: 1 to 63 lowercase letters, digits and "-".`,
      ],
    ],
  ])('%s', (_, presets, expected) => {
    const loaded = loadPresets(presets);
    // Several at one position are in the order of the checks.
    expect(errorsOf(loaded).sort()).toEqual([...expected].sort());
    expect(loaded.config).toBeUndefined();
  });

  test('a target of the file ends the conflict of two presets about it', () => {
    const values = { grafana: { fullnameOverride: 'x' }, 'kube-state-metrics': { fullnameOverride: 'x' } };
    const targets = [{ kind: 'Deployment', namespace: 'monitoring', name: 'x' }];
    expect(errorsOf(loadPresets(withValues(values), { targets }))).toEqual([]);
  });

  test('are reported together with those of the targets of the file', () => {
    const targets = [{ kind: 'Deployment', namespace: 'shop' }];
    expect(errorsOf(loadPresets([{ 'eks-sytem': {} }], { targets }))).toEqual([
      expect.stringMatching(/^presets\[0\]\.eks-sytem: unknown key/),
      expect.stringMatching(/^targets\[0\]: specify name/),
    ]);
    expect(errorsOf(loadPresets([system], { targets: {} }))).toEqual([
      'targets: got a mapping, expected a list of at least one target.',
    ]);
  });

  test('grace periods of the file cause no warnings about presets', () => {
    const presets = [stack, { 'eks-system': { with: ['metrics-server', 'cert-manager', 'external-dns'] } }];
    expect(loadPresets(presets, { grace: '1m', downGrace: 0 }).diagnostics.map(({ path }) => path)).toEqual([
      // Nobody is notified of the alarms for tickets.
      'alarms.ticket.actions',
    ]);
  });
});
