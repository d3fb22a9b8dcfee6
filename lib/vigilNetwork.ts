import { ArnFormat, Stack } from 'aws-cdk-lib';
import { CfnSecurityGroup, CfnSecurityGroupIngress } from 'aws-cdk-lib/aws-ec2';
import { Effect, Policy, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Config } from './config/schema/schema';
import { acknowledgeWildcard } from './wildcardFinding';

/** What Lambda needs for the network interfaces of a function. */
const interfaceActions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];
const https = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };

export interface VigilNetworkProps {
  readonly network: NonNullable<Config['network']>;
  /** The role of the function. */
  readonly role: Role;
  /** Name of the EKS cluster, for descriptions. */
  readonly cluster: string;
}

/**
 * The VPC of the function: the permissions that its role needs there and, with `clusterSecurityGroup`, a security group of its
 * own. The function must depend on it.
 * Source: AWS Lambda Developer Guide, "Giving Lambda functions access to resources in an Amazon VPC".
 */
export class VigilNetwork extends Construct {
  /** For the property `VpcConfig` of the function. */
  readonly vpcConfig: CfnFunction.VpcConfigProperty;

  constructor(scope: Construct, id: string, { network, role, cluster }: VigilNetworkProps) {
    super(scope, id);
    const { vpc, subnets, securityGroups = [], clusterSecurityGroup } = network;
    const policy = this.#createPolicy(role);
    const own: string[] = [];
    if (vpc !== undefined && clusterSecurityGroup !== undefined) {
      const group = this.#createSecurityGroup(vpc, clusterSecurityGroup, cluster);
      // It is deleted first, which succeeds only after Lambda has deleted the network interfaces by these permissions.
      group.node.addDependency(policy);
      own.push(group.attrGroupId);
    }
    this.vpcConfig = { subnetIds: subnets, securityGroupIds: [...own, ...securityGroups] };
  }

  /** A policy of its own: when `network` is removed, it stays until the function has left the VPC. */
  #createPolicy(role: Role): Policy {
    const functions = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: '*',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const policy = new Policy(this, 'Interfaces', {
      roles: [role],
      statements: [
        // Lambda requires all resources.
        new PolicyStatement({ actions: interfaceActions, resources: ['*'] }),
        // Lambda has these permissions, the code of the function does not.
        new PolicyStatement({
          effect: Effect.DENY,
          actions: [...interfaceActions, 'ec2:DetachNetworkInterface'],
          resources: ['*'],
          conditions: { ArnLike: { 'lambda:SourceFunctionArn': functions } },
        }),
      ],
    });
    const reason = 'Lambda requires all resources for the network interfaces; the code of the function is denied them';
    acknowledgeWildcard(policy, '*', reason);
    return policy;
  }

  #createSecurityGroup(vpc: string, clusterSecurityGroup: string, cluster: string): CfnSecurityGroup {
    const group = new CfnSecurityGroup(this, 'SecurityGroup', {
      vpcId: vpc,
      groupDescription: `eks-vigil for the EKS cluster ${cluster}`,
      securityGroupEgress: [{ ...https, cidrIp: '0.0.0.0/0', description: 'EKS, the cluster and CloudWatch' }],
    });
    new CfnSecurityGroupIngress(this, 'ClusterIngress', {
      ...https,
      groupId: clusterSecurityGroup,
      sourceSecurityGroupId: group.attrGroupId,
      description: 'eks-vigil reads from the API server',
    });
    return group;
  }
}
