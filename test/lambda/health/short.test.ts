import * as fc from 'fast-check';
import { withFreshness } from '../../../lambda/health/freshness';
import { prometheusOperatorRule } from '../../../lambda/health/kinds/prometheusOperator';
import { rules } from '../../../lambda/health/rules';
import { type ObjectVerdict, SelectorTally } from '../../../lambda/health/targetVerdict';
import { countShort, isShort, type Verdict, worstVerdict } from '../../../lambda/health/verdict';
import type { JsonObject } from '../../../model/json';
import type { Kind } from '../../../model/kinds';
import { ago, hour, minute, month } from '../../support/objects/clock';
import { condition, object, written } from '../../support/objects/object';
import { pod } from '../../support/objects/pod';
import { workload, workloadKinds } from '../../support/objects/workload';
import { type Circumstances, defaultCriteria, forbidden, found, judge, summarize, unreadable } from './judging';

const oneStarting = found(pod({ ready: false, since: minute }), pod(), pod());
const AtLeastOne = { mode: 'AtLeastOne' } as const;

/** Each with its verdict, and whether it is short of what it needs. */
describe('short', () => {
  const judged = (kind: Kind, given: JsonObject, circumstances: Circumstances) => {
    const verdict = judge(rules[kind], given, circumstances);
    return `${summarize(verdict)} ${isShort(verdict) ? 'short' : 'enough'}`;
  };

  describe.each(workloadKinds)('%s', (kind) => {
    const evidence = { Pod: oneStarting, Node: found() };

    test.each<[string, JsonObject, string, Circumstances['criteria']?]>([
      ['ready', workload(kind), 'Healthy Ready enough'],
      [
        'one of three not ready, within its grace period',
        workload(kind, { ready: 2 }),
        'Progressing TooFewReady short',
      ],
      ['one of three not ready, and one is enough', workload(kind, { ready: 2 }), 'Healthy Ready enough', AtLeastOne],
      [
        'nothing ready, within its grace period',
        workload(kind, { ready: 0, statusAge: minute }),
        'Progressing NoneReady short',
      ],
      [
        'nothing ready, and one is enough',
        workload(kind, { ready: 0, statusAge: minute }),
        'Progressing NoneReady short',
        AtLeastOne,
      ],
      ['one not ready, without grace', workload(kind, { ready: 2 }), 'Unhealthy TooFewReady short', { grace: 0 }],
      [
        'a rollout in which enough are ready',
        workload(kind, { updated: 2, specAge: minute }),
        'Progressing RollingOut enough',
      ],
      [
        'a rollout in which fewer are ready than its strategy allows',
        workload(kind, { updated: 2, ready: 1, specAge: minute }),
        'Progressing TooFewReady short',
      ],
    ])('%s', (_, given, expected, criteria = {}) => {
      expect(judged(kind, given, { evidence, criteria })).toBe(expected);
    });

    test('is not known without the pods', () => {
      const given = workload(kind, { ready: 2, statusAge: minute });
      const withPods = (Pod: typeof unreadable) => judged(kind, given, { evidence: { Pod, Node: found() } });
      expect(withPods(unreadable)).toMatch(/^Unknown .* enough$/);
      expect(withPods(forbidden)).toMatch(/^Progressing .* short$/);
    });
  });

  const deployment = (strategy: JsonObject) => ({ strategy });
  const statefulSet = (rollingUpdate: JsonObject) => ({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } });
  const rolling = (rollingUpdate: JsonObject) => deployment({ type: 'RollingUpdate', rollingUpdate });

  /** Of 10 pods, during a rollout. */
  test.each<[(typeof workloadKinds)[number], JsonObject, leastReady: number]>([
    ['Deployment', {}, 8],
    ['Deployment', rolling({}), 8],
    ['Deployment', rolling({ maxUnavailable: 3 }), 7],
    ['Deployment', rolling({ maxUnavailable: '35%' }), 7],
    ['Deployment', rolling({ maxUnavailable: 0 }), 10],
    ['Deployment', rolling({ maxUnavailable: '5%', maxSurge: 0 }), 9],
    ['Deployment', rolling({ maxUnavailable: '100%' }), 1],
    ['Deployment', deployment({ type: 'Recreate' }), 10],
    ['StatefulSet', {}, 9],
    ['StatefulSet', statefulSet({ maxUnavailable: '25%' }), 7],
    ['DaemonSet', {}, 9],
    ['DaemonSet', statefulSet({ maxUnavailable: '25%' }), 7],
    ['DaemonSet', statefulSet({ maxUnavailable: 0, maxSurge: 1 }), 10],
  ])('a rollout of a %s with %j has enough from %i ready pods on', (kind, spec, leastReady) => {
    const evidence = { Pod: oneStarting, Node: found() };
    const young = { specAge: minute, statusAge: minute };
    const at = (ready: number, criteria: Circumstances['criteria'] = {}) =>
      judged(kind, workload(kind, { ...young, desired: 10, updated: 5, ready, spec }), { evidence, criteria });
    expect(at(leastReady)).toMatch(/ enough$/);
    expect(at(leastReady - 1)).toMatch(/ short$/);
    expect(at(leastReady, { mode: 'MinReady', minReady: leastReady + 1 })).toMatch(/ short$/);
  });

  /** Three of four pods are updated and ready. Those that do not exist are not updated either, but that is no rollout. */
  test.each<[string, (typeof workloadKinds)[number], status: JsonObject, expected: string]>([
    ['a pod that does not exist', 'Deployment', { replicas: 3 }, 'TooFewReady short'],
    ['an old pod is left', 'Deployment', { replicas: 4 }, 'TooFewReady enough'],
    ['a pod that was never created', 'DaemonSet', { currentNumberScheduled: 3 }, 'TooFewReady short'],
    ['an old pod is left', 'DaemonSet', { currentNumberScheduled: 4 }, 'TooFewReady enough'],
  ])('%s, of a %s with %j', (_, kind, status, expected) => {
    const given = workload(kind, { desired: 4, updated: 3, ready: 3, specAge: minute, statusAge: minute, status });
    const evidence = { Pod: found(pod({ name: 'a' }), pod({ name: 'b' }), pod({ name: 'c' })), Node: found() };
    expect(judged(kind, given, { evidence })).toBe(`Progressing ${expected}`);
    const required = { mode: 'MinReady', minReady: 3 } as const;
    expect(judged(kind, given, { evidence, criteria: required })).toBe('Healthy Ready enough');
  });

  const slice = { metadata: { creationTimestamp: ago(month), managedFields: [written({}, minute)] } };
  const budget = (current: number) => ({
    kind: 'PodDisruptionBudget',
    metadata: { managedFields: [written({ 'f:status': {} }, minute)] },
    status: { observedGeneration: 1, currentHealthy: current, desiredHealthy: 2 },
  });
  test.each<[Kind, JsonObject, string, Circumstances['evidence']?]>([
    ['Pod', pod(), 'Healthy Ready enough'],
    ['Pod', pod({ ready: false, since: minute }), 'Progressing NotReady short'],
    ['Pod', pod({ ready: false, since: hour }), 'Unhealthy NotReady short'],
    [
      'Service',
      object({ kind: 'Service', spec: { selector: { app: 'web' } } }),
      'Progressing NoEndpoints short',
      { EndpointSlice: found(slice) },
    ],
    ['PodDisruptionBudget', object(budget(2)), 'Healthy EnoughHealthy enough'],
    ['PodDisruptionBudget', object(budget(1)), 'Progressing TooFewHealthy short', { Pod: found() }],
    [
      'PersistentVolumeClaim',
      object({
        kind: 'PersistentVolumeClaim',
        created: minute,
        spec: { volumeName: 'a' },
        status: { phase: 'Pending' },
      }),
      'Progressing Pending enough',
    ],
  ])('%s: case %#', (kind, given, expected, evidence = {}) => {
    expect(judged(kind, given, { evidence })).toBe(expected);
  });
});

