import fc from 'fast-check';
import { judgeObject } from '../../../lambda/health/judgeObject';
import type { Evidence } from '../../../lambda/health/observation';
import type { Criteria } from '../../../lambda/health/rule';
import { rules } from '../../../lambda/health/rules';
import type { Verdict } from '../../../lambda/health/verdict';
import type { JsonObject } from '../../../model/json';
import { numRuns } from '../../support/numRuns';
import { ago, hour, minute, now, second } from '../../support/objects/clock';
import { loopingPod, pod } from '../../support/objects/pod';
import { workload, workloadKinds } from '../../support/objects/workload';
import { anyCriteria, anyWorkloadState, toObject, toPods } from './anyWorkload';
import { defaultCriteria, forbidden, found, judgeWithPods, unreadable } from './judging';

const atLeastOne: Partial<Criteria> = { mode: 'AtLeastOne' };
const half: Partial<Criteria> = { mode: 'MinReady', minReady: '50%' };
const killed = pod({
  name: 'web-1',
  created: hour,
  status: {
    containerStatuses: [
      {
        name: 'main',
        restartCount: 1,
        state: { running: {} },
        lastState: { terminated: { exitCode: 137, reason: 'OOMKilled', finishedAt: ago(12 * minute) } },
      },
    ],
  },
});
const replicaSet = (ready: number): JsonObject => ({
  ...workload('Deployment', { ready }),
  kind: 'ReplicaSet',
});
const objects: readonly (readonly [kind: string, withReady: (ready: number) => JsonObject])[] = [
  ...workloadKinds.map((kind) => [kind, (ready: number) => workload(kind, { ready }) as JsonObject] as const),
  ['ReplicaSet', replicaSet],
];

describe.each(objects)('a healthy %s', (_, withReady) => {
  test.each<[situation: string, ready: number, criteria: Partial<Criteria>, pods: Evidence, message: string]>([
    ['one of three is ready, and none loops', 1, atLeastOne, found(pod()), '1 of 3 pods ready'],
    [
      'one of three is ready, and one loops',
      1,
      atLeastOne,
      found(pod(), loopingPod({ name: 'web-2' })),
      '1 of 3 pods ready; warning: web-2 container main is crash looping (5 restarts, last exit code 1 (Error))',
    ],
    [
      'two of three are ready, and one was killed',
      2,
      half,
      found(pod(), killed),
      '2 of 3 pods ready; warning: web-1 container main was OOMKilled 12m ago (1 restart)',
    ],
    [
      'all are ready, and the pods are read anyway',
      3,
      {},
      found(killed),
      '3 of 3 pods ready; warning: web-1 container main was OOMKilled 12m ago (1 restart)',
    ],
    ['pods may not be read', 1, atLeastOne, forbidden, '1 of 3 pods ready (pods may not be read)'],
    ['pods cannot be read', 1, atLeastOne, unreadable, '1 of 3 pods ready (the pods could not be read: Timeout)'],
    ['no pods', 1, atLeastOne, found(), '1 of 3 pods ready'],
  ])('%s', (_situation, ready, criteria, pods, message) => {
    const expected: Verdict = { verdict: 'Healthy', reason: 'Ready', message, ready, desired: 3 };
    expect(judgeWithPods(withReady(ready), { criteria, pods })).toEqual(
      message.includes('; warning: ') ? { ...expected, warns: true } : expected,
    );
  });

  test('needs no pods for its verdict: they are requested only if fewer are ready than desired', () => {
    const judged = (ready: number, criteria: Partial<Criteria>) => {
      const object = withReady(ready);
      return rules[object.kind as keyof typeof rules](
        { type: 'found', object },
        { ...defaultCriteria, ...criteria },
        now,
      );
    };
    expect(judged(1, atLeastOne)).toEqual({
      needed: [{ kind: 'Pod', namespace: 'shop', labelSelector: 'app=web', belongs: expect.any(Function) }],
      otherwise: { verdict: 'Healthy', reason: 'Ready', message: '1 of 3 pods ready', ready: 1, desired: 3 },
    });
    expect(judged(2, half)).toMatchObject({ otherwise: { verdict: 'Healthy' } });
    for (const criteria of [atLeastOne, half, {}]) expect(judged(3, criteria)).toMatchObject({ verdict: 'Healthy' });
  });
});

