import { judgeObject } from '../../../lambda/health/judgeObject';
import type { Evidence } from '../../../lambda/health/observation';
import { minute, now } from '../../support/objects/clock';
import { pod } from '../../support/objects/pod';
import { workload } from '../../support/objects/workload';
import { defaultCriteria, found } from './judging';

const reference = { kind: 'DaemonSet' };
const short = workload('DaemonSet', { ready: 2, statusAge: minute });

function pending() {
  const judged = judgeObject(reference, short, defaultCriteria, now);
  if (!('needed' in judged)) throw new Error('the rule requests no evidence');
  return judged;
}

test('returns the verdict at once if the object suffices', () => {
  expect(judgeObject(reference, workload('DaemonSet'), defaultCriteria, now)).toMatchObject({ verdict: 'Healthy' });
});

test('says which evidence is needed otherwise', () => {
  expect(pending().needed.map(({ kind }) => kind)).toEqual(['Pod', 'Node']);
});

test('concludes with the evidence in the order of the queries', () => {
  const evidence: Evidence[] = [found(pod(), pod(), pod({ ready: false, since: 2 * minute })), found()];
  expect(pending().conclude(evidence)).toMatchObject({ verdict: 'Progressing', reason: 'TooFewReady' });
});

test('concludes by a later clock, if one is given', () => {
  const evidence: Evidence[] = [found(pod(), pod(), pod({ ready: false, since: 2 * minute })), found()];
  expect(pending().conclude(evidence, now + 13 * minute)).toMatchObject({ verdict: 'Unhealthy' });
});

test('fails if evidence is left out', () => {
  expect(() => pending().conclude([])).toThrow('the rule of DaemonSet requests evidence twice');
});
