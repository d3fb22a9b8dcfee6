import { namesOf, withStackIds } from '../../../lib/config/names';

const long = (length: number, last = 'x') => `${'c'.repeat(length - 1)}${last}`;
const region = 'eu-central-1';
const configOf = (name: string, more: { account?: string; vigil?: string; region?: string } = {}) => ({
  cluster: { name, region, ...more },
  name: more.vigil,
});
const roleOf = (name: string, vigil?: string) => namesOf(configOf(name, vigil === undefined ? {} : { vigil })).role;
/** The IAM limit of 64 characters minus `eks-vigil-eu-central-1-`. */
const longest = 41;

test('without `name`, the names are those of stacks that are already deployed', () => {
  expect(namesOf(configOf('My_cluster'))).toEqual({
    stack: 'eks-vigil-eu-central-1-My-cluster',
    role: 'eks-vigil-eu-central-1-My_cluster',
    alarms: {
      health: 'eks-vigil-eu-central-1-My_cluster-health',
      blind: 'eks-vigil-eu-central-1-My_cluster-blind',
      chronic: 'eks-vigil-eu-central-1-My_cluster-chronic',
      ticket: 'eks-vigil-eu-central-1-My_cluster-ticket',
      watchdog: 'eks-vigil-eu-central-1-My_cluster-watchdog',
    },
    topic: 'eks-vigil-eu-central-1-My_cluster-watchdog',
    dashboard: 'eks-vigil-eu-central-1-My_cluster',
    emailTopics: { page: 'eks-vigil-eu-central-1-My_cluster-page', ticket: 'eks-vigil-eu-central-1-My_cluster-ticket' },
    rbac: 'eks-vigil',
  });
});

test('with `name`, every name contains it', () => {
  expect(namesOf(configOf('prod', { vigil: 'team-b' }))).toEqual({
    stack: 'eks-vigil-team-b-eu-central-1-prod',
    role: 'eks-vigil-team-b-eu-central-1-prod',
    alarms: {
      health: 'eks-vigil-team-b-eu-central-1-prod-health',
      blind: 'eks-vigil-team-b-eu-central-1-prod-blind',
      chronic: 'eks-vigil-team-b-eu-central-1-prod-chronic',
      ticket: 'eks-vigil-team-b-eu-central-1-prod-ticket',
      watchdog: 'eks-vigil-team-b-eu-central-1-prod-watchdog',
    },
    topic: 'eks-vigil-team-b-eu-central-1-prod-watchdog',
    dashboard: 'eks-vigil-team-b-eu-central-1-prod',
    emailTopics: {
      page: 'eks-vigil-team-b-eu-central-1-prod-page',
      ticket: 'eks-vigil-team-b-eu-central-1-prod-ticket',
    },
    rbac: 'eks-vigil-team-b',
  });
});

test('a long name is truncated to 64 characters, and long names stay unique', () => {
  expect(roleOf(long(longest))).toBe(`eks-vigil-eu-central-1-${long(longest)}`);
  expect(roleOf(long(100))).toMatch(/^eks-vigil-eu-central-1-c{32}-[0-9a-f]{8}$/);
  expect(roleOf(long(longest + 1))).toHaveLength(64);
  expect(roleOf(long(100, 'y'))).not.toBe(roleOf(long(100, 'x')));
  expect(roleOf(long(100), 'team-a')).not.toBe(roleOf(long(100), 'team-b'));
  expect(roleOf(long(100))).toBe(roleOf(long(100)));
});

describe('the id of a stack', () => {
  const [one, other] = ['111122223333', '444455556666'];
  const idsOf = (...configs: ReturnType<typeof configOf>[]) => withStackIds(configs).map(({ id }) => id);
  const stack = 'eks-vigil-eu-central-1-prod';

  test.each<[string, ReturnType<typeof configOf>[], string[]]>([
    ['is its name', [configOf('prod', { account: one })], [stack]],
    [
      'is its name in each region',
      [configOf('prod'), configOf('prod', { region: 'eu-west-1' })],
      [stack, 'eks-vigil-eu-west-1-prod'],
    ],
    [
      'contains the account where another account has the name',
      [configOf('prod', { account: one }), configOf('test'), configOf('prod', { account: other })],
      [`${stack}.${one}`, 'eks-vigil-eu-central-1-test', `${stack}.${other}`],
    ],
    [
      'contains the account where another account has the name in another case',
      [configOf('prod', { account: one }), configOf('Prod', { account: other })],
      [`${stack}.${one}`, `eks-vigil-eu-central-1-Prod.${other}`],
    ],
    [
      'differs from a cluster that is named like an id',
      [configOf('prod', { account: one }), configOf('prod', { account: other }), configOf(`prod-${one}`)],
      [`${stack}.${one}`, `${stack}.${other}`, `${stack}-${one}`],
    ],
  ])('%s', (_, configs, ids) => {
    expect(idsOf(...configs)).toEqual(ids);
  });
});
