import type { Answer } from '../../../../lambda/health/probes/answer';
import { podsClock } from '../../../../lambda/health/probes/probeGrace';
import type { RuntimeProbe } from '../../../../model/probes';
import { minute, now } from '../../../support/objects/clock';
import { type PodShape, pod } from '../../../support/objects/pod';
import { answered, judge, podAnswered, refused, slow } from './probing';

const good = { page: answered(200) };
const bad = { page: answered(500) };
const pods = { service: undefined, pods: ['web-0', 'web-1'] };

describe('a Service', () => {
  test('is identified by its name, and its verdict is that of one replica', () => {
    expect(judge({}, { answers: good })).toEqual({
      kind: 'HttpProbe',
      namespace: 'monitoring',
      name: 'web',
      verdict: 'Healthy',
      reason: 'AnswersAsExpected',
      message: 'it answers with HTTP status 200 (asked: the Service, which answers for one of its replicas)',
    });
  });

  test('that refuses connections is Unhealthy at once, because nothing dates it', () => {
    expect(judge({}, { answers: { page: refused } })).toMatchObject({
      verdict: 'Unhealthy',
      reason: 'ConnectionRefused',
      message: 'nothing listens at port 80',
      short: 1,
    });
  });

  test('that does not exist is Unhealthy', () => {
    const missing = { type: 'missing', reason: 'NotFound', message: 'the Service web does not exist' } as const;
    expect(judge({}, { answers: { page: missing } })).toMatchObject({ verdict: 'Unhealthy', reason: 'NotFound' });
  });

  test('that does not answer in time is Unknown', () => {
    expect(judge({}, { answers: { page: slow } })).toMatchObject({ verdict: 'Unknown', reason: 'ProbeTimedOut' });
  });
});

describe('pods', () => {
  test('that all answer are Healthy', () => {
    expect(judge(pods, podAnswered(good), podAnswered(good))).toEqual({
      kind: 'HttpProbe',
      namespace: 'monitoring',
      name: 'web-0,web-1',
      verdict: 'Healthy',
      reason: 'AnswersAsExpected',
      message: 'all 2 pods: it answers with HTTP status 200',
      ready: 2,
      desired: 2,
    });
  });

  test('are as healthy as the worst one, which is named', () => {
    const verdict = judge(pods, podAnswered(good), podAnswered(bad));
    expect(verdict).toMatchObject({ verdict: 'Unhealthy', reason: 'UnexpectedAnswer', ready: 1, desired: 2 });
    expect(verdict.message).toMatch(/^1 of 2 pods are healthy; pod web-1: it answered with HTTP status 500/);
    expect(verdict.objects).toMatchObject([{ name: 'web-1', verdict: 'Unhealthy' }]);
  });

  test('are Unhealthy, and not Unknown, if one has no answer and another one a bad one', () => {
    expect(judge(pods, podAnswered({ page: slow }), podAnswered(bad))).toMatchObject({ verdict: 'Unhealthy' });
  });
});

test.each<[title: string, shape: PodShape, expected: string]>([
  ['has just become unready', { ready: false, since: minute }, 'Progressing; the pod became unready 1m ago, grace 5m'],
  [
    'has been unready for longer',
    { ready: false, since: 5 * minute },
    'Unhealthy; the pod became unready 5m ago, grace 5m',
  ],
  [
    'has just been created',
    { created: minute, status: { conditions: [] } },
    'Progressing; the pod was created 1m ago, grace 5m',
  ],
  ['has been ready for long', { since: 60 * minute }, 'Unhealthy; the pod became ready 1h ago, grace 5m'],
  [
    'is being deleted',
    { metadata: { deletionTimestamp: new Date(now + minute).toISOString(), deletionGracePeriodSeconds: 120 } },
    'Progressing; the deletion of the pod was requested 1m ago, grace 5m',
  ],
  ['has no time', { metadata: { creationTimestamp: null }, status: { conditions: [] } }, 'Unhealthy'],
])('a program that refuses connections, whose pod %s', (_, shape, expected) => {
  const { verdict, message, short } = judge(
    { service: undefined, pods: ['web-0'] },
    podAnswered({ page: refused }, shape),
  );
  expect(`${verdict}${message.replace('nothing listens at port 80', '')}`).toBe(expected);
  expect(short).toBe(1);
});

