import type { TargetVerdict } from '../../../lambda/health/targetVerdict';
import type { Verdict } from '../../../lambda/health/verdict';
import { ownPart, sharedCauses } from '../../../lambda/logging/sharedCauses';

const target = (name: string, given: Partial<Verdict>): TargetVerdict => ({
  kind: 'Deployment',
  namespace: 'shop',
  name,
  verdict: 'Unknown',
  reason: 'Forbidden',
  message: '',
  ...given,
});
const forbidden = (name: string) =>
  target(name, { message: `permission to get "${name}" is missing; run it`, command: 'run' });

test('what several targets have in common is found, with the command', () => {
  const targets = [forbidden('a'), forbidden('b')];
  expect(sharedCauses(targets)).toEqual([{ targets, message: 'run it', command: 'run' }]);
  expect(targets.map((one) => ownPart(one, { message: 'run it' }))).toEqual([
    'permission to get "a" is missing',
    'permission to get "b" is missing',
  ]);
});

test('a command that differs is not that of all', () => {
  expect(sharedCauses([forbidden('a'), { ...forbidden('b'), command: 'other' }])[0]?.command).toBeUndefined();
});

test.each<[string, TargetVerdict[]]>([
  ['one target', [forbidden('a')]],
  ['targets that have nothing in common', [target('a', { message: 'x' }), target('b', { message: 'y' })]],
  ['different reasons', [forbidden('a'), { ...forbidden('b'), reason: 'Timeout' }]],
  ['workloads that fail alike', ['a', 'b'].map((name) => target(name, { verdict: 'Unhealthy', reason: 'NoneReady' }))],
])('%s: nothing', (_, targets) => {
  expect(sharedCauses(targets)).toEqual([]);
});

test('one target that fails in another way does not keep the others from sharing their cause', () => {
  const targets = [target('a', { message: 'x; y' }), forbidden('b'), forbidden('c')];
  expect(sharedCauses(targets)).toEqual([{ targets: targets.slice(1), message: 'run it', command: 'run' }]);
});

test('a dead cluster is said once', () => {
  const down = (name: string) =>
    target(name, { verdict: 'Unhealthy', reason: 'ClusterDown', message: `all 2 nodes are not ready; ${name}: none` });
  expect(sharedCauses([down('a'), down('b')])[0]?.message).toBe('all 2 nodes are not ready');
});
