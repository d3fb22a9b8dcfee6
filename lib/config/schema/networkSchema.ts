import { z } from 'zod';
import { always } from './targetSchema';

/** The IDs of older resources have 8 digits. */
const idSyntax = (prefix: string) => new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`);
const example = '0123456789abcdef0';

const securityGroup = z.string().regex(idSyntax('sg'));
const securityGroupMessage = `the ID of a security group such as sg-${example}`;

/** Source: AWS Lambda API Reference, VpcConfig (`SecurityGroupIds`, `SubnetIds`). */
const maxSecurityGroups = 5;
const maxSubnets = 16;

/** Where the function runs. IDs only: `cdk synth` looks nothing up. */
export const network = z
  .strictObject({
    vpc: z
      .string()
      .regex(idSyntax('vpc'))
      .optional()
      .meta({
        description: 'VPC of the subnets. Required with clusterSecurityGroup.',
        errorMessage: `the ID of a VPC such as vpc-${example}`,
      }),
    subnets: z
      .array(
        z
          .string()
          .regex(idSyntax('subnet'))
          .meta({ errorMessage: `the ID of a subnet such as subnet-${example}` }),
      )
      .min(1)
      .max(maxSubnets)
      .meta({
        description: 'Private subnets of the function, in at least two Availability Zones.',
        errorMessage: `a list of 1 to ${maxSubnets} IDs of subnets such as subnet-${example}`,
      }),
    securityGroups: z
      .array(securityGroup.meta({ errorMessage: securityGroupMessage }))
      .min(1)
      .max(maxSecurityGroups)
      .optional()
      .meta({
        description: 'Security groups of the function. Specify these, clusterSecurityGroup or both.',
        errorMessage: `a list of 1 to ${maxSecurityGroups} IDs of security groups such as sg-${example}`,
      }),
    clusterSecurityGroup: securityGroup.optional().meta({
      description:
        'Security group of the cluster, as `aws eks describe-cluster` prints it. The stack then creates a security group for the function, and allows it to connect to that of the cluster on port 443.',
      errorMessage: securityGroupMessage,
    }),
  })
  .refine((value) => value.securityGroups !== undefined || value.clusterSecurityGroup !== undefined, {
    ...always,
    message:
      'specify clusterSecurityGroup, for which the stack creates a security group of the function, or securityGroups',
  })
  .refine((value) => value.clusterSecurityGroup === undefined || value.vpc !== undefined, {
    ...always,
    path: ['vpc'],
    message: 'vpc is required with clusterSecurityGroup, because the stack creates a security group in it',
  })
  .refine(
    ({ securityGroups, clusterSecurityGroup }) =>
      clusterSecurityGroup === undefined || !(securityGroups?.length === maxSecurityGroups),
    {
      ...always,
      path: ['securityGroups'],
      message: `has ${maxSecurityGroups}, but with clusterSecurityGroup at most ${maxSecurityGroups - 1} are allowed, because the stack adds one and Lambda allows ${maxSecurityGroups}`,
    },
  )
  .optional()
  .meta({
    description:
      'The VPC in which the function runs, such as for a private endpoint. Default: none. See docs/network-and-access.md for what the VPC needs.',
    anyOf: [{ required: ['securityGroups'] }, { required: ['clusterSecurityGroup'] }],
    dependencies: { clusterSecurityGroup: ['vpc'] },
  });

/** How the role of the function is mapped to the RBAC group. */
export const access = z.enum(['eksctl', 'accessEntry']).default('eksctl').meta({
  description:
    'How the role of the function is mapped to the RBAC group. eksctl: you map it in the ConfigMap aws-auth. accessEntry: the stack creates an access entry, which needs the authentication mode API or API_AND_CONFIG_MAP.',
});
