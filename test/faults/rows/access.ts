import { startBlackHole } from '../../support/servers/rawSockets';
import type { Environment } from '../environment';
import { status } from '../errorResponses';
import type { Expectation, Row } from '../fault';
import { notDescribed, timeout, unknown } from './expected';

type Cluster = NonNullable<Parameters<Environment['setCluster']>[0]>;

/** Packets to the endpoint are dropped, and EKS describes the cluster like this. */
const dropped = (vpcConfig: Cluster['vpcConfig']) => async (environment: Environment) => {
  const { port, stop } = await startBlackHole();
  environment.onEnd(stop);
  environment.setCluster({ endpoint: `https://127.0.0.1:${port}`, vpcConfig });
};
const onlyPrivate = { endpointPublicAccess: false, endpointPrivateAccess: true };
const restricted = { publicAccessCidrs: ['203.0.113.0/24'] };

const inMode = (authenticationMode: Cluster['authenticationMode']) => (environment: Environment) =>
  environment.setCluster({ authenticationMode });
const role = 'arn:aws:iam::111122223333:role/eks-vigil-eu-central-1-prod';
const refused = { api: { any: status(401) }, ...unknown('Unauthorized') };
const map = `run \`eksctl create iamidentitymapping --cluster prod --region eu-central-1 --arn ${role} `;
const create = `\`aws eks create-access-entry --cluster-name prod --region eu-central-1 --principal-arn ${role} `;

/** As `timeout`, but the description of the cluster explains it. */
const explained = (reason: string, message: string): Expectation & { readonly remaining: number } => ({
  ...timeout,
  reason,
  message,
});

/** Failures that the description of the cluster explains. */
export const access: readonly Row[] = [
  {
    name: 'the endpoint is private, and the function is not in a VPC',
    arrange: dropped(onlyPrivate),
    ...explained('EndpointPrivate', 'the endpoint of prod is private: set `network`'),
    quick: true,
  },
  {
    name: 'the endpoint accepts only some addresses, and the function is not in a VPC',
    arrange: dropped(restricted),
    ...explained(
      'EndpointRestricted',
      'the endpoint of prod accepts only connections from 203.0.113.0/24: set `network`',
    ),
    quick: true,
  },
  {
    name: 'the endpoint is private, and a security group does not allow the connection from the VPC',
    config: 'inVpc',
    arrange: dropped(onlyPrivate),
    ...timeout,
    message: 'the security group of the cluster must allow inbound traffic on port 443 from that of the function',
  },
  {
    name: 'the endpoint accepts only some addresses, and that of the NAT gateway is not one of them',
    config: 'inVpc',
    arrange: dropped(restricted),
    ...timeout,
    message: 'the subnets of the function need a route to a NAT gateway with an address in 203.0.113.0/24',
  },
  {
    name: 'the VPC has neither a NAT gateway nor an interface endpoint of EKS',
    config: 'inVpc',
    arrange: async (environment) => {
      const { port, stop } = await startBlackHole();
      environment.onEnd(stop);
      await environment.setVariables({ AWS_ENDPOINT_URL_EKS: `http://127.0.0.1:${port}` });
    },
    ...notDescribed,
    message: 'the subnets of the function need a NAT gateway or the interface endpoint `eks`',
  },
  {
    name: '401 in authentication mode CONFIG_MAP',
    arrange: inMode('CONFIG_MAP'),
    ...refused,
    message: map,
    quick: true,
  },
  {
    name: '401 in authentication mode API_AND_CONFIG_MAP',
    arrange: inMode('API_AND_CONFIG_MAP'),
    ...refused,
    message: map,
  },
  {
    name: '401 in authentication mode API, which does not read aws-auth',
    arrange: inMode('API'),
    ...refused,
    message: `has no effect in authentication mode API: deploy with \`access: accessEntry\`, or run ${create}`,
    quick: true,
  },
  {
    name: 'the authentication mode changed to API, and 401 since',
    arrange: inMode('CONFIG_MAP'),
    afterHealthyRun: async (environment) => {
      inMode('API')(environment);
      await environment.run();
    },
    ...refused,
    message: 'has no effect in authentication mode API',
    quick: true,
  },
  {
    name: '401 with an access entry of an earlier role',
    config: 'accessEntry',
    arrange: inMode('API'),
    ...refused,
    message: `then ${create}`,
  },
  {
    name: '401 with an access entry in authentication mode CONFIG_MAP',
    config: 'accessEntry',
    arrange: inMode('CONFIG_MAP'),
    ...refused,
    message: `access entries have no effect in authentication mode CONFIG_MAP: ${map}`,
  },
];
