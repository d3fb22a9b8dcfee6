import fc from 'fast-check';
import { apiServiceRule } from '../../../../lambda/health/kinds/apiService';
import { customResourceRule } from '../../../../lambda/health/kinds/customResource';
import { horizontalPodAutoscalerRule } from '../../../../lambda/health/kinds/horizontalPodAutoscaler';
import { namespaceRule } from '../../../../lambda/health/kinds/namespace';
import { nodeRule } from '../../../../lambda/health/kinds/node';
import { persistentVolumeClaimRule } from '../../../../lambda/health/kinds/persistentVolumeClaim';
import { podDisruptionBudgetRule } from '../../../../lambda/health/kinds/podDisruptionBudget';
import { prometheusOperatorRule } from '../../../../lambda/health/kinds/prometheusOperator';
import { serviceRule } from '../../../../lambda/health/kinds/service';
import type { Evidence } from '../../../../lambda/health/observation';
import type { Criteria } from '../../../../lambda/health/rule';
import type { Verdict } from '../../../../lambda/health/verdict';
import type { JsonObject } from '../../../../model/json';
import { numRuns } from '../../../support/numRuns';
import { ago, minute, month, now } from '../../../support/objects/clock';
import { written } from '../../../support/objects/object';
import { judge } from '../judging';

const rules = {
  apiServiceRule,
  customResourceRule,
  horizontalPodAutoscalerRule,
  namespaceRule,
  nodeRule,
  persistentVolumeClaimRule,
  podDisruptionBudgetRule,
  prometheusOperatorRule,
  serviceRule,
};
const severity = { Healthy: 0, Progressing: 1, Unknown: 2, Unhealthy: 3 } as const;
const settings = { numRuns: numRuns(300) };

const age = fc.oneof(
  fc.integer({ min: -minute, max: 40 * minute }),
  fc.constantFrom(0, 5 * minute - 1, 5 * minute, 15 * minute - 1, 15 * minute, month),
);
const when = age.map(ago);
const generation = fc.constantFrom(undefined, 0, 1, '2', 2);
const some = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const condition = fc.record({
  type: fc.constantFrom(
    ...['Ready', 'Available', 'Reconciled', 'Reconciling', 'Degraded', 'Stalled', 'AbleToScale', 'ScalingActive'],
    ...['ScalingLimited', 'DisruptionAllowed', 'DiskPressure', 'NamespaceContentRemaining', 'Synced', 7],
    ...['NotReady', 'Paused', 'Suspended', 'Succeeded', 'Healthy'],
  ),
  status: fc.constantFrom('True', 'False', 'Unknown', 'Degraded', true, null),
  reason: fc.constantFrom('ScalingDisabled', 'FailedGetResourceMetric', 'TooManyReplicas', 'SyncFailed', '', undefined),
  lastTransitionTime: some(when),
  lastUpdateTime: some(when),
  observedGeneration: generation,
});

const metadata = fc
  .record({
    generation,
    created: some(age),
    specAge: some(age),
    statusAge: some(age),
    deletionTimestamp: some(fc.oneof(when, fc.constant('never'))),
    requested: some(age),
  })
  .map(({ created, specAge, statusAge, requested, ...rest }) => ({
    ...rest,
    name: 'web',
    namespace: 'shop',
    creationTimestamp: created === undefined ? undefined : ago(created),
    annotations: requested === undefined ? {} : { 'volume.kubernetes.io/selected-node': 'a' },
    managedFields: [
      ...(specAge === undefined ? [] : [written({ 'f:spec': {} }, specAge)]),
      ...(statusAge === undefined ? [] : [written({ 'f:status': {} }, statusAge)]),
      ...(requested === undefined
        ? []
        : [written({ 'f:metadata': { 'f:annotations': { 'f:volume.kubernetes.io/selected-node': {} } } }, requested)]),
    ],
  }));

