import { judgeObject } from '../../../lambda/health/judgeObject';
import type { Evidence } from '../../../lambda/health/observation';
import type { JsonObject } from '../../../model/json';
import { ago, minute, now } from '../../support/objects/clock';
import { pod } from '../../support/objects/pod';
import { workload, workloadKinds } from '../../support/objects/workload';
import { defaultCriteria, found, unreadable } from './judging';

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

describe('to explain a verdict', () => {
  const restarted = pod({ restarts: 2, lastRun: { lasted: minute, ended: 2 * minute } });
  const restarts = { count: 2, pod: 'web-0', container: 'main', last: ago(2 * minute) };
  const always = (object: JsonObject) => {
    const judged = judgeObject(object as { kind: string }, object, defaultCriteria, now, 'always');
    if (!('needed' in judged)) throw new Error('the rule requests no evidence');
    return judged;
  };

  test.each([...workloadKinds, 'ReplicaSet'])(
    'the pods of any %s are requested, and their restarts counted',
    (kind) => {
      const judged = always({ ...workload('Deployment', { status: workload('DaemonSet').status }), kind });
      expect(judged.needed).toEqual([
        { kind: 'Pod', namespace: 'shop', labelSelector: 'app=web', belongs: expect.any(Function) },
      ]);
      expect(judged.otherwise).toMatchObject({ verdict: 'Healthy', message: '3 of 3 pods ready' });
      expect(judged.conclude([found(restarted)])).toEqual({ ...judged.otherwise, restarts });
      expect(judged.conclude([found()])).toEqual({ ...judged.otherwise, restarts: { count: 0 } });
      expect(judged.conclude([unreadable])).not.toHaveProperty('restarts');
      expect(judged.conclude([])).toEqual(judged.otherwise);
    },
  );

  test('restarts are counted where the verdict depends on the pods, too', () => {
    const judged = always(short);
    expect(judged.otherwise).toBeUndefined();
    expect(judged.conclude([found(restarted), found()])).toMatchObject({ verdict: 'Progressing', restarts });
  });

  test('without need, only those of workloads are requested', () => {
    expect(judgeObject({ kind: 'Pod' }, pod(), defaultCriteria, now, 'always')).toMatchObject({ verdict: 'Healthy' });
    const custom = { kind: 'Deployment', apiVersion: 'example.com/v1' };
    expect(judgeObject(custom, workload('Deployment'), defaultCriteria, now, 'always')).toHaveProperty('verdict');
  });

  test('a run of the function counts no restarts', () => {
    const judged = judgeObject({ kind: 'Deployment' }, workload('Deployment', { ready: 2 }), defaultCriteria, now);
    expect('needed' in judged && judged.conclude([found(restarted)])).not.toHaveProperty('restarts');
  });
});
