import { combinations, combine } from './combine';
import { hang, reset } from './handles';
import { matrix } from './matrix';

describe('two faults', () => {
  test('are both there', () => {
    const both = combine(
      { name: 'one', api: { web: hang }, environment: { A: 'a' } },
      { name: 'other', sick: true, api: { db: reset }, remaining: 700 },
    );
    expect(both).toMatchObject({
      name: 'one + other',
      sick: true,
      api: { web: hang, db: reset },
      environment: { A: 'a' },
      remaining: 700,
    });
  });

  test.each([
    ['do the same thing in two ways', { api: { web: hang } }, { api: { web: reset } }],
    ['want two events', { event: () => 1 }, { event: () => 2 }],
    ['are about targets that are not watched at once', { sick: true }, { config: 'forty' }],
    ['take the whole machine', { heavy: true }, {}],
  ] as const)('that %s exclude each other', (_, one, other) => {
    expect(combine({ name: 'one', ...one }, { name: 'other', ...other })).toBeUndefined();
  });
});

test('combinations are the same each time, and of every two classes', () => {
  const classes = Object.values(matrix);
  const names = combinations(classes, 2).map(({ name }) => name);
  expect(combinations(classes, 2).map(({ name }) => name)).toEqual(names);
  expect(names).toHaveLength(classes.length * (classes.length - 1));
  expect(new Set(names).size).toBe(names.length);
});
