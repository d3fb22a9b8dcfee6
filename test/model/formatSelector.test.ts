import { matchesLabels, parseLabelSelector } from '../../lib/config/selectorSyntax';
import { formatLabelSelector } from '../../model/formatSelector';

test.each<[selector: unknown, expected: string]>([
  [{ matchLabels: { app: 'web' } }, 'app=web'],
  [{ matchLabels: { app: 'web', 'app.kubernetes.io/part-of': 'shop' } }, 'app=web,app.kubernetes.io/part-of=shop'],
  [{ matchLabels: { app: '' } }, 'app='],
  [{ matchExpressions: [{ key: 'tier', operator: 'In', values: ['web', 'api'] }] }, 'tier in (web,api)'],
  [{ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }] }, 'tier notin (db)'],
  [{ matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db', 'old'] }] }, 'tier notin (db,old)'],
  [{ matchExpressions: [{ key: 'tier', operator: 'In', values: ['web', 7, null] }] }, 'tier in (web)'],
  [{ matchExpressions: [{ key: 'tier', operator: 'In', values: 'web' }] }, 'tier in ()'],
  [{ matchExpressions: [{ operator: 'Exists' }] }, ''],
  [{ matchExpressions: [{ key: 'tier', operator: 'Exists' }] }, 'tier'],
  [{ matchExpressions: [{ key: 'tier', operator: 'DoesNotExist', values: [] }] }, '!tier'],
  [
    {
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'tier', operator: 'Exists' },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    },
    'app=web,tier,!old',
  ],
  [{}, ''],
  [null, ''],
  [undefined, ''],
  ['app=web', ''],
  [{ matchLabels: null, matchExpressions: 'x' }, ''],
  [{ matchExpressions: [null, { key: 'tier' }, { key: 'tier', operator: 'Gt', values: ['1'] }] }, ''],
  [
    {
      matchExpressions: [
        { key: 'tier', operator: 'constructor' },
        { key: 'tier', operator: '__proto__' },
      ],
    },
    '',
  ],
  [{ matchLabels: { app: { toString: null } } }, 'app='],
])('%j is formatted as %p', (selector, expected) => {
  expect(formatLabelSelector(selector)).toBe(expected);
});

test('selects the same as the original selector', () => {
  const written = formatLabelSelector({
    matchLabels: { app: 'web' },
    matchExpressions: [
      { key: 'tier', operator: 'In', values: ['web', 'api'] },
      { key: 'old', operator: 'DoesNotExist' },
    ],
  });
  const matches = (labels: Record<string, string>) => matchesLabels(parseLabelSelector(written), labels);
  expect(matches({ app: 'web', tier: 'api' })).toBe(true);
  expect(matches({ app: 'web', tier: 'db' })).toBe(false);
  expect(matches({ app: 'web', tier: 'api', old: '' })).toBe(false);
});
