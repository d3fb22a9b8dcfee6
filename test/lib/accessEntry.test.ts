import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { VigilStack } from '../../lib/vigilStack';
import { configFrom } from '../support/configFrom';

function templateOf(more = ''): Template {
  const config = configFrom(`
cluster: { name: prod, region: eu-central-1, account: "111122223333" }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: prod }] }
targets: [{ kind: Deployment, namespace: monitoring, name: grafana }]
${more}`);
  return Template.fromStack(new VigilStack(new App(), { config }));
}

test('with access eksctl, there is no access entry, and the command that maps the role is an output', () => {
  const template = templateOf('access: eksctl');
  template.resourceCountIs('AWS::EKS::AccessEntry', 0);
  expect(template.findOutputs('MapRole')).toHaveProperty('MapRole');
});

describe('with access accessEntry', () => {
  const template = templateOf('access: accessEntry');

  test('the stack maps the role to the group, without an access policy of EKS', () => {
    template.resourceCountIs('AWS::EKS::AccessEntry', 1);
    template.hasResourceProperties('AWS::EKS::AccessEntry', {
      ClusterName: 'prod',
      // A reference to the role: the entry is created after it and deleted before it.
      PrincipalArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^VigilRole'), 'Arn'] },
      Type: 'STANDARD',
      Username: 'eks-vigil',
      KubernetesGroups: ['eks-vigil'],
      AccessPolicies: Match.absent(),
    });
  });

  test('a vigil with a name has a group of its own', () => {
    templateOf('access: accessEntry\nname: team-b').hasResourceProperties('AWS::EKS::AccessEntry', {
      Username: 'eks-vigil-team-b',
      KubernetesGroups: ['eks-vigil-team-b'],
    });
  });

  test('no command is needed that maps the role', () => {
    expect(template.findOutputs('MapRole')).toEqual({});
    expect(template.findOutputs('RoleArn')).toHaveProperty('RoleArn');
  });

  test('the role is mapped after the creation of the function, which waits until the role can be assumed', () => {
    template.hasResource('AWS::EKS::AccessEntry', {
      DependsOn: Match.arrayWith([Match.stringLikeRegexp('^VigilFunction[0-9A-F]{8}$')]),
    });
  });

  test('the schedule starts after the role is mapped', () => {
    template.hasResource('AWS::Scheduler::Schedule', { DependsOn: Match.arrayWith(['AccessEntry']) });
  });

  test('EKS accepts the user name', () => {
    const [entry] = Object.values(template.findResources('AWS::EKS::AccessEntry'));
    // Source: Amazon EKS User Guide, "Create access entries".
    expect(entry?.Properties.Username).not.toMatch(/^(system|eks|aws|amazon|iam):/);
  });
});