describe('the verdict of a selector', () => {
  const target = { ...defaultCriteria, apiVersion: 'apps/v1', kind: 'Deployment', selector: 'a=b', atLeast: 1 };
  const one = (verdict: Verdict['verdict'], short?: 1): Verdict => {
    return { verdict, reason: 'Ready', message: '', ...(short === undefined ? {} : { short }) };
  };
  const tally = (...verdicts: Verdict[]) => {
    const collected = new SelectorTally();
    verdicts.forEach((verdict, index) => void collected.add({ ...verdict, name: `web-${index}` } as ObjectVerdict));
    return collected.conclude(target);
  };

  test.each<[string, Verdict[], expected: number | undefined, counts: boolean]>([
    ['all healthy', [one('Healthy'), one('Healthy')], undefined, false],
    ['a rollout', [one('Progressing'), one('Healthy')], undefined, false],
    ['one short, behind a rollout that is listed first', [one('Progressing'), one('Progressing', 1)], 1, true],
    ['two short', [one('Progressing', 1), one('Healthy'), one('Progressing', 1)], 2, true],
    ['one unhealthy', [one('Unhealthy'), one('Progressing', 1)], 2, true],
    ['one unknown beside one short', [one('Unknown'), one('Progressing', 1)], 1, false],
    ['one unknown', [one('Unknown')], undefined, false],
  ])('%s', (_, verdicts, expected, counts) => {
    const concluded = tally(...verdicts);
    expect(concluded.short).toBe(expected);
    expect(countShort([concluded])).toBe(counts ? 1 : 0);
  });

  test('counts the objects that are not listed, too', () => {
    expect(tally(...Array.from({ length: 25 }, () => one('Progressing', 1))).short).toBe(25);
  });
});