describe('no answer in time', () => {
  const one = { service: undefined, pods: ['web-0'] };
  const blocked = { type: 'unknown', reason: 'ProbeBlocked', message: 'cannot connect' } as const;
  const broken = { type: 'unknown', reason: 'ProbeFailed', message: 'the answer broke off' } as const;
  const forbidden = { type: 'unknown', reason: 'Forbidden', message: 'no permission' } as const;
  const deletion = { deletionTimestamp: new Date(now + minute).toISOString(), deletionGracePeriodSeconds: 120 };

  test.each<[title: string, page: Answer, shape: PodShape, expected: string]>([
    ['of a pod that became unready', slow, { ready: false, since: 4 * minute }, 'Progressing NotReady'],
    ['of a pod that has been unready for long', slow, { ready: false, since: 5 * minute }, 'Unhealthy NotReady'],
    ['of a pod that is being deleted', slow, { metadata: deletion }, 'Progressing NotReady'],
    ['because nothing connects to an unready pod', blocked, { ready: false, since: minute }, 'Progressing NotReady'],
    ['because an unready pod breaks off', broken, { ready: false, since: minute }, 'Progressing NotReady'],
    ['of a ready pod', slow, {}, 'Unknown ProbeTimedOut'],
    [
      'of a pod without any time',
      slow,
      { metadata: { creationTimestamp: null }, status: { conditions: [] } },
      'Unknown ProbeTimedOut',
    ],
    ['for lack of permission', forbidden, { ready: false, since: minute }, 'Unknown Forbidden'],
  ])('%s', (_, page, shape, expected) => {
    const { verdict, reason, short } = judge(one, podAnswered({ page }, shape));
    expect(`${verdict} ${reason}`).toBe(expected);
    expect(short).toBe(expected.startsWith('Unknown') ? undefined : 1);
  });

  test('says what is known', () => {
    expect(judge(one, podAnswered({ page: slow }, { ready: false, since: minute })).message).toBe(
      'the pod does not serve: no complete answer within 300 ms; the pod became unready 1m ago, grace 5m',
    );
  });

  test('of a pod that could not be read is Unknown', () => {
    const pod = { type: 'missing', reason: 'NotFound', message: 'the pod does not exist' } as const;
    expect(judge(one, { answers: { page: slow }, pod })).toMatchObject({ verdict: 'Unknown' });
  });
});

describe.each<[string, Partial<RuntimeProbe>, string, Answer]>([
  ['http', {}, 'page', refused],
  ['http that does not answer', {}, 'page', slow],
  ['prometheus', { probe: 'prometheus' }, 'ready', answered(503)],
  ['alertmanager', { probe: 'alertmanager' }, 'ready', answered(503)],
])('one replica of two that does not serve: %s', (_, probe, request, out) => {
  const judgeBoth = (minutes: number, other: Answer) =>
    judge(
      { ...pods, ...probe },
      podAnswered({ [request]: out }, { ready: false, since: minutes * minute }),
      podAnswered({ [request]: other }, { ready: false, since: minutes * minute }),
    ).objects?.find(({ name }) => name === 'web-0');

  test.each<[number, Answer, string]>([
    [14, answered(200), 'Progressing'],
    [15, answered(200), 'Unhealthy'],
    [4, refused, 'Progressing'],
    [5, refused, 'Unhealthy'],
    [5, answered(503), 'Unhealthy'],
  ])('after %p minutes, beside %j: %s', (minutes, other, expected) => {
    expect(judgeBoth(minutes, other)).toMatchObject({ verdict: expected, short: 1 });
  });
});

test('without any grace, everything is Unhealthy at once', () => {
  const pod = podAnswered({ page: refused }, { ready: false, since: 0 });
  expect(judge({ service: undefined, pods: ['web-0'], grace: 0, downGrace: 0 }, pod)).toMatchObject({
    verdict: 'Unhealthy',
    message: 'nothing listens at port 80; the pod became unready 0s ago, no grace',
  });
});

describe('the clock of several pods', () => {
  const found = (shape: PodShape) => ({ type: 'found', object: pod(shape) }) as const;

  test('is the oldest unready pod, so that a flapping one does not keep it young', () => {
    const clock = podsClock([found({ since: minute }), found({ ready: false, since: 9 * minute }), undefined]);
    expect(clock).toEqual({ since: now - 9 * minute, event: 'a pod became unready' });
  });

  test('is the last one that became ready, if all are', () => {
    const clock = podsClock([found({ since: 7 * minute }), found({ since: 3 * minute })]);
    expect(clock).toEqual({ since: now - 3 * minute, event: 'the last pod became ready' });
  });

  test('is unknown without pods', () => {
    expect(podsClock([undefined])).toBeUndefined();
  });
});