const spec = fc.record({
  type: fc.constantFrom('ClusterIP', 'LoadBalancer', 'ExternalName'),
  selector: fc.constantFrom(undefined, { app: 'web' }),
  replicas: fc.constantFrom(undefined, 0, 2, '2'),
  unschedulable: fc.constantFrom(undefined, true),
  taints: fc.subarray([{ key: 'karpenter.sh/disrupted' }, { key: 'ToBeDeletedByClusterAutoscaler' }, { key: 'team' }]),
  storageClassName: fc.constantFrom(undefined, '', 'gp3'),
  maxReplicas: fc.constantFrom(2, 5),
  paused: fc.constantFrom(undefined, true),
});

const count = fc.constantFrom(undefined, 0, 1, 2, '2', -1);
const status = fc.record({
  phase: fc.constantFrom('Active', 'Terminating', 'Pending', 'Bound', 'Lost', undefined),
  observedGeneration: generation,
  currentReplicas: count,
  desiredReplicas: count,
  lastScaleTime: some(when),
  currentHealthy: count,
  desiredHealthy: count,
  availableReplicas: count,
  conditions: fc.array(condition, { maxLength: 5 }),
});

/** Contains something for every kind, so that every rule finds something to judge. */
const objects = fc.record({ kind: fc.constantFrom('Prometheus', 'Widget'), metadata, spec, status });

const endpoint = fc.record({
  addresses: fc.constantFrom(['10.0.0.1'], ['10.0.0.2'], []),
  conditions: fc.constantFrom(undefined, {}, { ready: true }, { ready: false }),
  targetRef: fc.constantFrom(undefined, { uid: 'a' }, { uid: 'b' }),
});
const slice = fc
  .record({ endpoints: fc.array(endpoint, { maxLength: 3 }), age })
  .map(({ endpoints, age: at }) => ({ endpoints, metadata: { managedFields: [written({ 'f:endpoints': {} }, at)] } }));

const found = (slices: readonly JsonObject[]): Evidence => ({ type: 'found', objects: slices });
const slices = fc.array(slice, { maxLength: 3 });

const anyCriteria: fc.Arbitrary<Criteria> = fc
  .record({
    mode: fc.constantFrom<Criteria['mode']>('AllOfThem', 'AtLeastOne'),
    allowZero: fc.boolean(),
    grace: fc.constantFrom(0, 60, 300, 900, 3600),
    downGrace: fc.constantFrom(0, 60, 300),
    conditions: some(fc.constantFrom({ healthy: ['Synced'] }, { unhealthy: ['Ready'] }, {})),
  })
  .map(({ conditions, ...criteria }) => ({
    ...criteria,
    downGrace: Math.min(criteria.downGrace, criteria.grace),
    ...(conditions === undefined ? {} : { conditions }),
  }));

function expectNoWorse(better: Verdict, worse: Verdict): void {
  expect({ better, worse, holds: severity[better.verdict] <= severity[worse.verdict] }).toMatchObject({ holds: true });
}

