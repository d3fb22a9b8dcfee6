import * as fc from 'fast-check';
import type { EksIssue, EksResource } from '../../../../lambda/health/eks/eksObservation';
import { type EksCriteria, judgeEks } from '../../../../lambda/health/eks/eksVerdict';
import { eksKinds } from '../../../../model/eksResources';
import { ago, hour, minute, now } from '../../../support/objects/clock';

const at = (age: number) => Date.parse(ago(age));
const resource = (over: Partial<EksResource> = {}): EksResource => ({
  type: 'found',
  status: 'ACTIVE',
  issues: [],
  createdAt: at(24 * hour),
  modifiedAt: at(24 * hour),
  ...over,
});
/** A cluster has no `modifiedAt`. */
const { modifiedAt: _, ...cluster } = resource();
const issue = (code: string, over: Partial<EksIssue> = {}): EksIssue => ({
  code,
  message: 'something is wrong',
  resourceIds: ['subnet-0a', 'subnet-0b'],
  ...over,
});
const criteria = (kind: EksCriteria['kind'], over: Partial<EksCriteria> = {}): EksCriteria => ({
  kind,
  grace: 900,
  graceIsDefault: true,
  ...over,
});
const judge = (one: EksResource, of: EksCriteria = criteria('EKSNodegroup')) => judgeEks(of, one, now);
const summary = (one: EksResource, of?: EksCriteria) => {
  const { verdict, reason, message } = judge(one, of);
  return `${verdict} ${reason}: ${message}`;
};

const issues = [issue('Ec2SubnetNotFound')];
const withIssue = 'with the health issue Ec2SubnetNotFound: something is wrong (subnet-0a, subnet-0b)';

test.each<[string, Partial<EksResource>, string]>([
  ['ACTIVE', {}, 'Healthy Active: EKS reports ACTIVE and no health issues'],
  ['ACTIVE with an issue', { issues }, `Unhealthy HealthIssue: EKS reports ACTIVE, ${withIssue}`],
  ['DEGRADED', { status: 'DEGRADED' }, 'Unhealthy Degraded: EKS reports DEGRADED'],
  ['DEGRADED with an issue', { status: 'DEGRADED', issues }, `Unhealthy Degraded: EKS reports DEGRADED, ${withIssue}`],
  ['CREATE_FAILED', { status: 'CREATE_FAILED' }, 'Unhealthy CreateFailed: EKS reports CREATE_FAILED'],
  ['UPDATE_FAILED', { status: 'UPDATE_FAILED' }, 'Unhealthy UpdateFailed: EKS reports UPDATE_FAILED'],
  ['DELETE_FAILED', { status: 'DELETE_FAILED' }, 'Unhealthy DeleteFailed: EKS reports DELETE_FAILED'],
  ['FAILED', { status: 'FAILED' }, 'Unhealthy EksFailed: EKS reports FAILED'],
  ['an unknown status', { status: 'HIBERNATING' }, 'Unknown EksStatusUnknown: EKS reports HIBERNATING'],
  ['a status of JavaScript', { status: 'toString' }, 'Unknown EksStatusUnknown: EKS reports toString'],
  ['an unknown status with an issue', { status: 'NEW', issues }, 'Unknown EksStatusUnknown: EKS reports NEW'],
  [
    'CREATING, young',
    { status: 'CREATING', createdAt: at(14 * minute) },
    'Progressing Creating: EKS reports CREATING; for 14m, grace 15m',
  ],
  [
    'CREATING, old',
    { status: 'CREATING', createdAt: at(15 * minute) },
    'Unhealthy Creating: EKS reports CREATING; for 15m, grace 15m',
  ],
  [
    'DELETING, young',
    { status: 'DELETING', modifiedAt: at(minute) },
    'Progressing Deleting: EKS reports DELETING; for 1m, grace 15m',
  ],
  [
    'UPDATING with an issue, young',
    { status: 'UPDATING', modifiedAt: at(14 * minute), issues },
    `Progressing HealthIssue: EKS reports UPDATING, ${withIssue}; for 14m, grace 15m`,
  ],
  [
    'UPDATING with an issue, old',
    { status: 'UPDATING', modifiedAt: at(15 * minute), issues },
    `Unhealthy HealthIssue: EKS reports UPDATING, ${withIssue}; for 15m, grace 15m`,
  ],
])('a node group that is %s', (_title, over, expected) => {
  expect(summary(resource(over))).toBe(expected);
});

describe('an update of a node group replaces its nodes one by one, so it may take 2 hours', () => {
  const updating = (age: number) => resource({ status: 'UPDATING', modifiedAt: at(age) });

  test.each<[string, number, Partial<EksCriteria>, string]>([
    ['119 minutes', 119, {}, 'Progressing'],
    ['2 hours', 120, {}, 'Unhealthy'],
    ['20 minutes, with a grace of 15 minutes that is specified', 20, { graceIsDefault: false }, 'Unhealthy'],
    ['3 hours, with a grace of 4 hours', 180, { grace: 4 * 3600, graceIsDefault: false }, 'Progressing'],
  ])('%s', (_title, minutes, over, expected) => {
    expect(judge(updating(minutes * minute), criteria('EKSNodegroup', over))).toMatchObject({
      verdict: expected,
      reason: 'Updating',
      since: ago(minutes * minute),
    });
  });

  test('that of an add-on may not', () => {
    expect(judge(updating(15 * minute), criteria('EKSAddon')).verdict).toBe('Unhealthy');
    expect(judge(updating(14 * minute), criteria('EKSAddon')).verdict).toBe('Progressing');
  });
});

