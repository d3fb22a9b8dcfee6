import {
  type ObjectVerdict,
  SelectorTally,
  targetIdentity,
  verdictWithoutObject,
} from '../../../lambda/health/targetVerdict';
import type { RuntimeTarget } from '../../../model/runtimeConfig';
import { defaultCriteria } from './judging';

const target: RuntimeTarget = {
  ...defaultCriteria,
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  namespace: 'shop',
  selector: 'tier=web',
  atLeast: 2,
};

const healthy = (name: string): ObjectVerdict => ({
  name,
  verdict: 'Healthy',
  reason: 'Ready',
  message: '',
  ready: 3,
  desired: 3,
});
const short = (name: string): ObjectVerdict => ({
  ...healthy(name),
  verdict: 'Progressing',
  reason: 'TooFewReady',
  message: '1 of 3 pods ready',
  ready: 1,
  short: 1,
  since: '2026-01-01T12:00:00.000Z',
});
const down = (name: string): ObjectVerdict => ({
  ...short(name),
  verdict: 'Unhealthy',
  reason: 'NoneReady',
  message: 'none of 3 pods ready',
  ready: 0,
});
const unknown = (name: string): ObjectVerdict => ({ name, verdict: 'Unknown', reason: 'Timeout', message: 'too slow' });

const failure = { type: 'unreadable', reason: 'Timeout', message: 'the second page is missing' } as const;
const gone = { type: 'missing', reason: 'NamespaceNotFound', message: 'namespace shop does not exist' } as const;

function tally(...verdicts: readonly ObjectVerdict[]): SelectorTally {
  const tally = new SelectorTally();
  for (const verdict of verdicts) tally.add(verdict);
  return tally;
}

describe('the verdict of a selector', () => {
  test.each<[string, ObjectVerdict[], typeof failure | typeof gone | undefined, string, string]>([
    ['all healthy', [healthy('a'), healthy('b')], undefined, 'Healthy Ready', 'all 2 matching objects are healthy'],
    [
      'one progressing',
      [healthy('a'), short('b')],
      undefined,
      'Progressing TooFewReady',
      '1 of 2 matching objects are healthy; Deployment b: 1 of 3 pods ready',
    ],
    [
      'one unknown',
      [unknown('a'), short('b')],
      undefined,
      'Unknown Timeout',
      '0 of 2 matching objects are healthy; Deployment a: too slow',
    ],
    [
      'one down',
      [unknown('a'), short('b'), down('c')],
      undefined,
      'Unhealthy NoneReady',
      '0 of 3 matching objects are healthy; Deployment c: none of 3 pods ready',
    ],
    [
      'too few',
      [healthy('a')],
      undefined,
      'Unhealthy TooFewMatches',
      'the selector matches 1 objects of kind Deployment, at least 2 required',
    ],
    [
      'none',
      [],
      undefined,
      'Unhealthy TooFewMatches',
      'the selector matches 0 objects of kind Deployment, at least 2 required',
    ],
    ['too few of them read', [healthy('a')], failure, 'Unknown Timeout', 'the second page is missing'],
    [
      'enough read, but not all',
      [healthy('a'), healthy('b')],
      failure,
      'Unknown Timeout',
      'the second page is missing',
    ],
    [
      'one down before the list failed',
      [down('a')],
      failure,
      'Unhealthy NoneReady',
      '0 of 1 matching objects are healthy; Deployment a: none of 3 pods ready',
    ],
    [
      'one down before the namespace was deleted',
      [down('a')],
      gone,
      'Unhealthy NoneReady',
      '0 of 1 matching objects are healthy; Deployment a: none of 3 pods ready',
    ],
    ['the namespace is gone', [], gone, 'Unhealthy NamespaceNotFound', 'namespace shop does not exist'],
  ])('%s', (_, verdicts, failure, expected, message) => {
    const { verdict, reason, ...concluded } = tally(...verdicts).conclude(target, failure);
    expect(`${verdict} ${reason}`).toBe(expected);
    expect(concluded.message).toBe(message);
  });

  test('adds up the counts and lists the objects that are not healthy, worst first, then by name', () => {
    const concluded = tally(short('z'), healthy('a'), unknown('m'), down('y'), down('b')).conclude(target);
    expect(concluded).toStrictEqual({
      kind: 'Deployment',
      namespace: 'shop',
      selector: 'tier=web',
      verdict: 'Unhealthy',
      reason: 'NoneReady',
      message: '1 of 5 matching objects are healthy; Deployment b: none of 3 pods ready',
      since: '2026-01-01T12:00:00.000Z',
      matched: 5,
      ready: 4,
      desired: 12,
      short: 3,
      objects: [down('b'), down('y'), unknown('m'), short('z')],
      isPartial: true,
    });
  });

  test('a custom resource that too few match is listed by its own plural', () => {
    const gateway = { ...target, kind: 'Gateway', apiVersion: 'net.example/v1', resource: 'gateways' };
    expect(tally().conclude(gateway).command).toBe('kubectl -n shop get gateways.net.example --show-labels');
  });

  test('lists no objects if all are healthy', () => {
    expect(tally(healthy('a'), healthy('b')).conclude(target)).toStrictEqual({
      kind: 'Deployment',
      namespace: 'shop',
      selector: 'tier=web',
      verdict: 'Healthy',
      reason: 'Ready',
      message: 'all 2 matching objects are healthy',
      matched: 2,
      ready: 6,
      desired: 6,
    });
  });

  test('reports the first verdict of an object that a list contains twice', () => {
    const { objects } = tally(down('a'), { ...down('a'), message: 'again' }).conclude(target);
    expect(objects?.map(({ message }) => message)).toEqual([down('a').message, 'again']);
  });

  test('keeps the ten worst, in any order of arrival', () => {
    const names = Array.from({ length: 30 }, (_, index) => `web-${String(index).padStart(2, '0')}`);
    const verdicts = names.map((name, index) => (index % 3 === 0 ? down(name) : short(name)));
    const forth = tally(...verdicts).conclude(target);
    expect(forth).toEqual(tally(...verdicts.reverse()).conclude(target));
    expect(forth.matched).toBe(30);
    expect(forth.objects?.map(({ name }) => name)).toEqual(names.filter((_, index) => index % 3 === 0));
  });
});

