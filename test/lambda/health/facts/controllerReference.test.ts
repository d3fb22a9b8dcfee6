import { controllerOf, formatOwner } from '../../../../lambda/health/facts/controllerReference';

const set = { kind: 'ReplicaSet', name: 'web-5d4f', controller: true };

test.each<[ownerReferences: unknown, expected: object | undefined]>([
  [[set], set],
  [[{ kind: 'Node', name: 'a' }, set], set],
  [[{ ...set, controller: false }], undefined],
  [[{ ...set, controller: 'true' }], undefined],
  [[], undefined],
  [null, undefined],
])('of the owners %j the controller is %j', (ownerReferences, expected) => {
  expect(controllerOf({ metadata: { ownerReferences } })).toEqual(expected);
});

test.each([
  [set, 'ReplicaSet web-5d4f'],
  [{ kind: 'ReplicaSet' }, 'ReplicaSet without a name'],
  [{ kind: 7, name: 'web' }, 'an owner web'],
])('the owner %j is named %p', (owner, expected) => {
  expect(formatOwner(owner)).toBe(expected);
});
