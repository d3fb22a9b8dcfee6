import type { EksObservation } from '../../lambda/health/eks/eksObservation';
import type { RuntimeEksTarget } from '../../model/eksResources';
import { now } from '../support/objects/clock';
import { lease } from '../support/objects/lease';
import { allHealthy, leasePath, metricData, pathTo, runWith, timeout } from './runWith';

const eksTarget: RuntimeEksTarget = { kind: 'EKSAddon', name: 'coredns', grace: 900 };
const config = { eks: [eksTarget] };
const found = (status: string): EksObservation => ({ type: 'found', status, issues: [] });
const denied: EksObservation = { type: 'unreadable', reason: 'AccessDenied', message: 'denied' };
const answering = (answer: EksObservation) => {
  let reads = 0;
  const eks = {
    read: async () => {
      reads += 1;
      return answer;
    },
    readAll: () => Promise.reject(new Error('unexpected')),
  };
  return { eks, reads: () => reads };
};

test('what EKS reports is read in each run, and is a part of the value', async () => {
  const { eks, reads } = answering(found('ACTIVE'));
  for (const expected of [1, 2]) {
    const { puts, result } = await runWith({ config, eks });
    expect(puts).toEqual([metricData(1)]);
    expect(result?.targets.at(-1)).toMatchObject({ kind: 'EKSAddon', name: 'coredns', verdict: 'Healthy' });
    expect(reads()).toBe(expected);
  }
});

test('a problem that EKS reports is published as 0, and is in the summary', async () => {
  const { puts, lines } = await runWith({ config, eks: answering(found('DEGRADED')).eks });
  expect(puts).toEqual([metricData(0, { short: 1 })]);
  expect(lines[0]?.fields.summary).toBe(
    '1 of 3 targets is unhealthy: EKSAddon coredns (Degraded); EKSAddon coredns: EKS reports DEGRADED [first: aws eks describe-addon --cluster-name prod --addon-name coredns --region eu-central-1]',
  );
});

test('without an answer of EKS, nothing is published', async () => {
  const { puts, error } = await runWith({ config, eks: answering(denied).eks });
  expect(puts).toEqual([]);
  expect(error?.message).toContain('EKSAddon coredns: AccessDenied: denied');
});

test('stale statuses in the cluster do not matter for it, nor an API server that does not respond', async () => {
  const renewTime = new Date(now - 3_600_000).toISOString();
  const stale = { [leasePath]: { ...lease(), spec: { renewTime } } };
  for (const responses of [
    { ...allHealthy, ...stale },
    { [leasePath]: timeout, [pathTo('web')]: timeout, [pathTo('db')]: timeout },
  ]) {
    const { result, puts } = await runWith({ config, responses, eks: answering(found('DEGRADED')).eks });
    expect(puts).toMatchObject([{ MetricData: [{ Value: 0 }, {}] }]);
    expect(result?.targets.at(-1)).toMatchObject({ verdict: 'Unhealthy', reason: 'Degraded' });
  }
  const { result } = await runWith({
    config,
    responses: { ...allHealthy, ...stale },
    eks: answering(found('ACTIVE')).eks,
    // Returns the verdicts, though those in the cluster are Unknown.
    event: {},
  });
  expect(result?.targets.at(-1)).toMatchObject({ verdict: 'Healthy' });
});