describe.each(Object.entries(rules))('%s', (_, rule) => {
  const judged = (object: JsonObject, criteria: Criteria, { at = now, read = [] as readonly JsonObject[] } = {}) =>
    judge(rule, object, { criteria, at, evidence: { EndpointSlice: found(read), Pod: found(read) } });

  test('results in a verdict for any JSON', () => {
    const anything = fc.jsonValue({ maxDepth: 4 });
    const anyObject = fc.oneof(
      fc.dictionary(fc.string(), anything),
      fc.record({ kind: fc.constantFrom('Prometheus', 7), metadata: anything, spec: anything, status: anything }),
      fc.record({ status: fc.record({ conditions: anything, phase: anything, loadBalancer: anything }) }),
      fc.record({
        metadata: fc.record({ managedFields: anything, annotations: anything, deletionTimestamp: anything }),
        spec: fc.record({ selector: anything, taints: anything, type: anything, replicas: anything }),
        status: fc.record({
          conditions: fc.array(fc.record({ type: condition.map(({ type }) => type), status: anything })),
        }),
      }),
    );
    const anyEvidence = fc.array(fc.dictionary(fc.constantFrom('metadata', 'endpoints'), anything), { maxLength: 2 });
    fc.assert(
      fc.property(anyObject, anyCriteria, anyEvidence, (object, criteria, read) => {
        const { verdict, reason, message } = judged(object as JsonObject, criteria, { read });
        expect(Object.keys(severity)).toContain(verdict);
        expect(reason).toMatch(/^[A-Z][A-Za-z]+$/);
        expect(message).not.toMatch(/^$|undefined|\[object/);
      }),
      { numRuns: numRuns(500) },
    );
  });

  test('does not depend on any order', () => {
    const reversed = (list: readonly unknown[]) => [...list].reverse();
    fc.assert(
      fc.property(objects, anyCriteria, slices, (object, criteria, read) => {
        const mirrored = {
          ...object,
          metadata: { ...object.metadata, managedFields: reversed(object.metadata.managedFields) },
          spec: { ...object.spec, taints: reversed(object.spec.taints) },
          status: { ...object.status, conditions: reversed(object.status.conditions) },
        };
        const mirroredRead = [...read].reverse().map((one) => ({ ...one, endpoints: reversed(one.endpoints) }));
        expect(judged(mirrored, criteria, { read: mirroredRead })).toEqual(judged(object, criteria, { read }));
      }),
      settings,
    );
  });

  test('changes over time from Progressing to Unhealthy only', () => {
    fc.assert(
      fc.property(objects, anyCriteria, slices, fc.nat({ max: 60 * minute }), (object, criteria, read, later) => {
        const before = judged(object, criteria, { read });
        const after = judged(object, criteria, { read, at: now + later });
        const moves =
          before.verdict === 'Progressing' || before.verdict === 'Unknown'
            ? [before.verdict, 'Unhealthy']
            : [before.verdict];
        expect(moves).toContain(after.verdict);
      }),
      settings,
    );
  });

  test('ends every grace period, except for a node that is ready until it is removed', () => {
    fc.assert(
      fc.property(objects, anyCriteria, slices, (object, criteria, read) => {
        const { verdict, reason } = judged(object, criteria, { read, at: now + 62 * minute });
        expect(reason === 'BeingRemoved' ? 'left out' : verdict).not.toBe('Progressing');
      }),
      settings,
    );
  });

  test('is never worse with a longer grace', () => {
    const longer = fc.record({ grace: fc.nat({ max: 3600 }), downGrace: fc.nat({ max: 3600 }) });
    fc.assert(
      fc.property(objects, anyCriteria, slices, longer, (object, criteria, read, { grace, downGrace }) => {
        const patient = { ...criteria, grace: criteria.grace + grace, downGrace: criteria.downGrace + downGrace };
        expectNoWorse(judged(object, patient, { read }), judged(object, criteria, { read }));
      }),
      settings,
    );
  });

  test('is never stricter with AtLeastOne than with AllOfThem', () => {
    fc.assert(
      fc.property(objects, anyCriteria, slices, (object, criteria, read) => {
        const inMode = (mode: Criteria['mode']) => judged(object, { ...criteria, mode }, { read });
        expectNoWorse(inMode('AtLeastOne'), inMode('AllOfThem'));
      }),
      settings,
    );
  });

  test('does not change its input', () => {
    fc.assert(
      fc.property(objects, anyCriteria, slices, (object, criteria, read) => {
        const before = structuredClone({ object, criteria, read });
        judged(object, criteria, { read });
        expect({ object, criteria, read }).toEqual(before);
      }),
      { numRuns: numRuns(50) },
    );
  });
});

test('an endpoint that becomes ready never makes a verdict worse', () => {
  fc.assert(
    fc.property(objects, anyCriteria, fc.array(slice, { minLength: 1, maxLength: 3 }), (object, criteria, read) => {
      const judged = (given: readonly JsonObject[]) =>
        judge(serviceRule, object, { criteria, evidence: { EndpointSlice: found(given) } });
      const changed = read.map((one) => ({
        ...one,
        endpoints: [...one.endpoints, { addresses: ['10.0.0.9'], conditions: { ready: true } }],
      }));
      expectNoWorse(judged(changed), judged(read));
    }),
    settings,
  );
});
