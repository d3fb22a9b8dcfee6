import { describeNearMiss, mapRolesOf, parseMapRoles } from '../../../cli/doctor/awsAuth';

const role = 'arn:aws:iam::111122223333:role/eks-vigil-eu-central-1-prod';

test.each<[string, string, unknown]>([
  ['nothing', '', []],
  ['a list', '- rolearn: a\n  username: b\n  groups: [c]', [{ roleArn: 'a', username: 'b', groups: ['c'] }]],
  ['an entry without groups', '- rolearn: a', [{ roleArn: 'a', username: undefined, groups: [] }]],
  ['an entry of another type', '- 1', [{ roleArn: '', username: undefined, groups: [] }]],
])('mapRoles: %s', (_, text, mapped) => {
  expect(parseMapRoles(text)).toEqual(mapped);
});

test.each(['rolearn: a', '- rolearn: [', 'a'])('mapRoles that is no list: %j', (text) => {
  expect(() => parseMapRoles(text)).toThrow();
});

test('mapRoles of a ConfigMap without data is empty', () => {
  expect(mapRolesOf({ data: null })).toBe('');
});

test.each<[string, RegExp]>([
  ['arn:aws:iam::111122223333:role/teams/a/eks-vigil-eu-central-1-prod', /has a path/],
  ['arn:aws:sts::111122223333:assumed-role/eks-vigil-eu-central-1-prod/session', /is a session of the role/],
  ['arn:aws:iam::444455556666:role/eks-vigil-eu-central-1-prod', /is a role of another account/],
])('a near miss: %s', (given, why) => {
  expect(describeNearMiss(given, role)).toMatch(why);
});

test.each(['arn:aws:iam::111122223333:role/other', 'arn:aws:iam::111122223333:user/ada', ''])(
  'no near miss: %j',
  (given) => {
    expect(describeNearMiss(given, role)).toBeUndefined();
  },
);
