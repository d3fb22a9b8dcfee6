import { App } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { VigilStack } from '../../lib/vigilStack';
import { configWith } from './config/input';

const cluster = { name: 'prod', region: 'eu-central-1', account: '111122223333' };

function stackOf(targets: readonly object[]): VigilStack {
  const config = configWith(['cluster', cluster], ['targets', targets]);
  return new VigilStack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), { config });
}

const arn = (path: string) => ({
  'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:eks:eu-central-1:111122223333:${path}`]],
});
const allow = (action: string, ...paths: string[]) => ({
  Effect: 'Allow',
  Action: `eks:${action}`,
  Resource: paths.length === 1 ? arn(paths[0] ?? '') : paths.map(arn),
});
const describeCluster = allow('DescribeCluster', 'cluster/prod');

test.each<[title: string, targets: object[], statements: object[]]>([
  ['the cluster', [{ kind: 'EKSCluster' }], [describeCluster]],
  [
    'a node group',
    [{ kind: 'EKSNodegroup', name: 'workers' }],
    [describeCluster, allow('DescribeNodegroup', 'nodegroup/prod/workers/*', '/clusters/prod/node-groups/workers')],
  ],
  [
    'several add-ons',
    [
      { kind: 'EKSAddon', name: 'vpc-cni' },
      { kind: 'EKSAddon', name: 'coredns' },
    ],
    [
      describeCluster,
      allow(
        'DescribeAddon',
        'addon/prod/coredns/*',
        '/clusters/prod/addons/coredns',
        'addon/prod/vpc-cni/*',
        '/clusters/prod/addons/vpc-cni',
      ),
    ],
  ],
  [
    'all node groups, and one of them',
    [
      { kind: 'EKSNodegroup', name: 'workers' },
      { kind: 'EKSNodegroup', name: '*' },
    ],
    [
      describeCluster,
      allow('ListNodegroups', 'cluster/prod', '/clusters/prod/node-groups'),
      allow('DescribeNodegroup', 'nodegroup/prod/*/*', '/clusters/prod/node-groups/*'),
    ],
  ],
  [
    'all add-ons',
    [{ kind: 'EKSAddon', name: '*' }],
    [
      describeCluster,
      allow('ListAddons', 'cluster/prod', '/clusters/prod/addons'),
      allow('DescribeAddon', 'addon/prod/*/*', '/clusters/prod/addons/*'),
    ],
  ],
])('the role may read %s, and nothing else of EKS', (_title, targets, statements) => {
  const roles = Template.fromStack(stackOf(targets)).findResources('AWS::IAM::Role', {
    Properties: { RoleName: Match.anyValue() },
  });
  const [role] = Object.values(roles);
  const [policy] = role?.Properties.Policies ?? [];
  const granted = policy.PolicyDocument.Statement.filter(({ Action }: { Action: string }) =>
    String(Action).startsWith('eks:'),
  );
  expect(granted).toEqual(statements);
});
