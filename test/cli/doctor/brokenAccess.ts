import type { ApiServer } from '../../support/servers/apiServer';
import { AwsFailure } from '../../support/servers/awsOperations';
import { kubeconfigText } from '../kubeconfigText';
import type { BrokenLink } from './brokenLink';
import { clusterAt } from './chain';

const denied = () => new AwsFailure('AccessDeniedException', 'not authorized', 403);
const vpcConfig = (config: object) => ({ resourcesVpcConfig: config });
const deploy = /npx cdk deploy -c config=\S+prod\.yaml/;
const network = { vpc: 'vpc-12345678', subnets: ['subnet-12345678'], clusterSecurityGroup: 'sg-12345678' };

const ofAnotherCluster = (server: ApiServer) =>
  kubeconfigText(
    { ...server, url: server.url.replace('127.0.0.1', 'localhost') },
    { entry: { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true } },
  );

/** From the credentials to the API server. */
export const brokenAccess: readonly BrokenLink[] = [
  {
    name: 'no credentials',
    broken: { credentials: {} },
    link: 'credentials',
    evidence: /no AWS credentials/,
    fix: /aws sso login/,
  },
  {
    name: 'credentials that have expired',
    broken: { aws: () => ({ 'sts:GetCallerIdentity': () => new AwsFailure('ExpiredToken', 'expired', 403) }) },
    link: 'credentials',
    evidence: /STS in eu-central-1 does not accept the AWS credentials: ExpiredToken/,
    fix: /aws sso login/,
  },
  {
    name: 'credentials of another account',
    broken: { config: { cluster: { name: 'prod', region: 'eu-central-1', account: '444455556666' } } },
    link: 'credentials',
    evidence: /in account 111122223333, but cluster\.account is 444455556666/,
    fix: /AWS_PROFILE/,
  },
  {
    name: 'no such cluster',
    broken: {
      aws: () => ({ 'eks:DescribeCluster': () => new AwsFailure('ResourceNotFoundException', 'No cluster', 404) }),
    },
    link: 'cluster',
    evidence: /there is no cluster prod in eu-central-1/,
    fix: /aws eks list-clusters --region eu-central-1/,
  },
  {
    name: 'a cluster that is being created',
    broken: {
      aws: (server) => ({ 'eks:DescribeCluster': clusterAt(server, { status: 'CREATING', endpoint: undefined }) }),
    },
    link: 'cluster',
    evidence: /prod is CREATING and has no endpoint/,
    fix: /aws eks wait cluster-active --name prod/,
  },
  {
    name: 'a cluster that is being deleted',
    broken: { aws: (server) => ({ 'eks:DescribeCluster': clusterAt(server, { status: 'DELETING' }) }) },
    link: 'cluster',
    evidence: /prod is DELETING/,
    fix: /aws eks describe-cluster/,
  },
  {
    name: 'no permission to describe the cluster',
    broken: { aws: () => ({ 'eks:DescribeCluster': denied }) },
    link: 'cluster',
    state: 'unknown',
    evidence: /do not allow eks:DescribeCluster/,
    fix: /allow eks:DescribeCluster/,
  },
  {
    name: 'a private endpoint without `network`',
    broken: {
      aws: (server) => ({
        'eks:DescribeCluster': clusterAt(
          server,
          vpcConfig({ endpointPublicAccess: false, endpointPrivateAccess: true }),
        ),
      }),
    },
    link: 'endpoint',
    evidence: /the endpoint of prod is private: set `network`/,
    fix: deploy,
  },
  {
    name: 'an endpoint for some addresses without `network`',
    broken: {
      aws: (server) => ({
        'eks:DescribeCluster': clusterAt(server, vpcConfig({ publicAccessCidrs: ['203.0.113.7/32'] })),
      }),
    },
    link: 'endpoint',
    evidence: /accepts only connections from 203\.0\.113\.7\/32/,
    fix: deploy,
  },
  {
    name: 'an endpoint for some addresses with `network`',
    broken: {
      config: { network },
      aws: (server) => ({
        'eks:DescribeCluster': clusterAt(server, vpcConfig({ publicAccessCidrs: ['203.0.113.7/32'] })),
      }),
    },
    link: 'endpoint',
    state: 'unknown',
    evidence: /whether their NAT gateways have an address in the list is not read/,
    fix: /aws ec2 describe-nat-gateways/,
  },
  {
    name: 'a name that is not resolved',
    broken: {
      aws: (server) => ({ 'eks:DescribeCluster': clusterAt({ ...server, url: 'https://missing.invalid' }) }),
    },
    link: 'dns',
    evidence: /missing\.invalid is not resolved on this machine: .*(ENOTFOUND|EAI_AGAIN)/,
    fix: /check the DNS/,
  },
  {
    name: 'a private name that is not resolved here',
    broken: {
      config: { network },
      aws: (server) => ({
        'eks:DescribeCluster': clusterAt(
          { ...server, url: 'https://missing.invalid' },
          vpcConfig({ endpointPublicAccess: false, endpointPrivateAccess: true }),
        ),
      }),
    },
    link: 'dns',
    state: 'unknown',
    evidence: /not resolved .*; the endpoint is private/,
    fix: /in the VPC of the cluster/,
  },
  {
    name: 'nothing listens',
    broken: { aws: (server) => ({ 'eks:DescribeCluster': clusterAt({ ...server, url: 'https://127.0.0.1:1' }) }) },
    link: 'connection',
    evidence: /no connection to 127\.0\.0\.1:1 from this machine: .*ECONNREFUSED/,
    fix: /check the DNS, the firewall/,
  },
  {
    name: 'nothing listens at an endpoint for some addresses',
    broken: {
      config: { network },
      aws: (server) => ({
        'eks:DescribeCluster': clusterAt(
          { ...server, url: 'https://127.0.0.1:1' },
          vpcConfig({ publicAccessCidrs: ['203.0.113.7/32'] }),
        ),
      }),
    },
    link: 'connection',
    state: 'unknown',
    evidence: /accepts connections from 203\.0\.113\.7\/32/,
    fix: /from one of these addresses/,
  },
  {
    name: 'a CA that is not a certificate',
    broken: { aws: (server) => ({ 'eks:DescribeCluster': clusterAt({ ...server, caData: 'bm9uZQ==' }) }) },
    link: 'certificate',
    evidence: /TLS with the CA of the cluster failed/,
    fix: /aws eks describe-cluster --name prod --query cluster\.certificateAuthority\.data/,
  },
  {
    name: 'a kubeconfig of another cluster',
    broken: {
      kubeconfig: ofAnotherCluster,
    },
    link: 'kubeconfig',
    state: 'unknown',
    evidence: /the kubeconfig points to https:\/\/localhost:\d+, but the endpoint of prod is https:\/\/127/,
    fix: /aws eks update-kubeconfig --name prod --region eu-central-1/,
  },
  {
    name: 'a kubeconfig whose user is not named',
    broken: { reviewStatus: 403 },
    link: 'kubeconfig',
    state: 'unknown',
    evidence: /does not say who you are: it takes you for anonymous, .*: refused for the test/,
    fix: /aws eks update-kubeconfig/,
  },
  {
    name: 'an API server that is not available',
    broken: { reviewStatus: 503 },
    link: 'kubeconfig',
    state: 'unknown',
    evidence: /answered 503 to a SelfSubjectReview: refused for the test/,
  },
  {
    name: 'a kubeconfig of a cluster that EKS does not describe',
    broken: { aws: () => ({ 'eks:DescribeCluster': denied }) },
    link: 'kubeconfig',
    state: 'unknown',
    evidence: /accepts you as operator, but EKS does not describe prod, so that it may be another cluster/,
    fix: /link cluster/,
  },
  {
    name: 'a clock that a kubeconfig of another cluster would show',
    broken: { kubeconfig: ofAnotherCluster },
    link: 'clock',
    state: 'unknown',
    evidence:
      /the API server could not be asked: https:\/\/localhost:\d+ of the kubeconfig is not known to be this cluster/,
    fix: /link kubeconfig/,
  },
  {
    name: 'a clock without a kubeconfig',
    broken: { kubeconfig: () => 'apiVersion: v1\nkind: Config\n' },
    link: 'clock',
    state: 'unknown',
    evidence: /the API server could not be asked: the kubeconfig has no current context/,
    fix: /link kubeconfig/,
  },
  {
    name: 'aws-auth with a kubeconfig of another cluster',
    broken: { kubeconfig: ofAnotherCluster },
    link: 'mapping',
    state: 'unknown',
    evidence: /of the kubeconfig is not known to be this cluster/,
    fix: /link kubeconfig/,
  },
  {
    name: 'no context in the kubeconfig',
    broken: { kubeconfig: () => 'apiVersion: v1\nkind: Config\n' },
    link: 'kubeconfig',
    state: 'unknown',
    evidence: /the kubeconfig has no current context/,
  },
];
