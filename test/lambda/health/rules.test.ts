import fc from 'fast-check';
import type { Evidence } from '../../../lambda/health/observation';
import { getRule, rules } from '../../../lambda/health/rules';
import type { JsonObject } from '../../../model/json';
import type { KindReference } from '../../../model/kinds';
import { numRuns } from '../../support/numRuns';
import { now } from '../../support/objects/clock';
import { pod } from '../../support/objects/pod';
import { workload, workloadKinds } from '../../support/objects/workload';
import { defaultCriteria, forbidden, found, unreadable } from './judging';

/** Keys that the rules read, so that arbitrary values reach the places where they matter. */
const keys = [
  'replicas',
  'readyReplicas',
  'updatedReplicas',
  'desiredNumberScheduled',
  'numberReady',
  'observedGeneration',
  'minReadySeconds',
  'selector',
  'matchLabels',
  'matchExpressions',
  'updateStrategy',
  'rollingUpdate',
  'partition',
  'paused',
  'conditions',
  'containerStatuses',
  'lastState',
  'terminated',
  'ownerReferences',
  'managedFields',
  'creationTimestamp',
  'deletionTimestamp',
  'generation',
  'fieldsV1',
  'phase',
] as const;

const json = fc.jsonValue({ maxDepth: 2 });
const anything: fc.Arbitrary<unknown> = fc.oneof(
  json,
  fc.dictionary(fc.constantFrom(...keys), fc.oneof(json, fc.array(fc.dictionary(fc.constantFrom(...keys), json)))),
);
const object = fc.record({ metadata: anything, spec: anything, status: anything }, { requiredKeys: [] });
const criteria = fc.record({
  mode: fc.constantFrom('AllOfThem' as const, 'AtLeastOne' as const, 'MinReady' as const),
  minReady: fc.constantFrom<number | string>(1, 2, '50%'),
  allowZero: fc.boolean(),
  grace: fc.constantFrom(0, 900),
  downGrace: fc.constantFrom(0, 300),
});

describe.each(workloadKinds)('the rule of a %s', (kind) => {
  const evidence = (pods: readonly unknown[]): Evidence => found(...(pods as JsonObject[]));

  function everyWay(value: JsonObject, given: typeof defaultCriteria, pods: readonly unknown[]): void {
    const requested = rules[kind]({ type: 'found', object: value }, given, now);
    if ('needed' in requested) {
      for (const one of pods) requested.needed[0]?.belongs(one as JsonObject);
      expect(typeof requested.needed[0]?.labelSelector).toBe('string');
    }
    for (const known of [evidence(pods), forbidden, unreadable]) {
      const judged = rules[kind]({ type: 'found', object: value, evidence: { Pod: known, Node: found() } }, given, now);
      expect(judged).toMatchObject({
        verdict: expect.stringMatching(/^(Healthy|Progressing|Unhealthy|Unknown)$/),
        reason: expect.stringMatching(/^[A-Z][A-Za-z]+$/),
        message: expect.stringMatching(/./),
      });
    }
  }

  test('results in a verdict for any JSON, and never throws', () => {
    fc.assert(fc.property(object, criteria, fc.array(object, { maxLength: 3 }), everyWay), { numRuns: numRuns(150) });
  });

  test('results in a verdict if any part of a workload or its pods is malformed', () => {
    const broken = fc.record({ spec: anything, status: anything }).map(({ spec, status }) => {
      const whole = workload(kind, { ready: 1 }) as { metadata: JsonObject; spec: JsonObject; status: JsonObject };
      const over = (part: unknown) => (typeof part === 'object' && part !== null ? part : {});
      return { ...whole, spec: { ...whole.spec, ...over(spec) }, status: { ...whole.status, ...over(status) } };
    });
    const pods = fc.array(
      anything.map((status) => ({ ...pod(), status })),
      { maxLength: 3 },
    );
    fc.assert(fc.property(broken, criteria, pods, everyWay), { numRuns: numRuns(150) });
  });

  test.each<[string, object]>([
    ['nothing at all', {}],
    ['nulls', { metadata: null, spec: null, status: null }],
    ['lists', { metadata: [], spec: [], status: [] }],
    ['text', { metadata: 'web', spec: 'three', status: 'fine' }],
    ['another API version', { apiVersion: 'extensions/v1beta1', metadata: { name: 'web' }, spec: { replicas: 3 } }],
  ])('is never Healthy for an object of %s', (_, value) => {
    const judged = rules[kind](
      { type: 'found', object: { ...value }, evidence: { Pod: found(), Node: found() } },
      defaultCriteria,
      now,
    );
    expect('verdict' in judged && judged.verdict).toMatch(/^(Unhealthy|Unknown|Progressing)$/);
  });
});

test('a condition with a name of any length does not flood the log', () => {
  const object = { metadata: {}, status: { conditions: [{ type: 'Ready', status: 'x'.repeat(5000) }] } };
  const judged = getRule({ kind: 'Widget', apiVersion: 'example.com/v1' })(
    { type: 'found', object },
    defaultCriteria,
    now,
  );
  expect(judged).toMatchObject({ message: expect.stringMatching(/^Ready is x{850,900}…$/) });
});

test.each<[KindReference, string]>([
  [{ kind: 'Prometheus', apiVersion: 'monitoring.coreos.com/v1' }, 'ConditionMissing'],
  [{ kind: 'Prometheus', apiVersion: 'example.com/v1' }, 'Exists'],
  [{ kind: 'Service', apiVersion: 'serving.knative.dev/v1' }, 'Exists'],
  [{ kind: 'Deployment' }, 'UnreadableObject'],
])('for an empty object, the rule of %j reports %s', (reference, reason) => {
  const object = { kind: reference.kind };
  expect(getRule(reference)({ type: 'found', object }, defaultCriteria, now)).toMatchObject({ reason });
});

test('a request for evidence is passed on', () => {
  const spec = { replicas: 1, selector: { matchLabels: { app: 'web' } } };
  const object = { kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' }, spec, status: { replicas: 1 } };
  expect(getRule({ kind: 'Deployment' })({ type: 'found', object }, defaultCriteria, now)).toEqual({
    needed: [expect.objectContaining({ kind: 'Pod', namespace: 'shop', labelSelector: 'app=web' })],
  });
});