test('a DaemonSet that is healthy without the pods of some nodes warns of them, too', () => {
  const on = (nodeName: string, one: JsonObject): JsonObject => ({ ...one, spec: { nodeName } });
  const node = (name: string) => ({
    metadata: { name, creationTimestamp: ago(hour) },
    spec: { unschedulable: name === 'c' },
  });
  const object = workload('DaemonSet', { ready: 2 });
  const Pod = found(on('a', pod()), on('b', killed), on('c', loopingPod({ name: 'web-2' })));
  const evidence = { Pod, Node: found(node('a'), node('b'), node('c')) };
  expect(rules.DaemonSet({ type: 'found', object, evidence }, defaultCriteria, now)).toEqual({
    verdict: 'Healthy',
    reason: 'Ready',
    message:
      '2 of 2 pods ready; 1 more on nodes that are not ready, cordoned or new; warning: web-2 container main is crash looping (5 restarts, last exit code 1 (Error)); web-1 container main was OOMKilled 12m ago (1 restart)',
    ready: 2,
    desired: 3,
    warns: true,
  });
});

test('a workload that is not healthy has no warning', () => {
  const verdict = judgeWithPods(workload('StatefulSet', { ready: 2 }), { pods: found(pod(), killed) });
  expect(verdict).toMatchObject({ reason: 'TooFewReady', message: expect.not.stringContaining('warning') });
  expect(verdict).not.toHaveProperty('warns');
});

describe('for any workload', () => {
  const anyPods = anyWorkloadState.chain((state) =>
    fc.record({
      state: fc.constant(state),
      added: fc.subarray([killed, loopingPod({ name: 'web-8' }), loopingPod({ name: 'web-9', ready: true })]),
    }),
  );
  /** Everything but the message, or what the verdict does not depend on. */
  const essence = ({ verdict, reason, ready, desired, short, since }: Verdict) => ({
    verdict,
    reason,
    ready,
    desired,
    short,
    since,
  });
  const explained = { numRuns: numRuns(400) };

  test('what only explains a Healthy verdict never changes it, whether it can be read or not', () => {
    fc.assert(
      fc.property(
        anyPods,
        anyCriteria,
        fc.constantFrom('whenShort', 'always'),
        ({ state, added }, criteria, explain) => {
          const object = toObject(state);
          const judged = judgeObject({ kind: state.kind }, object, criteria, now, explain as 'always');
          if (!('needed' in judged) || judged.otherwise === undefined) return;
          const { otherwise } = judged;
          const pods = toPods(state);
          const all = found(...(pods.type === 'found' ? pods.objects : []), ...added);
          for (const evidence of [forbidden, unreadable, found(), pods, all]) {
            // Others, such as a DaemonSet that has lost its last node, grow older.
            for (const at of otherwise.verdict === 'Healthy' ? [now, now + hour] : [now]) {
              const concluded = judged.conclude(
                judged.needed.map(() => evidence),
                at,
              );
              expect(essence(concluded)).toEqual(essence(otherwise));
              expect(concluded.message.startsWith(otherwise.message)).toBe(true);
            }
          }
        },
      ),
      explained,
    );
  });

  test('the order of its pods never matters', () => {
    fc.assert(
      fc.property(anyPods, anyCriteria, ({ state, added }, criteria) => {
        const pods = toPods(state);
        const all = [...(pods.type === 'found' ? pods.objects : []), ...added];
        const judged = (listed: readonly JsonObject[]) =>
          judgeWithPods(toObject(state), { criteria: { ...criteria, mode: 'AtLeastOne' }, pods: found(...listed) });
        const [first, second] = [judged(all), judged([...all].reverse())];
        if (first.verdict === 'Healthy') expect(second).toEqual(first);
      }),
      explained,
    );
  });

  test('the same is seen a second later', () => {
    const at = (later: number) =>
      judgeWithPods(workload('StatefulSet', { ready: 1 }), {
        criteria: atLeastOne,
        pods: found(killed),
        at: now + later,
      });
    expect(at(second)).toEqual(at(0));
  });
});
