import fc from 'fast-check';
import { replicaSetRule } from '../../../../lambda/health/kinds/replicaSet';
import type { Evidence } from '../../../../lambda/health/observation';
import type { Criteria } from '../../../../lambda/health/rule';
import type { JsonObject } from '../../../../model/json';
import { numRuns } from '../../../support/numRuns';
import { ago, hour, minute, now } from '../../../support/objects/clock';
import { condition, object, written } from '../../../support/objects/object';
import { defaultCriteria, judge, summarize } from '../judging';

interface Shape {
  readonly desired?: unknown;
  readonly ready?: unknown;
  readonly owner?: string;
  readonly conditions?: readonly JsonObject[];
  readonly lagging?: boolean;
}

/** A ReplicaSet `shop/web`, whose status changed an hour ago. */
function replicaSet({ desired = 3, ready = 3, owner, conditions = [], lagging = false }: Shape = {}): JsonObject {
  return object({
    kind: 'ReplicaSet',
    metadata: {
      uid: 'uid-of-web',
      generation: 2,
      managedFields: [written({ 'f:status': {} }, hour)],
      ...(owner === undefined
        ? {}
        : { ownerReferences: [{ kind: 'Team' }, { kind: owner, name: 'shop', uid: 'x', controller: true }] }),
    },
    spec: { replicas: desired, selector: { matchLabels: { app: 'web' } } },
    status: { observedGeneration: lagging ? 1 : 2, replicas: desired, readyReplicas: ready, conditions },
  });
}

function pod(age: number, ready = false): JsonObject {
  return {
    metadata: { name: `web-${age}`, creationTimestamp: ago(age) },
    status: { phase: 'Running', conditions: [condition('Ready', ready ? 'True' : 'False', age)] },
  };
}

const pods = (...objects: JsonObject[]): Evidence => ({ type: 'found', objects });
const two = [pod(hour, true), pod(hour, true)];
const refused = condition('ReplicaFailure', 'True', minute, { reason: 'FailedCreate', message: 'exceeded quota' });

type Row = [situation: string, shape: Shape, Pod: Evidence | undefined, expected: string, criteria?: Partial<Criteria>];

const rows: Row[] = [
  ['all ready', {}, undefined, 'Healthy Ready'],
  [
    'owned by a Deployment, whatever is ready',
    { ready: 0, owner: 'Deployment' },
    undefined,
    'Healthy OwnedByDeployment',
  ],
  [
    'an old revision of a Deployment',
    { desired: 0, ready: 0, owner: 'Deployment' },
    undefined,
    'Healthy OwnedByDeployment',
  ],
  ['an old revision of another owner', { desired: 0, ready: 0, owner: 'Rollout' }, undefined, 'Healthy ScaledToZero'],
  ['another owner, short', { ready: 2, owner: 'Rollout' }, pods(...two, pod(hour)), 'Unhealthy TooFewReady'],
  ['scaled to 0', { desired: 0, ready: 0 }, undefined, 'Unhealthy ScaledToZero'],
  ['scaled to 0 (allowed)', { desired: 0, ready: 0 }, undefined, 'Healthy ScaledToZero', { allowZero: true }],
  ['short within the grace', { ready: 2 }, pods(...two, pod(14 * minute)), 'Progressing TooFewReady'],
  ['short past the grace', { ready: 2 }, pods(...two, pod(15 * minute)), 'Unhealthy TooFewReady'],
  ['short, and one is enough', { ready: 2 }, undefined, 'Healthy Ready', { mode: 'AtLeastOne' }],
  ['down within downGrace', { ready: 0 }, pods(pod(minute), pod(minute), pod(minute)), 'Progressing NoneReady'],
  ['down past downGrace', { ready: 0 }, pods(pod(5 * minute), pod(minute), pod(minute)), 'Unhealthy NoneReady'],
  [
    'its pods are rejected',
    { ready: 2, conditions: [refused] },
    pods(...two, pod(minute)),
    'Progressing ReplicaFailure',
  ],
  ['its pods are rejected, nothing serves', { ready: 0, conditions: [refused] }, pods(), 'Unhealthy ReplicaFailure'],
  [
    'no longer rejected',
    { ready: 2, conditions: [{ ...refused, status: 'False' }] },
    pods(...two, pod(0)),
    'Progressing TooFewReady',
  ],
  ['pods that were never created, by the status', { ready: 2 }, pods(...two), 'Unhealthy TooFewReady'],
  ['its newest spec is not observed', { lagging: true }, pods(...two, pod(hour, true)), 'Unhealthy RolloutStuck'],
  ['replicas that are not a number', { desired: 'three' }, undefined, 'Unknown UnreadableObject'],
  ['ready is not a number', { ready: {} }, undefined, 'Unknown UnreadableObject'],
  [
    'pods that cannot be read',
    { ready: 2 },
    { type: 'unreadable', reason: 'Timeout', message: '' },
    'Unhealthy TooFewReady',
  ],
];

