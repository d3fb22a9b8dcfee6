import type { EksListing, EksObservation } from '../../../../lambda/health/eks/eksObservation';
import { judgeEksListing, judgeEksTarget } from '../../../../lambda/health/eks/eksTargetVerdict';
import { now } from '../../../support/objects/clock';

const all = { kind: 'EKSNodegroup', name: '*', grace: 900 } as const;
const found = (status = 'ACTIVE', codes: readonly string[] = []): EksObservation => ({
  type: 'found',
  status,
  issues: codes.map((code) => ({ code, message: '', resourceIds: [] })),
});
const throttled = { type: 'unreadable', reason: 'TooManyRequests', message: 'throttled' } as const;
const noCluster = { type: 'missing', reason: 'NotFound', message: 'EKS reports: No cluster found' } as const;
const judge = (observed: Readonly<Record<string, EksObservation>>, failure?: EksListing['failure']) => {
  const entries = Object.entries(observed).map(([name, observation]) => ({ name, observation }));
  return judgeEksListing(all, { observed: entries, ...(failure === undefined ? {} : { failure }) }, now);
};

test('a target with a name has the verdict of EKS', () => {
  expect(judgeEksTarget({ kind: 'EKSAddon', name: 'coredns', grace: 0 }, found('DEGRADED'), now)).toEqual({
    kind: 'EKSAddon',
    name: 'coredns',
    verdict: 'Unhealthy',
    reason: 'Degraded',
    message: 'EKS reports DEGRADED',
  });
});

test('all of the cluster are healthy', () => {
  expect(judge({ a: found(), b: found() })).toEqual({
    kind: 'EKSNodegroup',
    name: '*',
    verdict: 'Healthy',
    reason: 'Active',
    message: 'EKS reports all of 2 node groups as ACTIVE',
    matched: 2,
  });
});

test('the worst one decides, of equally bad ones the first, and all that are not healthy are listed', () => {
  const verdict = judge({ c: found('CREATE_FAILED'), b: found('DEGRADED'), d: found(), a: throttled });
  expect(verdict).toMatchObject({
    verdict: 'Unhealthy',
    reason: 'Degraded',
    message: '1 of 4 node groups are healthy; node group b: EKS reports DEGRADED',
    matched: 4,
    short: 2,
  });
  expect(verdict.objects?.map(({ name }) => name)).toEqual(['b', 'c', 'a']);
});

test('at most ten are listed', () => {
  const many = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`n${index}`, found('DEGRADED')]));
  expect(judge(many)).toMatchObject({ matched: 12, short: 12, objects: { length: 10 } });
});

test('warnings of healthy ones are in the message', () => {
  const warned = found('ACTIVE', ['IamThrottling']);
  expect(judge({ b: warned, a: warned, c: found() })).toMatchObject({
    verdict: 'Healthy',
    warns: true,
    message:
      'EKS reports all of 3 node groups as ACTIVE; node group a: EKS reports ACTIVE, with the health issue IamThrottling; and 1 more with a warning',
  });
});

test('none is not what was meant', () => {
  expect(judge({})).toMatchObject({
    verdict: 'Unhealthy',
    reason: 'TooFewMatches',
    message: 'EKS lists no node group of the cluster',
    matched: 0,
  });
});

test.each<[string, Readonly<Record<string, EksObservation>>, EksListing['failure'], string]>([
  ['an incomplete list of healthy ones', { a: found() }, throttled, 'Unknown TooManyRequests'],
  ['an incomplete list with an unhealthy one', { a: found('DEGRADED') }, throttled, 'Unhealthy Degraded'],
  ['no list', {}, throttled, 'Unknown TooManyRequests'],
  ['no cluster', {}, noCluster, 'Unhealthy NotFound'],
  ['one that cannot be read', { a: found(), b: throttled }, undefined, 'Unknown TooManyRequests'],
])('%s', (_title, observed, failure, expected) => {
  const { verdict, reason } = judge(observed, failure);
  expect(`${verdict} ${reason}`).toBe(expected);
});
