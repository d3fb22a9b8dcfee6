import {
  controllerOf,
  deploymentNameOf,
  formatOwner,
  isReplicaSetOf,
  ownedBy,
} from '../../../../lambda/health/facts/owner';

const set = { kind: 'StatefulSet', name: 'db' };
const controlled = (owner: object) => ({ metadata: { ownerReferences: [{ controller: true, ...owner }] } });

test.each<[title: string, uid: string | undefined, owner: object, expected: boolean]>([
  ['of its uid', 'a', { ...set, uid: 'a' }, true],
  ['of another uid, recreated with the same name', 'a', { ...set, uid: 'b' }, false],
  ['of its name, if the owner has no uid', 'a', set, true],
  ['of its name, if it has no uid itself', undefined, { ...set, uid: 'b' }, true],
  ['of another name', undefined, { ...set, name: 'web' }, false],
  ['of its name, but another kind', undefined, { ...set, kind: 'ReplicaSet' }, false],
  ['that is not its controller', 'a', { ...set, uid: 'a', controller: false }, false],
])('an object owns a pod %s', (_, uid, owner, expected) => {
  const metadata = { name: 'db', ...(uid === undefined ? {} : { uid }) };
  expect(ownedBy({ kind: 'StatefulSet', metadata })(controlled(owner))).toBe(expected);
});

test('an object owns no pod without owners', () => {
  expect(ownedBy({ kind: 'StatefulSet', metadata: { name: 'db' } })({ metadata: {} })).toBe(false);
});

const replicaSet = { kind: 'ReplicaSet', name: 'web-5d4f', controller: true };

test.each<[ownerReferences: unknown, expected: object | undefined]>([
  [[replicaSet], replicaSet],
  [[{ kind: 'Node', name: 'a' }, replicaSet], replicaSet],
  [[{ ...replicaSet, controller: false }], undefined],
  [[{ ...replicaSet, controller: 'true' }], undefined],
  [[], undefined],
  [null, undefined],
])('of the owners %j the controller is %j', (ownerReferences, expected) => {
  expect(controllerOf({ metadata: { ownerReferences } })).toEqual(expected);
});

test.each([
  [replicaSet, 'ReplicaSet web-5d4f'],
  [{ kind: 'ReplicaSet' }, 'ReplicaSet without a name'],
  [{ kind: 7, name: 'web' }, 'an owner web'],
])('the owner %j is formatted as %p', (owner, expected) => {
  expect(formatOwner(owner)).toBe(expected);
});

test.each([
  ['web-5d4f', 'web'],
  ['web-shop-5d4f', 'web-shop'],
  ['web', undefined],
  ['-5d4f', undefined],
  ['web-5d4f-', undefined],
])('the ReplicaSet %s belongs to the Deployment %s', (name, expected) => {
  expect(deploymentNameOf(name)).toBe(expected);
});

test.each([
  ['web-5d8c7b9f4', true],
  ['web-bcdfg', true],
  ['web-2456789xyz', false],
  ['web-2456789xwz', true],
  ['web-bcdf', false],
  ['web-bcdfghjklmn', false],
  ['web-5d8c7b-9f4xx', false],
  ['web-prometheus', false],
  ['xweb-5d8c7b9f4', false],
  ['web5d8c7b9f4', false],
  ['web', false],
])('the ReplicaSet %s is one of the Deployment web: %p', (name, expected) => {
  expect(isReplicaSetOf('web', name)).toBe(expected);
});

test('a name with characters of a pattern is compared as it is', () => {
  expect(isReplicaSetOf('w.b', 'web-5d8c7b9f4')).toBe(false);
  expect(isReplicaSetOf('w.b', 'w.b-5d8c7b9f4')).toBe(true);
});