test.each(rows)('%s', (_, shape, Pod, expected, criteria = {}) => {
  const evidence = Pod === undefined ? {} : { Pod };
  expect(summarize(judge(replicaSetRule, replicaSet(shape), { criteria, evidence }))).toBe(expected);
});

test('absent replicas mean one', () => {
  const given = object({ kind: 'ReplicaSet', spec: {}, status: { readyReplicas: 1 } });
  expect(judge(replicaSetRule, given)).toMatchObject({ verdict: 'Healthy', ready: 1, desired: 1 });
});

test('names the owner to watch instead', () => {
  expect(judge(replicaSetRule, replicaSet({ owner: 'Deployment' })).message).toBe(
    'managed by Deployment shop: watch that instead',
  );
  expect(judge(replicaSetRule, replicaSet({ desired: 0, owner: 'Rollout' })).message).toBe(
    'scaled to 0 by Rollout shop',
  );
});

test('reports why pods are rejected', () => {
  const { message } = judge(replicaSetRule, replicaSet({ ready: 2, conditions: [refused] }), {
    evidence: { Pod: pods(...two, pod(minute)) },
  });
  expect(message).toBe('2 of 3 pods ready; ReplicaFailure is True: FailedCreate: exceeded quota; for 1m, grace 5m');
});

test('requests its own pods', () => {
  const requested = replicaSetRule({ type: 'found', object: replicaSet({ ready: 2 }) }, defaultCriteria, now);
  if (!('needed' in requested)) throw new Error('no evidence requested');
  const [query] = requested.needed;
  expect(query).toMatchObject({ kind: 'Pod', namespace: 'shop', labelSelector: 'app=web' });
  expect(query?.belongs({ metadata: { ownerReferences: [{ uid: 'uid-of-web', controller: true }] } })).toBe(true);
  expect(query?.belongs({ metadata: { ownerReferences: [{ uid: 'uid-of-web' }] } })).toBe(false);
});

test('any JSON results in a verdict', () => {
  const value = fc.jsonValue({ maxDepth: 2 });
  const part = (...keys: string[]) => fc.oneof(value, fc.dictionary(fc.constantFrom(...keys), value));
  const given = fc.record({
    metadata: part('ownerReferences', 'generation', 'managedFields'),
    spec: part('replicas', 'selector', 'minReadySeconds'),
    status: part('readyReplicas', 'conditions', 'observedGeneration'),
  });
  fc.assert(
    fc.property(given, fc.array(given), (broken, others) => {
      const { reason } = judge(replicaSetRule, broken as JsonObject, {
        evidence: { Pod: pods(...(others as JsonObject[])) },
      });
      expect(reason).toMatch(/^[A-Z][A-Za-z]+$/);
    }),
    { numRuns: numRuns(500) },
  );
});

test('reports the same of several failures in any order', () => {
  const failures = ['quota', 'a webhook'].map((message) => condition('ReplicaFailure', 'True', minute, { message }));
  const messages = [failures, [...failures].reverse()].map(
    (conditions) => judge(replicaSetRule, replicaSet({ ready: 0, conditions }), { evidence: { Pod: pods() } }).message,
  );
  expect(messages).toEqual(Array(2).fill('0 of 3 pods ready; ReplicaFailure is True: a webhook'));
});
