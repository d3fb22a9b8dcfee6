import { distinctReads } from '../../../cli/doctor/accessReviews';
import { createRbacManifest, rbacHash } from '../../../lib/config/rbacManifest';
import { toRuntimeConfig } from '../../../lib/config/toRuntimeConfig';
import { allReads, createReadingPlan } from '../../../model/readingPlan';
import { type Change, configWith } from './input';

const run = (...changes: Change[]) => toRuntimeConfig(configWith(...changes));
const firstTarget = (...changes: Change[]) => run(...changes).targets[0];

test('the function knows whether it runs in a VPC, and how its role is mapped', () => {
  const network = {
    subnets: ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'],
    securityGroups: ['sg-01234567'],
  };
  expect(run(['network', network], ['access', 'accessEntry'])).toMatchObject({
    inVpc: true,
    access: { type: 'accessEntry' },
  });
});

test('the function knows the path of its configuration file, if there is one', () => {
  expect(toRuntimeConfig(configWith(), 'config/prod.yaml').file).toBe('config/prod.yaml');
  expect(run()).not.toHaveProperty('file');
});

test('the configuration of the function is complete, and JSON', () => {
  const config = configWith(['cluster.account', '111122223333'], ['alarms', { page: { actions: [] } }]);
  const plan = createReadingPlan(config.targets);
  const runtime = toRuntimeConfig(config);

  expect(runtime).toEqual({
    cluster: { name: 'prod', region: 'eu-central-1', account: '111122223333' },
    access: { type: 'eksctl', roleName: 'eks-vigil-eu-central-1-prod', group: 'eks-vigil' },
    inVpc: false,
    dryRun: false,
    seconds: 60,
    logging: { level: 'info', format: 'json', verdicts: 'changed' },
    metric: {
      namespace: 'EksVigil',
      name: 'ClusterHealth',
      dimensions: [{ name: 'Cluster', value: 'prod' }],
      shortTargetsName: 'ClusterHealthShortTargets',
    },
    targets: [
      {
        kind: 'Deployment',
        apiVersion: 'apps/v1',
        namespace: 'shop',
        name: 'web',
        atLeast: 1,
        mode: 'AllOfThem',
        allowZero: false,
        grace: 900,
        downGrace: 300,
        graceIsDefault: true,
        downGraceIsDefault: true,
      },
    ],
    clusterDownGrace: 120,
    plan,
    rbacHash: rbacHash(createRbacManifest(plan)),
  });
  expect(JSON.parse(JSON.stringify(runtime))).toEqual(runtime);
});

test('tickets have a metric of their own, and are marked; pages are not', () => {
  const place = { namespace: 'monitoring' };
  const all = [
    { kind: 'Deployment', ...place, name: 'web' },
    { kind: 'Deployment', ...place, name: 'grafana', severity: 'ticket' },
    { kind: 'Deployment', ...place, name: 'prometheus', severity: 'page' },
    { probe: 'grafana', ...place, service: 'grafana', port: 80, severity: 'ticket' },
    { kind: 'EKSAddon', name: '*', severity: 'ticket' },
  ];
  const { metric, targets, probes, eks } = run(['targets', all]);
  expect(metric.ticketName).toBe('ClusterHealthTicket');
  expect([...targets, ...(probes ?? []), ...(eks ?? [])].map(({ severity }) => severity)).toEqual([
    undefined,
    'ticket',
    undefined,
    'ticket',
    'ticket',
  ]);
  expect(targets[2]).not.toHaveProperty('severity');
});

test('the second metric is published only if its alarm exists', () => {
  expect(run().metric).toHaveProperty('shortTargetsName', 'ClusterHealthShortTargets');
  expect(run(['alarms.ticket.chronic', false]).metric).not.toHaveProperty('shortTargetsName');
});

describe('the graces of a target, in seconds', () => {
  test.each<[string, Change[], { grace: number; downGrace: number }]>([
    ['the defaults', [], { grace: 900, downGrace: 300 }],
    [
      'those of the file',
      [
        ['grace', '20m'],
        ['downGrace', '10m'],
      ],
      { grace: 1200, downGrace: 600 },
    ],
    [
      'its own',
      [
        ['grace', '20m'],
        ['targets.0.grace', '30m'],
        ['targets.0.downGrace', '1m'],
      ],
      { grace: 1800, downGrace: 60 },
    ],
    ['a default downGrace, limited by the grace of the file', [['grace', '2m']], { grace: 120, downGrace: 120 }],
    ['a default downGrace, limited by its own grace', [['targets.0.grace', '2m']], { grace: 120, downGrace: 120 }],
    [
      'the downGrace of the file, limited by its own grace',
      [
        ['downGrace', '10m'],
        ['targets.0.grace', '5m'],
      ],
      { grace: 300, downGrace: 300 },
    ],
    [
      'its own downGrace, limited by the grace of the file',
      [['targets.0.downGrace', '1h']],
      { grace: 900, downGrace: 900 },
    ],
    ['no grace', [['grace', 0]], { grace: 0, downGrace: 0 }],
    ['no downGrace', [['targets.0.downGrace', '0']], { grace: 900, downGrace: 0 }],
  ])('%s', (_, changes, graces) => {
    expect(firstTarget(...changes)).toMatchObject(graces);
  });

  test.each<[string, Change[], { graceIsDefault?: true; downGraceIsDefault?: true }]>([
    ['nothing', [], { graceIsDefault: true, downGraceIsDefault: true }],
    ['the grace of the file', [['grace', '15m']], { downGraceIsDefault: true }],
    ['its own grace', [['targets.0.grace', '15m']], { downGraceIsDefault: true }],
    ['the downGrace of the file', [['downGrace', '5m']], { graceIsDefault: true }],
    ['its own downGrace', [['targets.0.downGrace', 0]], { graceIsDefault: true }],
  ])('are the defaults unless it is specified: %s', (_, changes, expected) => {
    const { graceIsDefault, downGraceIsDefault } = firstTarget(...changes) ?? {};
    expect({ graceIsDefault, downGraceIsDefault }).toEqual(expected);
  });
});

