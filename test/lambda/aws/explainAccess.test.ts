import type { ClusterInfo } from '../../../lambda/aws/describeCluster';
import { type AccessConfig, explainAccess } from '../../../lambda/aws/explainAccess';
import type { AccessFailure } from '../../../lambda/kubernetes/clusterAccess';

const roleArn = 'arn:aws:iam::111122223333:role/eks-vigil-eu-central-1-prod';

function configOf(over: { readonly type?: AccessConfig['access']['type']; readonly inVpc?: boolean }): AccessConfig {
  return {
    cluster: { name: 'prod', region: 'eu-central-1' },
    access: { type: over.type ?? 'eksctl', roleName: 'eks-vigil-eu-central-1-prod', group: 'eks-vigil' },
    inVpc: over.inVpc ?? false,
  };
}

function infoOf(over: Partial<ClusterInfo> & { readonly open?: Partial<ClusterInfo['endpoint']> } = {}): ClusterInfo {
  const { open, ...fields } = over;
  return {
    arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/prod',
    connection: { server: 'https://a', tls: {} },
    endpoint: { isPublic: true, isPrivate: false, publicCidrs: [], ...open },
    status: 'ACTIVE',
    ...fields,
  };
}

const toEverybody = {};
const toSome = { publicCidrs: ['203.0.113.0/24', '198.51.100.7/32'] };
const toSomeAndPrivate = { ...toSome, isPrivate: true };
const onlyPrivate = { isPublic: false, isPrivate: true };
const listed = '203.0.113.0/24, 198.51.100.7/32';
const isPrivate = { reason: 'EndpointPrivate', message: 'the endpoint of prod is private: set `network`' };
const groups =
  'the security group of the cluster must allow inbound traffic on port 443 from that of the function, which must allow it outbound';
const dns =
  'the DNS servers of the VPC did not respond: if they are not those of Amazon, a group in `securityGroups` must allow outbound traffic to them on port 53';

test('a missing permission is granted by the manifest', () => {
  expect(explainAccess('forbidden', configOf({}), infoOf())).toEqual({
    message: 'run `eks-vigil rbac --config FILE | kubectl apply -f -` in your checkout of eks-vigil',
    command: 'eks-vigil rbac --config FILE | kubectl apply -f -',
  });
});

describe('no connection from outside of a VPC', () => {
  test.each<[string, Partial<ClusterInfo['endpoint']>, AccessFailure, unknown]>([
    ['open to everybody', toEverybody, 'unreached', undefined],
    ['open to everybody', toEverybody, 'unconnected', undefined],
    ['only private', onlyPrivate, 'unreached', isPrivate],
    ['only private', onlyPrivate, 'unconnected', isPrivate],
    ['only private', onlyPrivate, 'unresolved', isPrivate],
    ['open to some', toSome, 'unconnected', undefined],
    ['open to some', toSome, 'unresolved', undefined],
    [
      'open to some',
      toSome,
      'unreached',
      {
        reason: 'EndpointRestricted',
        message: `the endpoint of prod accepts only connections from ${listed}: set \`network\`, with subnets whose NAT gateway has an address in this list`,
      },
    ],
    [
      'open to some and private',
      toSomeAndPrivate,
      'unreached',
      {
        reason: 'EndpointRestricted',
        message: `the endpoint of prod accepts only connections from ${listed}: set \`network\`, with subnets in the VPC of the cluster, or subnets whose NAT gateway has an address in this list`,
      },
    ],
  ])('an endpoint that is %s: %j, %s', (_, open, failure, expected) => {
    expect(explainAccess(failure, configOf({}), infoOf({ open }))).toEqual(expected);
  });
});

