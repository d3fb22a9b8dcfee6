import { prometheusOperatorRule } from '../../../../lambda/health/kinds/prometheusOperator';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, month } from '../../../support/objects/clock';
import { condition, type ObjectShape, object, written } from '../../../support/objects/object';
import { judge, type Row, summarize, testTable } from '../judging';

const available = condition('Available', 'True', month);
const reconciled = condition('Reconciled', 'True', month);
const degraded = (age: number) => condition('Available', 'Degraded', age, { reason: 'SomePodsNotReady' });
const down = (age: number, reason = 'NoPodReady') => condition('Available', 'False', age, { reason });
const failing = (age: number) => condition('Reconciled', 'False', age, { reason: 'ReconciliationFailed' });

const prometheus = (conditions: unknown, spec: JsonObject = {}, over: ObjectShape = {}): ObjectShape => ({
  ...over,
  spec: { replicas: 2, ...spec },
  status: { conditions, availableReplicas: 2 },
});
const atLeastOne = { mode: 'AtLeastOne' } as const;
const behind = (age: number): ObjectShape => ({
  metadata: { generation: 7, managedFields: [written({ 'f:spec': {} }, age)] },
});
const old = { observedGeneration: 6 };

const rows: readonly Row[] = [
  ['available and reconciled', prometheus([available, reconciled]), 'Healthy Ready'],
  ['one pod missing for a moment', prometheus([degraded(minute), reconciled]), 'Progressing TooFewReady'],
  ['one pod missing for an hour', prometheus([reconciled, degraded(hour)]), 'Unhealthy TooFewReady'],
  ['one pod missing, one is enough', prometheus([degraded(hour), reconciled]), 'Healthy Ready', atLeastOne],
  ['no pod for a moment', prometheus([down(minute), reconciled]), 'Progressing NoneReady'],
  ['no pod past downGrace', prometheus([down(6 * minute), reconciled]), 'Unhealthy NoneReady'],
  ['no pod past downGrace, one is enough', prometheus([down(6 * minute)]), 'Unhealthy NoneReady', atLeastOne],
  ['no pod, a longer downGrace', prometheus([down(6 * minute)]), 'Progressing NoneReady', { downGrace: 600 }],
  ['strict', prometheus([degraded(0)]), 'Unhealthy TooFewReady', { grace: 0, downGrace: 0 }],
  ['its StatefulSet was deleted', prometheus([down(hour, 'StatefulSetNotFound')]), 'Unhealthy NoneReady'],
  ['reported twice', prometheus([available, down(hour)]), 'Unhealthy NoneReady'],
  ['Available is Unknown for an hour', prometheus([condition('Available', 'Unknown', hour)]), 'Unhealthy TooFewReady'],
  ['not reconciled for a moment', prometheus([available, failing(minute)]), 'Progressing NotReconciled'],
  ['not reconciled past downGrace', prometheus([available, failing(6 * minute)]), 'Progressing NotReconciled'],
  ['not reconciled for an hour', prometheus([available, failing(hour)]), 'Unhealthy NotReconciled'],
  ['not reconciled, one is enough', prometheus([available, failing(hour)]), 'Healthy Ready', atLeastOne],
  [
    'its spec changed a moment ago',
    prometheus([{ ...available, ...old }, reconciled], {}, behind(minute)),
    'Progressing GenerationMismatch',
  ],
  [
    'its spec changed an hour ago, and the operator did not observe it',
    prometheus([available, { ...reconciled, ...old }], {}, behind(hour)),
    'Unhealthy GenerationMismatch',
  ],
  [
    'its spec changed an hour ago, one is enough',
    prometheus([{ ...available, ...old }], {}, behind(hour)),
    'Healthy Ready',
    atLeastOne,
  ],
  [
    'its spec changed an hour ago, while it is paused',
    prometheus([{ ...available, ...old }], { paused: true }, behind(hour)),
    'Healthy Ready',
  ],
  ['a pause does not matter', prometheus([down(hour)], { paused: true }), 'Unhealthy NoneReady'],
  ['scaled to 0', prometheus([available, reconciled], { replicas: 0 }), 'Unhealthy ScaledToZero'],
  ['scaled to 0, one is enough', prometheus([available], { replicas: '0' }), 'Unhealthy ScaledToZero', atLeastOne],
  ['scaled to 0 (allowed)', prometheus([available], { replicas: 0 }), 'Healthy ScaledToZero', { allowZero: true }],
  [
    'scaled to 0, conditions named',
    prometheus([available], { replicas: 0 }),
    'Unhealthy ScaledToZero',
    { conditions: { healthy: ['Available'] } },
  ],
  ['replicas absent means 1', prometheus([available], { replicas: undefined }), 'Healthy Ready'],
  ['replicas that are not a count', prometheus([available], { replicas: 'two' }), 'Healthy Ready'],
  ['just made', { created: minute }, 'Progressing ConditionMissing'],
  ['the operator never observed it', {}, 'Unhealthy ConditionMissing'],
  ['conditions that are not a list', prometheus({ Available: 'True' }), 'Unhealthy ConditionMissing'],
  [
    'judged by what the target names',
    prometheus([down(hour), reconciled]),
    'Healthy ConditionsMet',
    { conditions: { healthy: ['Reconciled'] } },
  ],
  [
    'being deleted',
    prometheus([available], {}, { metadata: { deletionTimestamp: ago(minute) } }),
    'Progressing Terminating',
  ],
  [
    'being deleted, and scaled to 0 as allowed',
    prometheus([available], { replicas: 0 }, { metadata: { deletionTimestamp: ago(hour) } }),
    'Unhealthy TerminationStuck',
    { allowZero: true },
  ],
];

