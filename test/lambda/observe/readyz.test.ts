import { ReadFailure } from '../../../lambda/errors';
import type { TargetVerdict } from '../../../lambda/health/targetVerdict';
import {
  asksForReadyz,
  describeFailingChecks,
  failingChecksIn,
  readFailingChecks,
} from '../../../lambda/observe/readyz';
import { generousLimits } from '../kubernetes/generousLimits';
import { fakeClient } from './fakeClient';

const body = `[+]ping ok
[-]etcd failed: reason withheld
[+]poststarthook/start-informers ok
[-]informer-sync failed: reason withheld
readyz check failed
`;
const respond = (text: string, status = 500) => ({
  '/readyz?verbose': { status, headers: {}, body: Buffer.from(text) },
});

test('the failing checks are named', () => {
  expect(describeFailingChecks(failingChecksIn(body))).toBe(
    'the API server reports that it is not ready: etcd, informer-sync',
  );
});

test.each<[string, string]>([
  ['nothing fails', '[+]etcd ok\nreadyz check passed\n'],
  ['a page of a proxy', '<html>[-]etcd failed</html>'],
  ['an empty answer', ''],
])('%s', (_title, text) => {
  expect(failingChecksIn(text)).toEqual([]);
});

test('the names are bounded', () => {
  const many = Array.from({ length: 20 }, (_, index) => `[-]${'x'.repeat(100)}${index} failed: reason withheld`);
  const names = failingChecksIn(many.join('\n'));
  expect(names).toHaveLength(10);
  expect(names[0]).toHaveLength(60);
});

const verdict = (over: Partial<TargetVerdict>): TargetVerdict => ({
  kind: 'Deployment',
  verdict: 'Unknown',
  reason: 'ServerError',
  message: '',
  ...over,
});

test.each<[string, Partial<TargetVerdict>, boolean]>([
  ['an error of the API server', {}, true],
  ['no response', { reason: 'Timeout' }, true],
  ['a dead cluster', { verdict: 'Unhealthy', reason: 'ClusterDown' }, true],
  ['stale statuses', { reason: 'StaleStatus' }, true],
  ['a missing permission', { reason: 'Forbidden' }, false],
  ['a short workload', { verdict: 'Unhealthy', reason: 'NoneReady' }, false],
  ['no response of the EKS API', { kind: 'EKSAddon', reason: 'Timeout' }, false],
])('%s', (_title, over, expected) => {
  expect(asksForReadyz([verdict({ verdict: 'Healthy', reason: 'Ready' }), verdict(over)])).toBe(expected);
});

test('it is read with one request', async () => {
  const client = fakeClient({}, 0, respond(body));
  expect(await readFailingChecks(client, generousLimits)).toEqual(['etcd', 'informer-sync']);
  expect(client.paths).toEqual(['/readyz?verbose']);
});

test('without an answer there is nothing to tell', async () => {
  const failure = { '/readyz?verbose': new ReadFailure('Unreachable', 'no connection') };
  expect(await readFailingChecks(fakeClient({}, 0, failure), generousLimits)).toEqual([]);
});