describe('EKS reports no time for the update of a cluster', () => {
  test.each<[string, Partial<EksResource>, string]>([
    [
      'UPDATING',
      { status: 'UPDATING' },
      'Progressing Updating: EKS reports UPDATING; the cluster serves meanwhile, and EKS does not report since when it is updated',
    ],
    [
      'UPDATING with an issue',
      { status: 'UPDATING', issues },
      `Unhealthy HealthIssue: EKS reports UPDATING, ${withIssue}; for an unknown time: the object has no timestamp`,
    ],
    [
      'DELETING',
      { status: 'DELETING' },
      'Unhealthy Deleting: EKS reports DELETING; for an unknown time: the object has no timestamp',
    ],
    [
      'PENDING, young',
      { status: 'PENDING', createdAt: at(minute) },
      'Progressing Creating: EKS reports PENDING; for 1m, grace 15m',
    ],
  ])('%s', (_title, over, expected) => {
    expect(summary({ ...cluster, ...over }, criteria('EKSCluster'))).toBe(expected);
  });
});

describe('issues that are only warnings', () => {
  const warning = issue('IamThrottling');

  test('do not make it unhealthy', () => {
    const verdict = judge(resource({ issues: [warning] }));
    expect(verdict).toMatchObject({ verdict: 'Healthy', reason: 'Active', warns: true });
    expect(verdict.message).toMatch(/^EKS reports ACTIVE, with the health issue IamThrottling: /);
  });

  test('do not hide a serious one', () => {
    expect(summary(resource({ issues: [warning, ...issues] }))).toBe(
      `Unhealthy HealthIssue: EKS reports ACTIVE, ${withIssue}`,
    );
  });

  test('do not shorten the time of an update', () => {
    const updating = resource({ status: 'UPDATING', modifiedAt: at(hour), issues: [warning] });
    expect(judge(updating)).toMatchObject({ verdict: 'Progressing', reason: 'Updating' });
  });
});

test('of many issues, two are described', () => {
  const many = ['A', 'B', 'C', 'D'].map((code) => issue(code, { resourceIds: [] }));
  expect(judge(resource({ issues: many })).message).toBe(
    'EKS reports ACTIVE, with the health issues A: something is wrong; B: something is wrong; 2 more: C, D',
  );
});

test('of many resources, five are named', () => {
  const resourceIds = Array.from({ length: 7 }, (_, index) => `i-${index}`);
  expect(judge(resource({ issues: [issue('A', { message: '', resourceIds })] })).message).toBe(
    'EKS reports ACTIVE, with the health issue A (i-0, i-1, i-2, i-3, i-4 and 2 more)',
  );
});

test.each([
  [{ type: 'missing', reason: 'NotFound', message: 'No node group found' } as const, 'Unhealthy'],
  [{ type: 'unreadable', reason: 'AccessDenied', message: 'denied' } as const, 'Unknown'],
])('without a resource: %j', (observation, verdict) => {
  const { reason, message } = observation;
  expect(judgeEks(criteria('EKSAddon'), observation, now)).toEqual({ verdict, reason, message });
});

describe('for any answer', () => {
  const anyIssue = fc.record({ code: fc.string(), message: fc.string(), resourceIds: fc.array(fc.string()) });
  const anyTime = fc.option(fc.integer({ min: now - 30 * 24 * hour, max: now + hour }), { nil: undefined });
  const status = fc.oneof(
    fc.string(),
    fc.constantFrom('ACTIVE', 'CREATING', 'UPDATING', 'DELETING', 'PENDING', 'DEGRADED', 'FAILED', 'UPDATE_FAILED'),
  );
  const anyResource = fc
    .tuple(status, fc.array(anyIssue), anyTime, anyTime)
    .map(([given, some, createdAt, modifiedAt]): EksResource => {
      const times = { ...(createdAt !== undefined && { createdAt }), ...(modifiedAt !== undefined && { modifiedAt }) };
      return { type: 'found', status: given, issues: some, ...times };
    });
  const anyCriteria = fc.record({
    kind: fc.constantFrom(...(Object.keys(eksKinds) as EksCriteria['kind'][])),
    grace: fc.integer({ min: 0, max: 100_000 }),
    graceIsDefault: fc.boolean(),
  });

  test('the message is bounded, and a serious issue is never Healthy', () => {
    fc.assert(
      fc.property(anyCriteria, anyResource, (of, one) => {
        const { verdict, message } = judgeEks(of, one, now);
        expect(message.length).toBeLessThanOrEqual(900);
        expect(verdict === 'Healthy' && one.status !== 'ACTIVE').toBe(false);
        expect(verdict === 'Healthy' && one.issues.some(({ code }) => code.startsWith('Ec2'))).toBe(false);
      }),
    );
  });

  test('time makes no verdict better', () => {
    const order = ['Healthy', 'Progressing', 'Unhealthy'];
    fc.assert(
      fc.property(anyCriteria, anyResource, fc.nat(100 * hour), (of, one, later) => {
        const [before, after] = [now, now + later].map((when) => judgeEks(of, one, when).verdict);
        expect(order.indexOf(after ?? '')).toBeGreaterThanOrEqual(order.indexOf(before ?? ''));
      }),
    );
  });
});