test('one short finding is enough, even if another one is older', () => {
  const finding = { verdict: 'Progressing', message: '' } as const;
  const older: Verdict = { ...finding, reason: 'NotReconciled', since: ago(hour) };
  const younger: Verdict = { ...finding, reason: 'TooFewReady', since: ago(minute), short: 1 };
  expect(worstVerdict([younger, older], older)).toEqual({ ...older, short: 1 });
});

test('a Prometheus of which one pod is missing is short', () => {
  const given = (status: string) =>
    object({
      kind: 'Prometheus',
      spec: { replicas: 2 },
      status: { conditions: [condition('Available', status, minute), condition('Reconciled', 'True', month)] },
    });
  expect(judge(prometheusOperatorRule, given('Degraded')).short).toBe(1);
  expect(judge(prometheusOperatorRule, given('False')).short).toBe(1);
  expect(judge(prometheusOperatorRule, given('True')).short).toBeUndefined();
});

test('the second metric counts what is Unhealthy or short, and nothing that is Unknown', () => {
  const any = fc.record({
    verdict: fc.constantFrom<Verdict['verdict']>('Healthy', 'Progressing', 'Unhealthy', 'Unknown'),
    reason: fc.constant<'Ready'>('Ready'),
    message: fc.constant(''),
    short: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(any), (verdicts) => {
      const expected = verdicts.filter(
        ({ verdict, short }) => verdict === 'Unhealthy' || (verdict !== 'Unknown' && short > 0),
      );
      expect(countShort(verdicts)).toBe(expected.length);
    }),
  );
});

test('what rests on a stale status is Unknown, and no longer short', () => {
  const short: Verdict = { verdict: 'Progressing', reason: 'TooFewReady', message: '', short: 1 };
  expect(isShort(short)).toBe(true);
  expect(isShort(withFreshness(short, { state: 'stale', reason: 'StaleStatus', message: '' }))).toBe(false);
});
