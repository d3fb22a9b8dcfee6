import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { VigilStack } from '../../lib/vigilStack';
import { configFrom } from '../support/configFrom';

const subnets = '[subnet-0123456789abcdef0, subnet-0fedcba9876543210]';
const withOwnGroup = `network: { vpc: vpc-0123456789abcdef0, subnets: ${subnets}, clusterSecurityGroup: sg-0123456789abcdef0 }`;
const withGroups = `network: { subnets: ${subnets}, securityGroups: [sg-00000001, sg-00000002] }`;
const withBoth = withOwnGroup.replace(' }', ', securityGroups: [sg-00000001] }');

function stackOf(app: App, more = ''): VigilStack {
  const config = configFrom(`
cluster: { name: prod, region: eu-central-1, account: "111122223333" }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }]
${more}`);
  return new VigilStack(app, { config });
}

function templateOf(more?: string): Template {
  return Template.fromStack(stackOf(new App(), more));
}

const actions = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];
const idOf = (template: Template, type: string, properties = {}) =>
  Object.keys(template.findResources(type, { Properties: properties }))[0] ?? `no ${type}`;
const functionOf = (template: Template) => idOf(template, 'AWS::Lambda::Function');
const ownGroupOf = (template: Template) => idOf(template, 'AWS::EC2::SecurityGroup');
const policyOf = (template: Template) => idOf(template, 'AWS::IAM::Policy');

/** Every resource that must exist before this one, and is deleted after it. */
function requirementsOf(template: Template, id: string): ReadonlySet<string> {
  const resources: Record<string, unknown> = template.toJSON().Resources;
  const found = new Set<string>();
  const visit = (name: string) => {
    const text = JSON.stringify(resources[name]);
    const references = [...text.matchAll(/"(?:Ref|Fn::GetAtt)":\[?"(\w+)"/g)].map(([, other]) => other ?? '');
    const { DependsOn = [] } = resources[name] as { DependsOn?: string[] };
    for (const other of [...references, ...DependsOn]) {
      if (found.has(other) || resources[other] === undefined) continue;
      found.add(other);
      visit(other);
    }
  };
  visit(id);
  return found;
}

test('without network, there is no VPC, no security group and no permission for one', () => {
  const template = templateOf();
  template.hasResourceProperties('AWS::Lambda::Function', { VpcConfig: Match.absent() });
  template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
  template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  template.resourceCountIs('AWS::IAM::Policy', 0);
  expect(JSON.stringify(template.toJSON())).not.toContain('ec2:');
});

describe('the function is in the subnets', () => {
  const SubnetIds = ['subnet-0123456789abcdef0', 'subnet-0fedcba9876543210'];

  test('with the configured security groups, and the stack creates none', () => {
    const template = templateOf(withGroups);
    template.hasResourceProperties('AWS::Lambda::Function', {
      VpcConfig: { SubnetIds, SecurityGroupIds: ['sg-00000001', 'sg-00000002'] },
    });
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
  });

  test.each([
    ['a security group of its own', withOwnGroup, []],
    ['a security group of its own and the configured ones', withBoth, ['sg-00000001']],
  ])('with %s', (_, network, others) => {
    const template = templateOf(network);
    const own = { 'Fn::GetAtt': [ownGroupOf(template), 'GroupId'] };
    template.hasResourceProperties('AWS::Lambda::Function', {
      VpcConfig: { SubnetIds, SecurityGroupIds: [own, ...others] },
    });
  });
});

test('its own security group allows nothing but outbound traffic on port 443', () => {
  const template = templateOf(withOwnGroup);
  template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
  template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    VpcId: 'vpc-0123456789abcdef0',
    GroupDescription: 'eks-vigil for the EKS cluster prod',
    SecurityGroupIngress: Match.absent(),
    SecurityGroupEgress: [Match.objectLike({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '0.0.0.0/0' })],
  });
});

test('the security group of the cluster allows it to connect on port 443', () => {
  const template = templateOf(withOwnGroup);
  template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    GroupId: 'sg-0123456789abcdef0',
    SourceSecurityGroupId: { 'Fn::GetAtt': [ownGroupOf(template), 'GroupId'] },
    IpProtocol: 'tcp',
    FromPort: 443,
    ToPort: 443,
    CidrIp: Match.absent(),
  });
});

describe('the role', () => {
  test.each([withOwnGroup, withGroups])('lets Lambda manage network interfaces, but not the code: %s', (network) => {
    const template = templateOf(network);
    template.resourceCountIs('AWS::IAM::Policy', 1);
    template.hasResourceProperties('AWS::IAM::Policy', {
      Roles: [{ Ref: idOf(template, 'AWS::IAM::Role', { RoleName: 'eks-vigil-eu-central-1-prod' }) }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Action: actions, Resource: '*' },
          {
            Effect: 'Deny',
            Action: [...actions, 'ec2:DetachNetworkInterface'],
            Resource: '*',
            Condition: {
              ArnLike: {
                'lambda:SourceFunctionArn': {
                  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':lambda:eu-central-1:111122223333:function:*']],
                },
              },
            },
          },
        ],
      },
    });
  });

  test('has no managed policy, and the same statements as without network', () => {
    const policies = (template: Template) =>
      Object.values(template.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties);
    expect(policies(templateOf(withOwnGroup))).toEqual(policies(templateOf()));
  });
});

describe('the order', () => {
  test('of creation: the permissions, the security group and its rule come before the function', () => {
    const template = templateOf(withOwnGroup);
    const requirements = requirementsOf(template, functionOf(template));
    expect(requirements).toContain(policyOf(template));
    expect(requirements).toContain(ownGroupOf(template));
    expect(requirements).toContain(idOf(template, 'AWS::EC2::SecurityGroupIngress'));
  });

  test('of deletion: the permissions stay until the network interfaces, and with them the security group, are deleted', () => {
    const template = templateOf(withOwnGroup);
    expect(requirementsOf(template, ownGroupOf(template))).toContain(policyOf(template));
    expect(requirementsOf(template, policyOf(template))).not.toContain(ownGroupOf(template));
    expect(requirementsOf(template, policyOf(template))).not.toContain(functionOf(template));
  });
});