describe.each(['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'])('a %s', (kind) => {
  testTable(prometheusOperatorRule, kind, rows);
});

describe.each(['ServiceMonitor', 'PodMonitor', 'Probe', 'PrometheusRule', 'AlertmanagerConfig', 'ScrapeConfig'])(
  'a %s',
  (kind) => {
    testTable(prometheusOperatorRule, kind, [
      ['without status', {}, 'Healthy Exists'],
      ['without replicas in its spec', { spec: { replicas: 0 } }, 'Healthy Exists'],
      [
        'with conditions',
        { status: { conditions: [condition('Reconciled', 'False', hour)] } },
        'Unhealthy ConditionNotMet',
      ],
    ]);
  },
);

test('without a kind it is judged like any custom resource', () => {
  expect(summarize(judge(prometheusOperatorRule, {}))).toBe('Healthy Exists');
});

describe('the message reports', () => {
  const verdict = (given: ObjectShape) => judge(prometheusOperatorRule, object({ kind: 'Prometheus', ...given }));

  test('the counts over all shards', () => {
    const given = prometheus([degraded(hour)], { shards: 3 });
    expect(verdict(given)).toMatchObject({
      ready: 2,
      desired: 6,
      message: '2 of 6 replicas ready; Available is Degraded: SomePodsNotReady; for 1h, grace 15m',
    });
    expect(verdict(prometheus([available], { replicas: undefined, shards: 0 }))).toMatchObject({
      ready: 2,
      desired: 1,
    });
  });

  test('no counts where there are none', () => {
    const asDaemonSet = verdict(prometheus([available], { mode: 'DaemonSet', replicas: undefined }));
    expect(asDaemonSet).toEqual({ verdict: 'Healthy', reason: 'Ready', message: 'available' });
    expect(verdict({ status: { conditions: [available] } })).not.toHaveProperty('ready');
  });

  test('that it is paused', () => {
    expect(verdict(prometheus([available], { paused: true })).message).toContain(
      'paused, so the operator makes no changes',
    );
    expect(verdict(prometheus([available], { paused: 'yes' })).message).not.toContain(
      'paused, so the operator makes no changes',
    );
  });
});

test.each<[expected: string, given: ObjectShape, allowZero: boolean]>([
  ['scaled to 0 (allowed)', prometheus([available], { replicas: 0 }), true],
  ['scaled to 0', prometheus([available], { replicas: 0 }), false],
  ['2 of 2 replicas ready; condition Available is missing; for 30d, grace 15m', prometheus([]), false],
])('%s', (expected, given, allowZero) => {
  const { message } = judge(prometheusOperatorRule, object({ kind: 'Prometheus', ...given }), {
    criteria: { allowZero },
  });
  expect(message).toBe(expected);
});
