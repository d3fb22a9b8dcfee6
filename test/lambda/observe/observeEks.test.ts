import type { EksListing, EksObservation } from '../../../lambda/health/eks/eksObservation';
import { observeEks } from '../../../lambda/observe/observeEks';
import type { RuntimeEksTarget } from '../../../model/eksResources';
import { now } from '../../support/objects/clock';
import { generousLimits } from '../kubernetes/generousLimits';

const cluster = { name: 'prod', region: 'eu-central-1' };
const found: EksObservation = { type: 'found', status: 'CREATING', issues: [], createdAt: now - 60_000 };

test('each target is read at once, in its way, and judged by the time after that', async () => {
  const requested: string[] = [];
  const answers: (() => void)[] = [];
  const answer = <T>(what: string, value: T) => {
    requested.push(what);
    return new Promise<T>((resolve) => answers.push(() => resolve(value)));
  };
  const reader = {
    read: (kind: string, name: string): Promise<EksObservation> => answer(`${kind} ${name}`, found),
    readAll: (kind: string): Promise<EksListing> =>
      answer(`all ${kind}`, { observed: [{ name: 'a', observation: found }] }),
  };
  const eks: RuntimeEksTarget[] = [
    { kind: 'EKSCluster', grace: 900 },
    { kind: 'EKSNodegroup', name: 'workers', grace: 900 },
    { kind: 'EKSAddon', name: '*', grace: 900 },
  ];
  let time = 0;
  const observed = observeEks({ cluster, eks }, reader, generousLimits, () => time);
  expect(requested).toEqual(['EKSCluster prod', 'EKSNodegroup workers', 'all EKSAddon']);
  time = now;
  for (const send of answers) send();
  const message = 'EKS reports CREATING; for 1m, grace 15m';
  expect(await observed).toMatchObject([
    { kind: 'EKSCluster', name: 'prod', verdict: 'Progressing', message },
    { kind: 'EKSNodegroup', name: 'workers', verdict: 'Progressing', message },
    { kind: 'EKSAddon', name: '*', verdict: 'Progressing', matched: 1 },
  ]);
});
