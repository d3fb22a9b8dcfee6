import { Subjects } from '../../../lambda/events/subjects';
import type { PendingVerdict } from '../../../lambda/health/judgeObject';
import type { TargetVerdict } from '../../../lambda/health/targetVerdict';
import type { Verdict } from '../../../lambda/health/verdict';
import { now } from '../../support/objects/clock';
import { workload } from '../../support/objects/workload';

const down: Verdict = { verdict: 'Unhealthy', reason: 'NoneReady', message: '' };
const short: Verdict = { verdict: 'Progressing', reason: 'TooFewReady', message: '', short: 1 };
const target: TargetVerdict = { ...down, kind: 'Deployment', namespace: 'shop', name: 'web' };
const web = workload('Deployment');

function remembering(verdict: Verdict, reference: { kind: string; apiVersion?: string } = { kind: 'Deployment' }) {
  const subjects = new Subjects();
  subjects.remember(verdict, reference, web, now);
  return subjects;
}

test.each<[string, Verdict, boolean]>([
  ['Unhealthy', down, true],
  ['Progressing and short', short, true],
  ['Progressing in a rollout', { ...short, short: 0 }, false],
  ['Healthy', { ...down, verdict: 'Healthy' }, false],
  ['Unknown', { ...short, verdict: 'Unknown' }, false],
])('an object that is %s has a subject: %p', (_, verdict, expected) => {
  expect(remembering(verdict).of(target, down) !== undefined).toBe(expected);
});

test.each([
  [{ kind: 'HorizontalPodAutoscaler' }],
  [{ kind: 'Deployment', apiVersion: 'example.com/v1' }],
  [{ kind: 'Widget', apiVersion: 'example.com/v1' }],
])('the kind %j is not explained', (reference) => {
  expect(remembering(down, reference).of({ ...target, ...reference }, down)).toBeUndefined();
});

test.each<[string, Partial<TargetVerdict>, string | undefined, boolean]>([
  ['by its name', {}, undefined, true],
  ['of a selector', { selector: 'a' }, 'web', true],
  ['of a selector in all namespaces', { namespace: '*', selector: 'a' }, 'shop/web', true],
  ['of another name', { name: 'api' }, undefined, false],
  ['of another kind', { kind: 'StatefulSet' }, undefined, false],
  ['of another namespace', { namespace: 'other' }, undefined, false],
])('the subject of a target %s', (_, over, name, expected) => {
  const found = remembering(down).of({ ...target, ...over }, down, name);
  expect(found?.namespace).toBe(expected ? 'shop' : undefined);
});

test('a verdict that is Unknown by now has none', () => {
  expect(remembering(short).of(target, { ...short, verdict: 'Unknown' })).toBeUndefined();
});

test('of a pending verdict, the evidence counts as well, and the verdict stays as it is', () => {
  const pod = { metadata: { name: 'web-a', namespace: 'shop' } };
  const subjects = new Subjects();
  const pending: PendingVerdict = {
    needed: [{ kind: 'Pod', belongs: () => true }],
    otherwise: short,
    conclude: (evidence, at) => ({ ...down, message: `${evidence.length} ${at}` }),
  };
  const judged = subjects.remember(pending, { kind: 'Deployment' }, web, now);
  expect(subjects.of(target, down)).toBeUndefined();
  expect(judged).toMatchObject({ needed: pending.needed, otherwise: short });
  expect(judged.conclude([{ type: 'found', objects: [pod] }], 7)).toEqual({ ...down, message: '1 7' });
  expect([...(subjects.of(target, down)?.related.keys() ?? [])]).toEqual(['Deployment/web', 'Pod/web-a']);
  expect(judged.conclude([])).toEqual({ ...down, message: `0 ${now}` });
});
