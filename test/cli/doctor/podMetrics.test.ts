import { judgePods } from '../../../cli/doctor/links/podMetrics';
import { ReadFailure } from '../../../lambda/errors';
import { ExpositionError } from '../../../lambda/podMetrics/exposition/family';
import type { GroupReading } from '../../../lambda/podMetrics/readGroup';
import type { RuntimePodGroup } from '../../../model/podMetricsConfig';

const group: RuntimePodGroup = {
  namespace: 'shop',
  selector: 'app=web',
  scheme: 'http',
  port: 9090,
  path: '/metrics',
  metrics: ['a', 'b'].map((name) => ({ name, as: name, aggregate: 'sum' as const })),
  metricNamespace: 'Shop',
  dimensions: [],
};
const one = { values: [1], observations: [], isIncrease: false };
const whole: GroupReading = {
  pods: 2,
  ready: 2,
  unread: new Map(),
  contributions: [[one, one]],
  memory: { since: 0, at: 0, pods: new Map() },
};

test.each<[title: string, reading: Partial<GroupReading>, state: string, evidence: string]>([
  ['all is well', {}, 'ok', '2 ready pods of app=web in namespace shop'],
  [
    'a counter has not counted yet',
    { contributions: [[one, undefined]] },
    'ok',
    '2 ready pods of app=web in namespace shop; none exposes b yet',
  ],
  ['no pod', { pods: 0, ready: 0 }, 'failing', 'no pod matches app=web in namespace shop'],
  ['none ready', { ready: 0 }, 'failing', 'no pod of app=web in namespace shop is ready'],
  [
    'one does not answer',
    { unread: new Map([['web-1', new ExpositionError(1, 'expected UTF-8')]]) },
    'failing',
    '1 of 2 ready pods of app=web in namespace shop could not be read; web-1: line 1: expected UTF-8',
  ],
  [
    'other programs',
    { contributions: [[undefined, undefined]] },
    'failing',
    'none of 2 ready pods of app=web in namespace shop exposes any of the metrics',
  ],
])('%s', (_, reading, state, evidence) => {
  expect(judgePods({ group, reading: { ...whole, ...reading } }, 'prod.yaml')).toMatchObject({ state, evidence });
});

test('without the permission of the person to read pods, it is not known whether they answer', () => {
  const denied = new ReadFailure('Forbidden', 'permission to get pods/proxy is missing', { command: 'kubectl auth' });
  const unread = new Map([
    ['web-1', new ReadFailure('ProbeTimedOut', 'no complete answer within 2.5 s')],
    ['web-2', denied],
  ]);
  expect(judgePods({ group, reading: { ...whole, unread } }, 'prod.yaml')).toEqual({
    state: 'unknown',
    evidence: 'pods of app=web in namespace shop: permission to get pods/proxy is missing',
    fix: 'kubectl auth',
  });
});

test('the command asks one pod as the function does', () => {
  const unread = new Map([['web-1', new ReadFailure('ProbeTimedOut', 'no complete answer within 2.5 s')]]);
  const asked = { ...group, scheme: 'https' as const, path: '/metrics?a=1&b=2' };
  expect(judgePods({ group: asked, reading: { ...whole, unread } }, 'prod.yaml').fix).toBe(
    "kubectl get --raw '/api/v1/namespaces/shop/pods/https:web-1:9090/proxy/metrics?a=1&b=2'",
  );
});
