import type { TargetVerdict } from '../../../lambda/health/targetVerdict';
import { probeCommand } from '../../../lambda/observe/probeCommand';
import { probeEndpoints, type RuntimeProbe } from '../../../model/probes';
import type { Reason } from '../../../model/reasons';
import { defaultProbe } from '../health/probes/probing';

const prometheus: RuntimeProbe = { ...defaultProbe, probe: 'prometheus', service: 'prom', port: 9090 };
const { service: _, ...rest } = prometheus;
const pod: RuntimeProbe = { ...rest, pods: ['prom-0'] };
const alertmanager: RuntimeProbe = { ...defaultProbe, probe: 'alertmanager', service: 'am', port: 9093 };
const query = { expression: 'vector(1)', min: 2 };

function commandFor(probe: RuntimeProbe, reason: Reason, more: Partial<TargetVerdict> = {}) {
  const verdict: TargetVerdict = { kind: '', verdict: 'Unhealthy', reason, message: '', ...more };
  return probeCommand(probe, probeEndpoints(probe), verdict);
}

const ofPrometheus = '/api/v1/namespaces/monitoring/services/http:prom:9090/proxy';
const ofAlertmanager = '/api/v1/namespaces/monitoring/services/http:am:9093/proxy';
const raw = (path: string) => (path.includes('?') ? `kubectl get --raw '${path}'` : `kubectl get --raw ${path}`);

test.each<[Reason, string, RuntimeProbe, string | undefined]>([
  ['UnexpectedAnswer', 'Prometheus answers 404', prometheus, raw(`${ofPrometheus}/-/ready`)],
  [
    'RulesNotEvaluated',
    'the alert does not fire',
    prometheus,
    raw(`${ofPrometheus}/api/v1/query?query=ALERTS%7Balertname%3D%22Watchdog%22%7D`),
  ],
  ['NoTargets', '0 targets up', prometheus, raw(`${ofPrometheus}/api/v1/query?query=sum%20by%20(job)%20(up)`)],
  ['NoAlertmanager', 'none', prometheus, raw(`${ofPrometheus}/api/v1/alertmanagers`)],
  ['ConfigNotReloaded', 'not reloaded', prometheus, raw(`${ofPrometheus}/api/v1/status/runtimeinfo`)],
  ['ConfigNotReloaded', 'not reloaded', pod, 'kubectl -n monitoring logs prom-0 -c prometheus --tail=50'],
  [
    'ThresholdExceeded',
    'the query of the probe returns 1',
    { ...prometheus, query },
    raw(`${ofPrometheus}/api/v1/query?query=vector(1)`),
  ],
  [
    'UnexpectedAnswer',
    'Prometheus is ready, but its runtime API answers 500',
    prometheus,
    raw(`${ofPrometheus}/api/v1/status/runtimeinfo`),
  ],
  ['ClusterNotSettled', 'settling', alertmanager, raw(`${ofAlertmanager}/api/v2/status`)],
  [
    'WatchdogNotArrived',
    'not arrived',
    alertmanager,
    raw(`${ofAlertmanager}/api/v2/alerts?filter=alertname%3D%22Watchdog%22`),
  ],
  ['Silenced', 'silenced', alertmanager, raw(`${ofAlertmanager}/api/v2/silences`)],
  [
    'NoEndpoints',
    'no ready endpoint',
    prometheus,
    'kubectl -n monitoring get endpointslices -l kubernetes.io/service-name=prom',
  ],
  ['NotFound', 'the Service does not exist', prometheus, 'kubectl -n monitoring get services'],
  ['NotFound', 'the pod does not exist', pod, 'kubectl -n monitoring get pods'],
  ['ConnectionRefused', 'nothing listens', pod, 'kubectl -n monitoring describe pod prom-0'],
])('%s (%s)', (reason, message, probe, expected) => {
  expect(commandFor(probe, reason, { message })).toBe(expected);
});

test.each<[Reason, Partial<TargetVerdict>, string]>([
  ['NoSuchPort', {}, 'kubectl -n monitoring get service prom -o yaml'],
  ['Forbidden', { command: 'eks-vigil rbac' }, 'eks-vigil rbac'],
  ['Forbidden', {}, 'kubectl -n monitoring auth can-i get services/http:prom:9090 --subresource=proxy'],
  ['UnreadableResponse', {}, 'eks-vigil doctor --config FILE'],
  [
    'ProbeFailed',
    { message: 'Prometheus is ready; its query API: the connection failed' },
    raw(`${ofPrometheus}/api/v1/query?query=sum%20by%20(job)%20(up)`),
  ],
  ['ProbeTimedOut', {}, 'kubectl -n monitoring get endpointslices -l kubernetes.io/service-name=prom'],
])('Unknown %s %j', (reason, more, expected) => {
  expect(commandFor(prometheus, reason, { verdict: 'Unknown', ...more })).toBe(expected);
});

test('no command for a Healthy probe', () => {
  expect(commandFor(prometheus, 'AnswersAsExpected', { verdict: 'Healthy' })).toBeUndefined();
});
