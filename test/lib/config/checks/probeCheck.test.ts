import { createRbacManifest } from '../../../../lib/config/rbacManifest';
import { toRuntimeConfig } from '../../../../lib/config/toRuntimeConfig';
import { createReadingPlan, type ReadingPlan } from '../../../../model/readingPlan';
import { named, rulesOf } from '../grants';
import { configWith, diagnose } from '../input';

const grafana = { probe: 'grafana', namespace: 'monitoring', service: 'grafana', port: 80 };
const { service: _, ...withoutService } = grafana;
const pods = { ...withoutService, probe: 'http', pods: ['loki-0', 'loki-1'], port: 3100 };
const prometheus = { probe: 'prometheus', namespace: 'monitoring', pods: ['prom-0'], port: 9090 };
const query = { expression: 'sum(up)', min: 1, max: 9 };
const expected = { status: 204, json: { 'status.state': 'ok', ready: true, count: 3 }, text: 'ok' };

test.each<[string, object]>([
  ['a Service', grafana],
  ['the name of a port', { ...grafana, port: 'http-web' }],
  ['pods', pods],
  ['graces', { ...pods, grace: '1h', downGrace: 0 }],
  ['the keys of Prometheus', { ...prometheus, watchdog: 'DeadMansSnitch', minTargets: 5, query }],
  ['no Watchdog', { ...prometheus, watchdog: false }],
  ['a required receiver', { ...prometheus, probe: 'alertmanager', watchdog: 'Dead', requireReceiver: true }],
  ['an expectation', { ...pods, path: '/a-b/c.d?x=1&y=%20', expect: expected }],
])('a probe can have %s', (_title, target) => {
  expect(diagnose(['targets.0', target])).toEqual([]);
});

