import { customResourceRule } from '../../../../lambda/health/kinds/customResource';
import type { JsonObject } from '../../../../model/json';
import { ago, hour, minute, month } from '../../../support/objects/clock';
import { condition, type ObjectShape, object, written } from '../../../support/objects/object';
import { judge, testTable } from '../judging';

const ready = condition('Ready', 'True', month);
const withConditions = (...conditions: unknown[]): ObjectShape => ({ status: { conditions } });
/** The spec changed `age` milliseconds ago, which the status does not reflect yet. */
const behind = (age: number, status: JsonObject, created = month): ObjectShape => ({
  created,
  metadata: { generation: 7, managedFields: [written({ 'f:spec': {} }, age)] },
  status,
});
const synced = { conditions: { healthy: ['Synced'] } };

describe('a custom resource', () => {
  testTable(customResourceRule, 'Widget', [
    ['ready', withConditions(ready), 'Healthy ConditionsMet'],
    ['ready in lowercase', withConditions({ ...ready, status: 'true' }), 'Healthy ConditionsMet'],
    ...['Ready', 'Available', 'Healthy', 'Succeeded', 'Reconciled'].flatMap((type) => [
      [
        `${type} is False since a moment`,
        withConditions(condition(type, 'False', minute)),
        'Progressing ConditionNotMet',
      ] as const,
      [
        `${type} is False since an hour`,
        withConditions(condition(type, 'False', hour)),
        'Unhealthy ConditionNotMet',
      ] as const,
    ]),
    ...['Ready', 'Available', 'Healthy', 'Reconciled'].flatMap((type) => [
      [
        `${type} is Unknown since a moment`,
        withConditions(condition(type, 'Unknown', minute)),
        'Progressing ConditionNotMet',
      ] as const,
      [
        `${type} is Unknown since an hour`,
        withConditions(condition(type, 'Unknown', hour)),
        'Unhealthy ConditionNotMet',
      ] as const,
    ]),
    ...['Degraded', 'Stalled', 'Failed'].flatMap((type) => [
      [
        `${type} is True since a moment`,
        withConditions(ready, condition(type, 'True', 0)),
        'Unhealthy UnhealthyCondition',
      ] as const,
      [`${type} is False`, withConditions(condition(type, 'False', hour)), 'Healthy ConditionsMet'] as const,
      [`${type} is Unknown`, withConditions(ready, condition(type, 'Unknown', hour)), 'Healthy ConditionsMet'] as const,
    ]),
    ['it runs: Succeeded is Unknown', withConditions(condition('Succeeded', 'Unknown', hour)), 'Healthy Running'],
    [
      'it runs, and Succeeded is named',
      withConditions(condition('Succeeded', 'Unknown', hour)),
      'Healthy Running',
      { conditions: { healthy: ['Succeeded'] } },
    ],
    [
      'it runs, but is not ready',
      withConditions(condition('Succeeded', 'Unknown', hour), condition('Ready', 'Unknown', hour)),
      'Unhealthy ConditionNotMet',
    ],
    ['NotReady for a moment', withConditions(condition('NotReady', 'True', 14 * minute)), 'Progressing NotReady'],
    ['NotReady', withConditions(condition('NotReady', 'True', 15 * minute)), 'Unhealthy NotReady'],
    ['NotReady is False', withConditions(condition('NotReady', 'False', hour)), 'Healthy ConditionsMet'],
    [
      'NotReady for a moment, and named',
      withConditions(condition('NotReady', 'True', 0)),
      'Unhealthy UnhealthyCondition',
      { conditions: { unhealthy: ['NotReady'] } },
    ],
    ...['Paused', 'Suspended'].flatMap((pause) => {
      const paused = condition(pause, 'True', hour);
      return [
        ...['Ready', 'Healthy'].flatMap((type) => [
          [
            `${pause}, and not ${type}`,
            withConditions(paused, condition(type, 'False', hour)),
            'Healthy Paused',
          ] as const,
          [
            `${pause}, and ${type} is Unknown`,
            withConditions(paused, condition(type, 'Unknown', hour)),
            'Unhealthy ConditionNotMet',
          ] as const,
          [
            `not ${pause}, and not ${type}`,
            withConditions({ ...paused, status: 'False' }, condition(type, 'False', hour)),
            'Unhealthy ConditionNotMet',
          ] as const,
        ]),
        ...['Available', 'Succeeded', 'Reconciled'].map(
          (type) =>
            [
              `${pause}, and not ${type}`,
              withConditions(paused, condition(type, 'False', hour)),
              'Unhealthy ConditionNotMet',
            ] as const,
        ),
        [`${pause}, and ready`, withConditions(paused, ready), 'Healthy ConditionsMet'] as const,
        [
          `${pause}, and degraded`,
          withConditions(paused, condition('Healthy', 'False', hour), condition('Degraded', 'True', 0)),
          'Unhealthy UnhealthyCondition',
        ] as const,
      ];
    }),
    [
      'paused, which is named as unhealthy',
      withConditions(condition('Paused', 'True', hour), condition('Ready', 'False', hour)),
      'Unhealthy UnhealthyCondition',
      { conditions: { unhealthy: ['Paused'] } },
    ],
    ['strict', withConditions(condition('Ready', 'False', 0)), 'Unhealthy ConditionNotMet', { grace: 0 }],
    ['Available is Degraded', withConditions(condition('Available', 'Degraded', hour)), 'Unhealthy ConditionNotMet'],
    [
      'the worst of several',
      withConditions(ready, condition('Available', 'False', hour), ready),
      'Unhealthy ConditionNotMet',
    ],
    ['one type twice', withConditions(ready, condition('Ready', 'False', hour)), 'Unhealthy ConditionNotMet'],
    ['types without a meaning here', withConditions(condition('Accepted', 'False', hour)), 'Healthy Exists'],
    [
      'reconciling for a moment',
      withConditions(ready, condition('Reconciling', 'True', minute)),
      'Progressing Reconciling',
    ],
    [
      'reconciling for an hour',
      withConditions(ready, condition('Reconciling', 'True', hour)),
      'Unhealthy ReconciliationStuck',
    ],
    ['not reconciling', withConditions(ready, condition('Reconciling', 'False', hour)), 'Healthy ConditionsMet'],

    [
      'changed a moment ago',
      behind(minute, { observedGeneration: 6, conditions: [ready] }),
      'Progressing GenerationMismatch',
    ],
    [
      'changed an hour ago',
      behind(hour, { observedGeneration: 6, conditions: [ready] }),
      'Unhealthy GenerationMismatch',
    ],
    [
      'changed an hour ago, generation as a string',
      behind(hour, { observedGeneration: '6', conditions: [ready] }),
      'Unhealthy GenerationMismatch',
    ],
    [
      'changed an hour ago, reported by the condition',
      behind(hour, { conditions: [{ ...ready, observedGeneration: 6 }] }),
      'Unhealthy GenerationMismatch',
    ],
    [
      'an outdated condition that is not judged',
      behind(hour, { conditions: [ready, condition('Issuing', 'False', hour, { observedGeneration: 6 })] }),
      'Healthy ConditionsMet',
    ],
    ['up to date', behind(hour, { observedGeneration: 7, conditions: [ready] }), 'Healthy ConditionsMet'],
    [
      'an observedGeneration that is a hash',
      behind(hour, { observedGeneration: '5d9c7f', conditions: [ready] }),
      'Healthy ConditionsMet',
    ],
    ['no observedGeneration', behind(hour, { conditions: [ready] }), 'Healthy ConditionsMet'],
    ['outdated, without conditions', behind(minute, { observedGeneration: 6 }), 'Progressing GenerationMismatch'],
    [
      'fixed a moment ago',
      behind(minute, { observedGeneration: 6, conditions: [condition('Ready', 'False', hour)] }),
      'Progressing ConditionNotMet',
    ],

    ['no status', {}, 'Healthy Exists'],
    ['no conditions', { status: { phase: 'Running' } }, 'Healthy Exists'],
    ['an empty list', withConditions(), 'Healthy Exists'],
    ['conditions that are a mapping', { status: { conditions: { Ready: 'False' } } }, 'Healthy Exists'],
    ['conditions that are not a list', withConditions(null, 7, 'Ready', { type: 7 }, []), 'Healthy Exists'],
    ['a status that is not an object', { status: 'fine' }, 'Healthy Exists'],
    [
      'being deleted',
      { ...withConditions(ready), metadata: { deletionTimestamp: ago(minute) } },
      'Progressing Terminating',
    ],
    [
      'not being deleted',
      { ...withConditions(ready), metadata: { deletionTimestamp: ago(hour) } },
      'Unhealthy TerminationStuck',
    ],

    ['a named condition', withConditions(condition('Synced', 'False', hour)), 'Unhealthy ConditionNotMet', synced],
    [
      'a default that is not named',
      withConditions(condition('Synced', 'True', hour), condition('Ready', 'False', hour)),
      'Healthy ConditionsMet',
      synced,
    ],
    [
      'named healthy ones leave the unhealthy defaults',
      withConditions(condition('Synced', 'True', hour), condition('Stalled', 'True', hour)),
      'Unhealthy UnhealthyCondition',
      synced,
    ],
    [
      'a named unhealthy condition',
      withConditions(ready, condition('Paused', 'True', 0)),
      'Unhealthy UnhealthyCondition',
      { conditions: { unhealthy: ['Paused'] } },
    ],
    [
      'a default that is named with the opposite meaning',
      withConditions(condition('Succeeded', 'False', hour)),
      'Healthy ConditionsMet',
      { conditions: { unhealthy: ['Succeeded'] } },
    ],
    [
      'an unhealthy default that is named healthy',
      withConditions(condition('Failed', 'True', hour)),
      'Healthy ConditionsMet',
      { conditions: { healthy: ['Failed'] } },
    ],
    ['a named condition is missing', withConditions(ready), 'Unhealthy ConditionMissing', synced],
    ['a named condition is missing, just created', { created: minute }, 'Progressing ConditionMissing', synced],
    [
      'a named condition is missing, just changed',
      behind(minute, { conditions: [ready] }),
      'Progressing ConditionMissing',
      synced,
    ],
    ['a named unhealthy condition is missing', {}, 'Healthy Exists', { conditions: { unhealthy: ['Paused'] } }],
  ]);

  test.each<[given: ObjectShape, expected: string]>([
    [withConditions(ready, condition('Degraded', 'False', hour), ready), 'Degraded is False, Ready is True'],
    [{}, 'it has no conditions, so only its existence is checked'],
    [{ status: { conditions: null } }, 'it has no conditions, so only its existence is checked'],
    [{ status: { conditions: { a: 1 } } }, 'status.conditions is not a list, so only its existence'],
    [
      withConditions(condition('Programmed', 'True', 0), condition('Accepted', 'True', 0), null),
      'none of its conditions (Accepted, Programmed) is known to mean healthy or unhealthy',
    ],
    [
      withConditions(condition('Ready', 'False', hour, { reason: 'InstallFailed', message: 'timed out' })),
      'Ready is False: InstallFailed: timed out; for 1h, grace 15m',
    ],
    [withConditions(condition('Succeeded', 'Unknown', hour)), 'running: Succeeded is Unknown'],
    [
      withConditions(
        condition('Healthy', 'False', hour),
        condition('Paused', 'True', hour, { reason: 'CanaryPauseStep', message: 'waiting' }),
        condition('Suspended', 'True', hour),
      ),
      'Healthy is False; paused: Paused is True: CanaryPauseStep: waiting',
    ],
    [withConditions({ type: 'Ready', status: 'False' }), '; for at most '],
  ])('message %#', (given, expected) => {
    expect(judge(customResourceRule, object(given)).message).toContain(expected);
  });

  test('reports since when', () => {
    expect(judge(customResourceRule, object(withConditions(condition('Ready', 'False', minute)))).since).toBe(
      ago(minute),
    );
  });
});