test('what is missing is Unhealthy, what could not be read is Unknown', () => {
  expect(verdictWithoutObject(gone)).toEqual({
    verdict: 'Unhealthy',
    reason: 'NamespaceNotFound',
    message: gone.message,
  });
  expect(verdictWithoutObject(failure)).toEqual({ verdict: 'Unknown', reason: 'Timeout', message: failure.message });
});

test.each([{ namespace: 'shop', name: 'web' }, { namespace: 'shop', selector: 'a=b' }, { name: 'a' }])(
  'a target is identified by %j',
  (given) => {
    const { namespace: _, selector: __, ...rest } = target;
    expect(targetIdentity({ ...rest, ...given })).toStrictEqual({ kind: 'Deployment', ...given });
  },
);

describe('a selector of which all objects are healthy', () => {
  const warned = (name: string): ObjectVerdict => ({
    ...healthy(name),
    message: `1 of 3 pods ready; warning: ${name}`,
    warns: true,
  });

  test.each<[string, ObjectVerdict[], string]>([
    [
      'one warns',
      [healthy('a'), warned('b')],
      'all 2 matching objects are healthy; Deployment b: 1 of 3 pods ready; warning: b',
    ],
    [
      'several warn, in any order',
      [warned('c'), warned('a'), warned('b')],
      'all 3 matching objects are healthy; Deployment a: 1 of 3 pods ready; warning: a; and 2 more with a warning',
    ],
  ])('%s', (_, verdicts, message) => {
    expect(tally(...verdicts).conclude(target)).toMatchObject({
      verdict: 'Healthy',
      reason: 'Ready',
      message,
      warns: true,
    });
  });

  test('has no warning if none warns, or if one is not healthy', () => {
    for (const other of [healthy('b'), short('b')]) {
      expect(tally(healthy('a'), other).conclude(target)).not.toHaveProperty('warns');
    }
    expect(tally(warned('a'), short('b')).conclude(target)).not.toHaveProperty('warns');
    expect(tally(warned('a'), short('b')).conclude(target).message).not.toContain('warning');
  });
});

test('the restarts of a selector are those of its objects, with the latest', () => {
  const restarted = (name: string, count: number, last: string): ObjectVerdict => ({
    ...healthy(name),
    restarts: { count, pod: `${name}-0`, container: 'main', last },
  });
  const old = restarted('a', 5, '2026-01-01T10:00:00.000Z');
  const recent = restarted('b', 2, '2026-01-01T11:00:00.000Z');
  const expected = { count: 7, pod: 'b-0', container: 'main', last: '2026-01-01T11:00:00.000Z' };
  expect(tally(old, recent).conclude(target).restarts).toEqual(expected);
  expect(tally(recent, { ...healthy('c'), restarts: { count: 0 } }, old).conclude(target).restarts).toEqual(expected);
  expect(tally(healthy('a')).conclude(target)).not.toHaveProperty('restarts');
});
