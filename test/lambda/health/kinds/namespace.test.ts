import { namespaceRule } from '../../../../lambda/health/kinds/namespace';
import { ago, hour, minute } from '../../../support/objects/clock';
import { condition, object } from '../../../support/objects/object';
import { judge, testTable } from '../judging';

const deleted = (age: number) => ({ metadata: { deletionTimestamp: ago(age) }, status: { phase: 'Terminating' } });

describe('a Namespace', () => {
  testTable(namespaceRule, 'Namespace', [
    ['active', { status: { phase: 'Active' } }, 'Healthy Active'],
    ['deleted a moment ago', deleted(minute), 'Progressing Terminating'],
    ['deleted an hour ago', deleted(hour), 'Unhealthy TerminationStuck'],
    ['strict', deleted(0), 'Unhealthy TerminationStuck', { grace: 0 }],
    ['its phase does not show it yet', { ...deleted(hour), status: { phase: 'Active' } }, 'Unhealthy TerminationStuck'],
    [
      'conditions that are not a list',
      { ...deleted(hour), status: { conditions: { a: 1 } } },
      'Unhealthy TerminationStuck',
    ],
    ['no status', {}, 'Unknown UnreadableObject'],
    ['an unknown phase', { status: { phase: 7 } }, 'Unknown UnreadableObject'],
  ]);

  test('reports what is left in it, but not what succeeded', () => {
    const conditions = [
      condition('NamespaceFinalizersRemaining', 'True', hour, {
        reason: 'SomeFinalizersRemain',
        message: 'x in 1 resource',
      }),
      condition('NamespaceDeletionDiscoveryFailure', 'False', hour, { message: 'all fine' }),
      condition('NamespaceContentRemaining', 'True', hour, {
        reason: 'SomeResourcesRemain',
        message: 'widgets has 1 instance',
      }),
      condition('Else', 'True', hour),
    ];
    const { message } = judge(
      namespaceRule,
      object({ ...deleted(hour), status: { phase: 'Terminating', conditions } }),
    );
    expect(message).toBe(
      'being deleted; NamespaceContentRemaining is True: SomeResourcesRemain: widgets has 1 instance' +
        '; NamespaceFinalizersRemaining is True: SomeFinalizersRemain: x in 1 resource; for 1h, grace 15m',
    );
  });
});

test('the message of an active Namespace is short', () => {
  expect(judge(namespaceRule, object({ status: { phase: 'Active' } })).message).toBe('active');
});
