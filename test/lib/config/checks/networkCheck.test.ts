import { configJsonSchema } from '../../../../lib/config/schema/jsonSchema';
import { configWith, diagnose, inputWith } from '../input';
import { accepts } from '../schema/draft07';

const vpc = 'vpc-0123456789abcdef0';
const subnets = ['subnet-0123456789abcdef0', 'subnet-01234567'];
const [group, other] = ['sg-0123456789abcdef0', 'sg-fedcba98'];
const groups = (count: number) => Array.from({ length: count }, (_, index) => `sg-0000000${index}`);
const ids = (count: number) => Array.from({ length: count }, (_, index) => `subnet-000000${10 + index}`);

describe('accepted, also by editors', () => {
  test.each<[string, object]>([
    ['security groups of the function', { subnets, securityGroups: [group] }],
    ['the VPC as well, which is not needed', { vpc, subnets, securityGroups: [group] }],
    ['a security group that the stack creates', { vpc, subnets, clusterSecurityGroup: group }],
    ['both', { vpc, subnets, clusterSecurityGroup: group, securityGroups: [other] }],
    ['as many as Lambda allows', { subnets: ids(16), securityGroups: groups(5) }],
    [
      'as many as Lambda allows, with one of the stack',
      { vpc, subnets, clusterSecurityGroup: group, securityGroups: groups(4) },
    ],
  ])('%s', (_, network) => {
    expect(diagnose(['network', network])).toEqual([]);
    expect(configWith(['network', network]).network).toEqual(network);
    expect(accepts({ ...configJsonSchema() }, inputWith(['network', network]))).toBe(true);
  });
});

const subnetExpected = 'the ID of a subnet such as subnet-0123456789abcdef0';
const groupExpected = 'the ID of a security group such as sg-0123456789abcdef0';

describe('rejected, also by editors', () => {
  test.each<[string, unknown, string[]]>([
    [
      'no subnets',
      { securityGroups: [group] },
      [`error network.subnets: is required: a list of 1 to 16 IDs of subnets such as ${subnets[0]}.`],
    ],
    [
      'an empty list of subnets',
      { subnets: [], securityGroups: [group] },
      [`error network.subnets: got an empty list, expected a list of 1 to 16 IDs of subnets such as ${subnets[0]}.`],
    ],
    [
      'too many subnets',
      { subnets: ids(17), securityGroups: [group] },
      [`error network.subnets: got a list of 17, expected a list of 1 to 16 IDs of subnets such as ${subnets[0]}.`],
    ],
    [
      'a security group in place of a subnet',
      { subnets: [subnets[0], group], securityGroups: [group] },
      [`error network.subnets[1]: got "${group}", expected ${subnetExpected}.`],
    ],
    [
      'IDs of a wrong length',
      { vpc: 'vpc-0123456789', subnets, securityGroups: ['sg-0123456789abcdef01'], clusterSecurityGroup: 'sg-123' },
      [
        'error network.vpc: got "vpc-0123456789", expected the ID of a VPC such as vpc-0123456789abcdef0.',
        `error network.securityGroups[0]: got "sg-0123456789abcdef01", expected ${groupExpected}.`,
        `error network.clusterSecurityGroup: got "sg-123", expected ${groupExpected}.`,
      ],
    ],
    [
      'neither kind of security group',
      { vpc, subnets },
      [
        'error network: specify clusterSecurityGroup, for which the stack creates a security group of the function, or securityGroups.',
      ],
    ],
    [
      'the security group of the cluster without the VPC',
      { subnets, clusterSecurityGroup: group },
      [
        'error network.vpc: vpc is required with clusterSecurityGroup, because the stack creates a security group in it.',
      ],
    ],
    [
      'an unknown key',
      { subnets, securityGroup: [group], securityGroups: [group] },
      [
        'error network.securityGroup: unknown key. Did you mean securityGroups? Allowed keys: vpc, subnets, securityGroups, clusterSecurityGroup.',
      ],
    ],
    [
      'too many security groups',
      { subnets, securityGroups: groups(6) },
      [
        'error network.securityGroups: got a list of 6, expected a list of 1 to 5 IDs of security groups such as sg-0123456789abcdef0.',
      ],
    ],
  ])('%s', (_, network, lines) => {
    expect(diagnose(['network', network])).toEqual(expect.arrayContaining(lines));
    expect(diagnose(['network', network])).toHaveLength(lines.length);
    expect(accepts({ ...configJsonSchema() }, inputWith(['network', network]))).toBe(false);
  });
});

test.each<[string, object, string]>([
  [
    'with clusterSecurityGroup, five other security groups',
    { vpc, subnets, clusterSecurityGroup: group, securityGroups: groups(5) },
    'error network.securityGroups: has 5, but with clusterSecurityGroup at most 4 are allowed, because the stack adds one and Lambda allows 5.',
  ],
  [
    'a subnet twice',
    { subnets: [...subnets, subnets[0]], securityGroups: [group] },
    'error network.subnets[2]: is a duplicate of subnets[0]; remove one of them.',
  ],
  [
    'a security group twice',
    { subnets, securityGroups: [group, group] },
    'error network.securityGroups[1]: is a duplicate of securityGroups[0]; remove one of them.',
  ],
  [
    'the security group of the cluster as that of the function',
    { vpc, subnets, clusterSecurityGroup: group, securityGroups: [other, group] },
    'error network.securityGroups[1]: is the clusterSecurityGroup, for which the stack creates a security group of the function; remove it from securityGroups.',
  ],
  [
    'one subnet only',
    { subnets: [subnets[0]], securityGroups: [group] },
    'warning network.subnets: has one subnet: if its Availability Zone fails, health is unknown; add a subnet of another Availability Zone.',
  ],
])('%s is reported', (_, network, line) => {
  expect(diagnose(['network', network])).toEqual([line]);
});

test('access is eksctl by default', () => {
  expect(configWith().access).toBe('eksctl');
  expect(configWith(['access', 'accessEntry']).access).toBe('accessEntry');
  expect(diagnose(['access', 'accessEntries'])).toEqual([
    'error access: got "accessEntries", expected eksctl or accessEntry. Did you mean accessEntry?',
  ]);
});
