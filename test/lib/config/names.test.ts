import { mappingCommand, roleName } from '../../../lib/config/names';

const name = (length: number, last = 'x') => `${'c'.repeat(length - 1)}${last}`;
const region = 'eu-central-1';
/** The IAM limit of 64 characters minus `eks-vigil-eu-central-1-`. */
const longest = 41;

test('the role name contains region and cluster', () => {
  expect(roleName({ name: 'prod', region })).toBe('eks-vigil-eu-central-1-prod');
  expect(roleName({ name: name(longest), region })).toBe(`eks-vigil-eu-central-1-${name(longest)}`);
});

test('a long name is truncated to 64 characters, and long names stay unique', () => {
  const [one, other] = ['x', 'y'].map((last) => roleName({ name: name(100, last), region }));
  expect(one).toMatch(/^eks-vigil-eu-central-1-c{32}-[0-9a-f]{8}$/);
  expect(roleName({ name: name(longest + 1), region })).toHaveLength(64);
  expect(other).not.toBe(one);
  expect(roleName({ name: name(100, 'x'), region })).toBe(one);
});

test('the role is mapped with one command', () => {
  const arn = 'arn:aws:iam::111122223333:role/eks-vigil-eu-central-1-prod';
  expect(mappingCommand({ name: 'prod', region }, 'eks-vigil', arn)).toBe(
    `eksctl create iamidentitymapping --cluster prod --region eu-central-1 --arn ${arn} --username eks-vigil --group eks-vigil`,
  );
});