test.each<[title: string, target: object, problems: string[]]>([
  [
    'without a namespace',
    { ...grafana, namespace: undefined },
    ['namespace: is required: the namespace of the program.'],
  ],
  [
    'in all namespaces',
    { ...grafana, namespace: '*' },
    ['namespace: a probe asks in one namespace; replace "*" with its name.'],
  ],
  ['without a port', { ...grafana, port: undefined }, ['port: is required: the port of the program, such as 9090.']],
  ['without a Service or pods', withoutService, ['service: specify either service or pods (a list of names).']],
  ['with both', { ...pods, service: 'loki' }, ['pods: specify either service or pods, not both.']],
  [
    'with the name of an object',
    { ...withoutService, name: 'grafana' },
    ['name: cannot be used with probe; write service, or pods (a list of names).'],
  ],
  [
    'of pods, with the name of a port',
    { ...pods, port: 'http' },
    ['port: got "http", expected a port number: only the ports of a Service have names.'],
  ],
  ...[grafana, pods].map((target): [string, object, string[]] => [
    `of ${'pods' in target ? 'pods' : 'a Service'}, with a port in quotes`,
    { ...target, port: '9090' },
    [
      'port: got "9090", expected a port number from 1 to 65535, or the name of a port of the Service. Write 9090 without quotes.',
    ],
  ]),
  [
    'whose key is misspelt',
    { ...withoutService, probe: undefined, prob: 'grafana', name: 'grafana' },
    [
      'probe: is required: prometheus, alertmanager, grafana, or http.',
      expect.stringMatching(/^prob: unknown key\. Did you mean probe\?/),
      'name: cannot be used with probe; write service, or pods (a list of names).',
    ],
  ],
  [
    'that is written as a kind',
    { ...grafana, probe: undefined, kind: 'grafana' },
    [
      'specify name (one object) or selector (a set of objects).',
      'service: is only for probes; add probe, or remove this key.',
      'port: is only for probes; add probe, or remove this key.',
      expect.stringMatching(/^kind: got "grafana", expected .* Did you mean probe: grafana\?$/),
    ],
  ],
  ['with a pod twice', { ...pods, pods: ['loki-0', 'loki-0'] }, ['pods[1]: is listed twice; remove one of them.']],
  [
    'with the keys of an object',
    { ...grafana, kind: 'Service', name: 'grafana', mode: 'AtLeastOne' },
    [
      'kind: cannot be used with probe; remove this key.',
      'name: cannot be used with probe; remove this key.',
      'mode: cannot be used with probe; remove this key.',
    ],
  ],
  [
    'of Grafana, with an expectation',
    { ...grafana, expect: { status: 200 } },
    ['expect: cannot be used with probe: grafana; remove this key.'],
  ],
  [
    'of Grafana, with the keys of Prometheus',
    { ...grafana, watchdog: false, minTargets: 1, query },
    ['watchdog', 'minTargets', 'query'].map((key) => `${key}: cannot be used with probe: grafana; remove this key.`),
  ],
  [
    'of Alertmanager, with the keys of Prometheus',
    { ...prometheus, probe: 'alertmanager', minTargets: 1 },
    ['minTargets: cannot be used with probe: alertmanager; remove this key.'],
  ],
  [
    'with a required receiver, but without a Watchdog',
    { ...prometheus, probe: 'alertmanager', watchdog: false, requireReceiver: true },
    ['requireReceiver: needs the Watchdog, whose receiver it is about; remove watchdog: false.'],
  ],
  [
    'with a query without a threshold',
    { ...prometheus, query: { expression: 'up' } },
    ['query: has no threshold: specify min, max or both.'],
  ],
  [
    'with a threshold in quotes',
    { ...prometheus, query: { ...query, min: '5' } },
    ['query.min: got "5", expected a number. Write 5 without quotes.'],
  ],
  [
    'with thresholds that exclude each other',
    { ...prometheus, query: { ...query, min: 10 } },
    ['query.max: is 9, but min is 10, so no value would be healthy.'],
  ],
  [
    'with a query that is only an expression',
    { ...prometheus, query: 'up' },
    ['query: got "up", expected a mapping with the keys expression, min, max.'],
  ],
  [
    'with false in quotes',
    { ...prometheus, watchdog: 'False' },
    ['watchdog: got "False", expected the name of an alert, or false without quotes.'],
  ],
  [
    'with a Watchdog that is true',
    { ...prometheus, watchdog: true },
    [expect.stringMatching(/^watchdog: got true, expected the name of an alert .*, or false\.$/)],
  ],
  [
    'with a negative number of targets',
    { ...prometheus, minTargets: -1 },
    ['minTargets: got -1, expected an integer of at least 1.'],
  ],
  [
    'with a Watchdog that is not a name',
    { ...prometheus, watchdog: 'a"b' },
    [expect.stringMatching(/^watchdog: got "a\\?"b", expected the name of an alert/)],
  ],
  [
    'with a misspelt probe',
    { ...grafana, probe: 'grafna' },
    ['probe: got "grafna", expected prometheus, alertmanager, grafana, or http. Did you mean grafana?'],
  ],
  [
    'with a path to the API server',
    { ...pods, path: '/../secrets' },
    [expect.stringMatching(/^path: got "\/\.\.\/secrets"/)],
  ],
  ['with an encoded path', { ...pods, path: '/%2e%2e/x' }, [expect.stringMatching(/^path: got/)]],
  [
    'with a relative path',
    { ...pods, path: 'ready' },
    [expect.stringMatching(/^path: got "ready", expected a path such as/)],
  ],
  [
    'of Prometheus, with a query in its path',
    { ...prometheus, path: '/prometheus?x=1' },
    ['path: got "/prometheus?x=1", expected a prefix of paths, without "?".'],
  ],
  [
    'with a nested value',
    { ...pods, expect: { json: { status: { state: 'ok' } } } },
    [
      'expect.json.status: got a mapping, expected a text, a number, true or false; a nested value has a path as its key, such as status.state.',
    ],
  ],
  ['with another path in a Service', { ...grafana, service: 'a/b' }, [expect.stringMatching(/^service: got "a\/b"/)]],
])('a probe %s is rejected', (_title, target, problems) => {
  const lines = diagnose(['targets.0', target]).map((line) => line.replace(/^error targets\[0\][.:] ?/, ''));
  expect(lines).toEqual(problems);
});

test('a Service of the Prometheus operator causes a warning', () => {
  expect(diagnose(['targets.0', { ...grafana, probe: 'prometheus', service: 'prometheus-operated' }])).toEqual([
    expect.stringMatching(/^warning targets\[0\]\.service: got "prometheus-operated": .* specify pods instead\.$/),
  ]);
});

describe('grace periods of a probe of a Service', () => {
  const graces = { grace: '15m', downGrace: '10m' };
  const why =
    'has no effect: an answer of a Service does not have a time; list pods, or raise alarms.page.datapointsToAlarm.';

  test.each(['grafana', 'http'])('have no effect on %s', (probe) => {
    expect(diagnose(['targets.0', { ...grafana, probe, ...graces }])).toEqual([
      `warning targets[0].grace: ${why}`,
      `warning targets[0].downGrace: ${why}`,
    ]);
  });

  test.each([
    { ...pods, ...graces },
    { ...grafana, probe: 'prometheus', ...graces },
    { ...grafana, probe: 'alertmanager', ...graces },
    grafana,
  ])('have an effect on %j', (target) => {
    expect(diagnose(['targets.0', target])).toEqual([]);
  });
});

test('an object cannot have the keys of a probe', () => {
  expect(diagnose(['targets.0', { kind: 'Service', namespace: 'shop', name: 'web', port: 80 }])).toEqual([
    'error targets[0].port: is only for probes; add probe, or remove this key.',
  ]);
});

test('a probe cannot be listed twice, but may differ in its path or scheme', () => {
  const http = { ...pods, path: '/a' };
  expect(diagnose(['targets', [http, { ...http, path: '/b' }, { ...http, scheme: 'https' }, http]])).toEqual([
    'error targets[3]: selects the same objects as targets[0]; remove one of them.',
  ]);
});

test('the function gets probes with all defaults, and only what is granted', () => {
  const { targets, probes, plan } = toRuntimeConfig(configWith(['targets', [grafana, { ...pods, expect: expected }]]));
  const defaults = {
    scheme: 'http',
    watchdog: 'Watchdog',
    minTargets: 1,
    requireReceiver: false,
    grace: 900,
    downGrace: 300,
  };
  expect(targets).toEqual([]);
  expect(probes).toEqual([
    { ...grafana, ...defaults, path: '', expect: { status: 200 } },
    { ...pods, ...defaults, path: '/', expect: expected },
  ]);
  const monitoring = rulesOf(createRbacManifest(plan)).find(({ namespace }) => namespace === 'monitoring');
  expect(monitoring?.rules).toEqual([
    named('', 'pods', 'loki-0', 'loki-1'),
    named('', 'pods/proxy', 'http:loki-0:3100', 'http:loki-1:3100'),
    named('', 'services/proxy', 'http:grafana:80'),
  ]);
});

test('a trailing slash of a prefix is removed, but the path of http is kept', () => {
  const paths = (target: object) => toRuntimeConfig(configWith(['targets', [target]])).probes?.map(({ path }) => path);
  expect(paths({ ...grafana, path: '/grafana/' })).toEqual(['/grafana']);
  expect(paths({ ...pods, path: '/ready/' })).toEqual(['/ready/']);
});

const plan = createReadingPlan(configWith(['targets', [grafana]]).targets);
const proxy = plan.probes?.[0]?.[0]?.proxy;

test.each([
  ['a whole namespace', { name: '' }],
  ['all ports', { name: 'http:grafana:*' }],
  ['no scheme', { name: 'grafana:80' }],
  ['another verb', { verb: 'list' }],
  ['another subresource', { resource: 'nodes/proxy' }],
  ['all namespaces', { namespace: '*' }],
  ['another path', { name: 'http:grafana:80/x' }],
])('the manifest never grants a proxy of %s', (_title, change) => {
  const changed = { ...plan, probes: [[{ proxy: { ...proxy, ...change } }]] } as unknown as ReadingPlan;
  expect(() => createRbacManifest(changed)).toThrow('is not the proxy of one Service or pod');
});
