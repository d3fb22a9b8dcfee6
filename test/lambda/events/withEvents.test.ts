import * as fc from 'fast-check';
import { withEvents } from '../../../lambda/events/withEvents';
import { clusterHealth, countShort } from '../../../lambda/health/verdict';
import { observe } from '../../../lambda/observe/observe';
import type { JsonObject } from '../../../model/json';
import { createReadingPlan } from '../../../model/readingPlan';
import type { RuntimeTarget } from '../../../model/runtimeConfig';
import { numRuns } from '../../support/numRuns';
import { ago, minute, now } from '../../support/objects/clock';
import { type EventShape, event, eventList } from '../../support/objects/event';
import { lease } from '../../support/objects/lease';
import { pod } from '../../support/objects/pod';
import { workload } from '../../support/objects/workload';
import { defaultCriteria } from '../health/judging';
import { generousLimits } from '../kubernetes/generousLimits';
import { forbidden } from '../observe/apiErrors';
import { fakeClient, type Responses } from '../observe/fakeClient';
import { timeout } from '../runWith';

const target: RuntimeTarget = {
  ...defaultCriteria,
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  namespace: 'shop',
  name: 'web',
  atLeast: 1,
};
const leasePath = '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-controller-manager';
const path = (name: string) => `/apis/apps/v1/namespaces/shop/statefulsets/${name}`;
const podsPath = (name: string) => `/api/v1/namespaces/shop/pods?limit=100&labelSelector=app=${name}`;
const eventsPath = '/api/v1/namespaces/shop/events?limit=100&fieldSelector=type=Warning';
const owned = (name: string) => ({
  ...pod({ name: `${name}-0`, ready: false, created: 2 * minute, phase: 'Pending', waiting: 'ContainerCreating' }),
  metadata: {
    name: `${name}-0`,
    namespace: 'shop',
    creationTimestamp: ago(2 * minute),
    ownerReferences: [{ kind: 'StatefulSet', name, uid: `uid-of-${name}`, controller: true }],
  },
});
const short = (name: string) => workload('StatefulSet', { name, ready: 0, desired: 1 });
const pods = (...items: unknown[]) => ({ kind: 'PodList', metadata: {}, items });
const volume: EventShape = { reason: 'FailedAttachVolume', message: 'Multi-Attach error for volume "pvc-1"' };

const downWeb: Responses = {
  [leasePath]: lease(),
  [path('web')]: short('web'),
  [podsPath('web')]: pods(owned('web')),
};

async function explainWith(responses: Responses, targets: readonly RuntimeTarget[] = [target]) {
  const client = fakeClient(responses, now);
  const plan = createReadingPlan(targets as unknown as Parameters<typeof createReadingPlan>[0]);
  const observed = await observe({ targets, clusterDownGrace: 120, plan }, client, generousLimits);
  const readsBefore = client.paths.length;
  const explained = await withEvents(observed, client, generousLimits);
  return { observed, explained, paths: client.paths.slice(readsBefore) };
}

test('the message of a short target is completed, and nothing else changes', async () => {
  const { observed, explained, paths } = await explainWith({ ...downWeb, [eventsPath]: eventList(event(volume)) });
  const [before] = observed.verdicts;
  expect(paths).toEqual([eventsPath]);
  expect(explained).toEqual({
    verdicts: [
      {
        ...before,
        message:
          '0 of 1 pods ready; web-0: container main ContainerCreating; for 2m, grace 5m; event FailedAttachVolume 1m ago: Multi-Attach error for volume "pvc-1"',
      },
    ],
  });
});

test('nothing is read if nothing is short', async () => {
  const { observed, explained, paths } = await explainWith({
    [leasePath]: lease(),
    [path('web')]: workload('StatefulSet'),
  });
  expect(paths).toEqual([]);
  expect(explained).toEqual({ verdicts: observed.verdicts });
});

test('several short targets of one namespace need one request, and each gets its own event', async () => {
  const { explained, paths } = await explainWith(
    {
      ...downWeb,
      [path('db')]: short('db'),
      [podsPath('db')]: pods(owned('db')),
      [path('ok')]: workload('StatefulSet', { name: 'ok' }),
      [eventsPath]: eventList(
        event(volume),
        event({
          involved: { kind: 'StatefulSet', name: 'db', uid: 'uid-of-db' },
          reason: 'FailedCreate',
          message: 'exceeded quota: few',
        }),
        event({ involved: { kind: 'StatefulSet', name: 'ok' }, message: 'about a healthy one' }),
      ),
    },
    ['web', 'db', 'ok'].map((name) => ({ ...target, name })),
  );
  expect(paths).toEqual([eventsPath]);
  expect(explained.verdicts.map(({ message }) => /; event (\w+)/.exec(message)?.[1])).toEqual([
    'FailedAttachVolume',
    'FailedCreate',
    undefined,
  ]);
});