describe('no connection from a VPC', () => {
  test.each<[string, Partial<ClusterInfo['endpoint']>, AccessFailure, string | undefined]>([
    ['only private', onlyPrivate, 'unconnected', undefined],
    ['only private', onlyPrivate, 'unreached', groups],
    ['only private', onlyPrivate, 'unresolved', dns],
    ['open to everybody', toEverybody, 'unresolved', dns],
    [
      'open to some and private',
      toSomeAndPrivate,
      'unreached',
      `${groups}; in another VPC, the function needs a NAT gateway with an address in ${listed}`,
    ],
    [
      'open to everybody',
      toEverybody,
      'unreached',
      'the cluster has no private endpoint: the subnets of the function need a route to a NAT gateway',
    ],
    [
      'open to some',
      toSome,
      'unreached',
      `the cluster has no private endpoint: the subnets of the function need a route to a NAT gateway with an address in ${listed}`,
    ],
  ])('an endpoint that is %s: %j, %s', (_, open, failure, message) => {
    const explanation = explainAccess(failure, configOf({ inVpc: true }), infoOf({ open }));
    expect(explanation).toEqual(message === undefined ? undefined : { message });
  });
});

test('a long list of addresses is truncated', () => {
  const publicCidrs = Array.from({ length: 40 }, (_, index) => `203.0.113.${index}/32`);
  const explanation = explainAccess('unreached', configOf({}), infoOf({ open: { publicCidrs } }));
  expect(explanation?.message).toContain('from 203.0.113.0/32, 203.0.113.1/32, ');
  expect(explanation?.message).toContain(', 203.0.113.4/32 and 35 more: set');
});

describe('a 401', () => {
  const map = `eksctl create iamidentitymapping --cluster prod --region eu-central-1 --arn ${roleArn} --username eks-vigil --group eks-vigil --no-duplicate-arns`;
  const create = `aws eks create-access-entry --cluster-name prod --region eu-central-1 --principal-arn ${roleArn} --username eks-vigil --kubernetes-groups eks-vigil`;
  const remove = `aws eks delete-access-entry --cluster-name prod --region eu-central-1 --principal-arn ${roleArn}`;
  const recreate = `its access entry is missing, or belongs to an earlier role of the same name: run \`${remove}\`, then \`${create}\``;

  test.each<[AccessConfig['access']['type'], ClusterInfo['authenticationMode'], string]>([
    ['eksctl', undefined, `run \`${map}\``],
    ['eksctl', 'CONFIG_MAP', `run \`${map}\``],
    ['eksctl', 'API_AND_CONFIG_MAP', `run \`${map}\`, or deploy with \`access: accessEntry\``],
    [
      'eksctl',
      'API',
      `\`eksctl create iamidentitymapping\` has no effect in authentication mode API: deploy with \`access: accessEntry\`, or run \`${create}\``,
    ],
    [
      'accessEntry',
      'CONFIG_MAP',
      `access entries have no effect in authentication mode CONFIG_MAP: run \`${map}\`, and deploy with \`access: eksctl\``,
    ],
    ['accessEntry', 'API_AND_CONFIG_MAP', recreate],
    ['accessEntry', 'API', recreate],
  ])('with access %s in mode %s names the command', (type, mode, remedy) => {
    const info = infoOf(mode === undefined ? {} : { authenticationMode: mode });
    expect(explainAccess('unauthorized', configOf({ type }), info)).toEqual({
      message: `the cluster does not accept the identity; ${remedy}`,
      // The last command of the remedy, or the only one.
      command: [...remedy.matchAll(/`((?:eksctl create|aws eks create)[^`]* [^`]*--[^`]*)`/g)].at(-1)?.[1],
    });
  });

  test('names the role in the partition of the cluster', () => {
    const info = infoOf({ arn: 'arn:aws-us-gov:eks:us-gov-west-1:444455556666:cluster/prod' });
    const { message } = explainAccess('unauthorized', configOf({}), info) ?? {};
    expect(message).toContain('--arn arn:aws-us-gov:iam::444455556666:role/eks-vigil-eu-central-1-prod ');
  });

  test('without the ARN of the cluster names the role, and no command with half an ARN', () => {
    expect(explainAccess('unauthorized', configOf({}), infoOf({ arn: '' }))).toEqual({
      message:
        'the cluster does not accept the identity; map the role eks-vigil-eu-central-1-prod to the group eks-vigil',
    });
  });

  test('has a message that does not fill the log line when it is repeated for a hundred targets', () => {
    const { message } = explainAccess('unauthorized', configOf({ type: 'accessEntry' }), infoOf()) ?? {};
    expect(message?.length).toBeLessThan(600);
  });
});