describe('the mode of a target', () => {
  test.each<[Change, object]>([
    [['targets.0.mode', 'AtLeastOne'], { mode: 'AtLeastOne' }],
    [['targets.0.minReady', 2], { mode: 'MinReady', minReady: 2 }],
    [['targets.0.minReady', '50%'], { mode: 'MinReady', minReady: '50%' }],
    [['targets.0.allowZero', true], { mode: 'AllOfThem', allowZero: true }],
  ])('%j', (change, expected) => {
    expect(firstTarget(change)).toMatchObject(expected);
    expect(Object.hasOwn(firstTarget(change) ?? {}, 'minReady')).toBe('minReady' in expected);
  });
});

describe('a target has its configured keys, its apiVersion and the defaults', () => {
  const crd = { kind: 'Certificate', apiVersion: 'cert-manager.io/v1', namespace: 'shop', name: 'tls' };

  test.each<[title: string, target: object, additional: object]>([
    [
      'a set of objects',
      { kind: 'Deployment', namespace: 'shop', selector: 'app=web', atLeast: 3 },
      { apiVersion: 'apps/v1' },
    ],
    ['a set in all namespaces', { kind: 'Pod', namespace: '*', selector: 'app=web' }, { apiVersion: 'v1', atLeast: 1 }],
    ['a cluster-scoped object', { kind: 'Node', name: 'a' }, { apiVersion: 'v1', atLeast: 1 }],
    [
      'an object with its own apiVersion',
      { kind: 'Deployment', apiVersion: 'apps/v1', namespace: 'shop', name: 'web' },
      { atLeast: 1 },
    ],
    ['a custom resource', crd, { atLeast: 1 }],
    ['a custom resource with conditions', { ...crd, conditions: { healthy: ['Ready'] } }, { atLeast: 1 }],
    ['a custom resource with other conditions', { ...crd, conditions: { unhealthy: ['Stalled'] } }, { atLeast: 1 }],
  ])('%s', (_, target, additional) => {
    const runtime = firstTarget(['targets.0', target]);
    const byDefault = { graceIsDefault: true, downGraceIsDefault: true };
    const defaults = { mode: 'AllOfThem', allowZero: false, grace: 900, downGrace: 300, ...byDefault };
    expect(runtime).toEqual({ ...target, ...additional, ...defaults });
    expect(JSON.parse(JSON.stringify(runtime))).toEqual(runtime);
  });

  test('but not the plural, which only the reading plan needs', () => {
    const { targets, plan } = run(['targets.0', { ...crd, resource: 'certs' }]);
    expect(targets[0]).not.toHaveProperty('resource');
    expect(plan.targets[0]).toMatchObject({ resource: 'certs' });
  });
});

describe('targets of EKS', () => {
  const eks = [
    { kind: 'EKSCluster' },
    { kind: 'EKSNodegroup', name: '*' },
    { kind: 'EKSAddon', name: 'vpc-cni', grace: '1h' },
  ];
  const web = { kind: 'Deployment', namespace: 'shop', name: 'web' };

  test('have a grace; only the function knows the name of its cluster', () => {
    expect(run(['targets', eks]).eks).toEqual([
      { kind: 'EKSCluster', grace: 900, graceIsDefault: true },
      { kind: 'EKSNodegroup', name: '*', grace: 900, graceIsDefault: true },
      { kind: 'EKSAddon', name: 'vpc-cni', grace: 3600 },
    ]);
  });

  test('are neither read from the API server nor granted by RBAC', () => {
    const { eks: _, ...withEks } = run(['targets', [eks[0], web, ...eks.slice(1)]]);
    expect(withEks).toEqual(run(['targets', [web]]));
  });
});

describe('how named targets are read', () => {
  const presets: Change = ['presets', [{ 'eks-system': {} }]];
  const verbs = (...changes: Change[]) => run(presets, ...changes).plan.targets.map(({ verb }) => verb);

  test('is that of the file for the targets of presets, too', () => {
    expect(new Set(verbs())).toEqual(new Set(['get']));
    expect(new Set(verbs(['read', 'list']))).toEqual(new Set(['list']));
    expect(verbs().length).toBeGreaterThan(1);
  });

  test('changes the hash of the manifest, and a list is one permission for doctor, however many names it has', () => {
    const many = ['a', 'b', 'c'].map((name) => ({ kind: 'Deployment', namespace: 'shop', name }));
    const [byName, listed] = [run(['targets', many]), run(['targets', many], ['read', 'list'])];
    expect(listed.rbacHash).not.toBe(byName.rbacHash);
    expect(distinctReads(allReads(listed.plan))).toHaveLength(distinctReads(allReads(byName.plan)).length - 2);
  });
});