describe('the objects of a selector', () => {
  const { name: _, ...selecting } = { ...target, selector: 'tier=web' };
  const item = (name: string) => {
    const { kind: _kind, apiVersion: _version, ...rest } = short(name);
    return rest;
  };
  const listPath = (namespace: string) => `/apis/apps/v1${namespace}/statefulsets?limit=100&labelSelector=tier=web`;
  const items = { kind: 'StatefulSetList', metadata: {}, items: [item('a'), item('b')] };
  const responses: Responses = {
    [leasePath]: lease(),
    [listPath('/namespaces/shop')]: items,
    [listPath('')]: items,
    [podsPath('a')]: pods(owned('a')),
    [podsPath('b')]: pods(owned('b')),
    [eventsPath]: eventList(
      event({ ...volume, involved: { kind: 'Pod', name: 'a-0' } }),
      event({ involved: { kind: 'Pod', name: 'b-0' }, reason: 'FailedScheduling', message: '0/3 nodes are available' }),
    ),
  };

  test.each([
    ['in one namespace', 'shop', 'a'],
    ['in all namespaces', '*', 'shop/a'],
  ])('%s get their events, and the target that of its worst', async (_title, namespace, worst) => {
    const { observed, explained, paths } = await explainWith(responses, [{ ...selecting, namespace }]);
    expect(paths).toEqual([eventsPath]);
    const [verdict] = explained.verdicts;
    expect(verdict?.objects?.map(({ message }) => /; event (\w+)/.exec(message)?.[1])).toEqual([
      'FailedAttachVolume',
      'FailedScheduling',
    ]);
    expect(verdict?.message).toBe(
      `${observed.verdicts[0]?.message}; event FailedAttachVolume 1m ago: Multi-Attach error for volume "pvc-1"`,
    );
    expect(verdict?.message).toContain(`StatefulSet ${worst}: 0 of 1 pods ready`);
  });

  test('if too few match, the message of the target is about that', async () => {
    const { observed, explained } = await explainWith(responses, [{ ...selecting, atLeast: 3 }]);
    expect(explained.verdicts[0]).toMatchObject({ reason: 'TooFewMatches', message: observed.verdicts[0]?.message });
    expect(explained.verdicts[0]?.objects?.[0]?.message).toContain('; event FailedAttachVolume');
  });
});

test.each<[string, Responses[string], string]>([
  ['are forbidden', forbidden, 'Forbidden'],
  ['time out', timeout, 'Timeout'],
  ['cannot be read', { kind: 'EventList' }, 'UnreadableResponse'],
])('events that %s change no verdict, and are reported', async (_, response, reason) => {
  const { observed, explained } = await explainWith({ ...downWeb, [eventsPath]: response });
  expect(explained).toEqual({ verdicts: observed.verdicts, eventsLeftOut: { shop: reason } });
});

test('whatever events say, only messages change, at their end', async () => {
  const anyEvent = fc.oneof(
    fc.jsonValue(),
    fc
      .record({
        involved: fc.record({ kind: fc.constantFrom('Pod', 'StatefulSet'), name: fc.constantFrom('web-0', 'web') }),
        reason: fc.oneof(fc.constantFrom('Failed', 'BackOff', 'FailedMount'), fc.string({ unit: 'binary' })),
        message: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('Healthy', '', 'x'.repeat(5000))),
        seen: fc.integer({ min: now - 90 * minute, max: now + minute }),
        times: fc.nat(),
        isSeries: fc.boolean(),
      })
      .map((shape) => event(shape)),
    fc
      .tuple(
        fc.constantFrom('type', 'message', 'involvedObject', 'metadata', 'lastTimestamp', 'count', 'series'),
        fc.jsonValue(),
      )
      .map(([field, value]) => ({ ...event(), [field]: value })),
  );
  const anyResponse = fc.oneof(
    fc.array(anyEvent).map((events) => eventList(...events)),
    fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>,
    fc.constantFrom(forbidden, timeout, new TypeError('oops')),
  );
  await fc.assert(
    fc.asyncProperty(anyResponse, async (response) => {
      const { observed, explained } = await explainWith({ ...downWeb, [eventsPath]: response });
      const withoutMessages = (verdicts: typeof observed.verdicts) =>
        verdicts.map(({ message: _message, ...rest }) => rest);
      expect(withoutMessages(explained.verdicts)).toEqual(withoutMessages(observed.verdicts));
      expect(clusterHealth(explained.verdicts)).toBe(clusterHealth(observed.verdicts));
      expect(countShort(explained.verdicts)).toBe(countShort(observed.verdicts));
      explained.verdicts.forEach(({ message }, index) => {
        const before = observed.verdicts[index]?.message ?? '';
        expect(message.startsWith(before)).toBe(true);
        expect(message.length - before.length).toBeLessThan(330);
      });
    }),
    { numRuns: numRuns(300) },
  );
});
