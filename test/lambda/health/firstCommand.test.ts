import { firstCommand } from '../../../lambda/health/firstCommand';
import { shellCommand } from '../../../lambda/health/kubectl';
import type { Verdict } from '../../../lambda/health/verdict';
import type { JsonObject } from '../../../model/json';
import { ago, minute, now, second } from '../../support/objects/clock';
import { loopingPod, pod } from '../../support/objects/pod';
import { workload } from '../../support/objects/workload';
import { observedFixtures } from '../../support/observedFixture';

const unhealthy: Verdict = { verdict: 'Unhealthy', reason: 'NoneReady', message: '' };

function commandFor(pods: readonly JsonObject[], verdict: Partial<Verdict> = {}): string | undefined {
  const object = workload('StatefulSet', { ready: 0 });
  const evidence = { Pod: { type: 'found' as const, objects: pods } };
  return firstCommand({ kind: 'StatefulSet' }, { object, evidence }, { ...unhealthy, ...verdict }, now);
}

const lastRun = { lasted: minute, ended: minute };
const ended = { name: 'main', restartCount: 0, state: { terminated: { exitCode: 1, finishedAt: ago(second) } } };

test.each<[string, readonly JsonObject[], string]>([
  ['what ended: its log', [loopingPod({ name: 'web-0' })], 'kubectl -n shop logs web-0 -c main --previous'],
  [
    'what runs and is not ready: its log',
    [pod({ name: 'web-1', ready: false })],
    'kubectl -n shop logs web-1 -c main --tail=50',
  ],
  [
    'what has not started: what the kubelet says',
    [pod({ name: 'web-2', ready: false, waiting: 'ErrImagePull' })],
    'kubectl -n shop describe pod web-2',
  ],
  [
    'the pod that the message names first',
    [pod({ name: 'a', ready: false }), pod({ name: 'b', ready: false, waiting: 'ErrImagePull' })],
    'kubectl -n shop describe pod b',
  ],
  [
    'ended once, and not started again: the only log',
    [pod({ name: 'web-3', ready: false, status: { containerStatuses: [ended] } })],
    'kubectl -n shop logs web-3 -c main --tail=50',
  ],
  [
    'restarted a moment ago: the log of what ended',
    [pod({ name: 'web-4', ready: false, restarts: 1, lastRun: { lasted: minute, ended: minute } })],
    'kubectl -n shop logs web-4 -c main --previous',
  ],
  [
    'restarted long ago: the log of what runs',
    [pod({ name: 'web-5', ready: false, restarts: 1, lastRun: { lasted: minute, ended: 11 * minute } })],
    'kubectl -n shop logs web-5 -c main --tail=50',
  ],
  [
    'no image after a restart: what the kubelet says',
    [pod({ name: 'web-6', ready: false, restarts: 1, lastRun, waiting: 'ImagePullBackOff' })],
    'kubectl -n shop describe pod web-6',
  ],
  [
    'the first back-off: the log of what ended, although it was not restarted yet',
    [pod({ name: 'web-7', ready: false, lastRun, waiting: 'CrashLoopBackOff' })],
    'kubectl -n shop logs web-7 -c main --previous',
  ],
  ['no pod: the workload', [], 'kubectl -n shop describe statefulset web'],
  [
    'only pods that are going away: the workload',
    [pod({ ready: false, since: minute, deleted: -30 * second })],
    'kubectl -n shop describe statefulset web',
  ],
])('%s', (_, pods, expected) => {
  expect(commandFor(pods)).toBe(expected);
});

const jobSpec = (restartPolicy: string) => ({ template: { spec: { restartPolicy } } });
const jobOf = (restartPolicy: string) => ({
  metadata: { namespace: 'shop', name: 'load' },
  spec: jobSpec(restartPolicy),
});
const describeJob = 'kubectl -n shop describe job load';
const logsOfJob = 'kubectl -n shop logs job/load --all-containers --tail=50';

test.each<[string, string, string]>([
  ['Never', 'Failed=True: BackoffLimitExceeded: too often', logsOfJob],
  ['Never', 'Failed=True: DeadlineExceeded: too long', describeJob],
  ['OnFailure', 'Failed=True: BackoffLimitExceeded: too often', describeJob],
])('a failed Job with restartPolicy %s, %s', (restartPolicy, message, expected) => {
  const verdict: Verdict = { verdict: 'Unhealthy', reason: 'JobFailed', message };
  expect(firstCommand({ kind: 'Job' }, { object: jobOf(restartPolicy) }, verdict, now)).toBe(expected);
  const object = { metadata: { namespace: 'shop', name: 'nightly' } };
  const evidence = { Job: { type: 'found' as const, objects: [jobOf(restartPolicy)] } };
  const run: Verdict = { ...verdict, reason: 'LastRunFailed', message: `the last run failed; Job load: ${message}` };
  expect(firstCommand({ kind: 'CronJob' }, { object, evidence }, run, now)).toBe(expected);
});

test.each([
  [undefined, 'gatewaies'],
  ['gateways', 'gateways'],
])('the plural %s of a custom resource', (resource, expected) => {
  const kind = { kind: 'Gateway', apiVersion: 'net.example/v1', ...(resource && { resource }) };
  const object = { metadata: { namespace: 'shop', name: 'web' } };
  const verdict: Verdict = { verdict: 'Unhealthy', reason: 'ConditionNotMet', message: '' };
  expect(firstCommand(kind, { object }, verdict, now)).toBe(`kubectl -n shop describe ${expected}.net.example web`);
});

test('a quota is looked at itself', () => {
  const message = '0 of 1 pods ready; pods "web" is forbidden: exceeded quota: few';
  expect(commandFor([], { reason: 'ReplicaFailure', message })).toBe('kubectl -n shop describe resourcequota');
});

test('a Healthy verdict has none', () => {
  expect(commandFor([], { verdict: 'Healthy' })).toBeUndefined();
});

test('a name cannot run another command', () => {
  expect(shellCommand('kubectl', ['get', "x';rm -rf /;'\n$(id)"])).toBe("kubectl get 'x'\\'';rm -rf /;'\\'' $(id)'");
});

test('half of a command is never printed', () => {
  expect(shellCommand('kubectl', ['x'.repeat(292)])).toHaveLength(300);
  expect(shellCommand('kubectl', ['x'.repeat(293)])).toBeUndefined();
});

test.each(observedFixtures().filter(([, { expected }]) => expected.verdict !== 'Healthy'))(
  '%s has one, about this object',
  (_, { object, evidence = {}, expected, now: at }) => {
    const { kind = '', apiVersion } = object as { kind?: string; apiVersion?: string };
    const { namespace } = object.metadata as { namespace?: string };
    const found = Object.entries(evidence).map(([of, objects]) => [of, { type: 'found', objects }]);
    const given = { object, evidence: Object.fromEntries(found) };
    const command = firstCommand({ kind, apiVersion }, given, { ...expected, message: '' }, Date.parse(at));
    expect(command).toMatch(/^kubectl /);
    expect(command?.includes(`-n ${namespace}`)).toBe(namespace !== undefined);
  },
);
