import type { Row } from '../fault';
import type { FrontRequest } from '../forward';
import type { Handle } from '../front';
import { hang, once, pass } from '../handles';
import { credentials, renewedCredentials, variablesOf } from '../secrets';
import { awsError, status } from '../statuses';

const notDescribed = { published: null, failed: true, reason: 'DescribeClusterFailed' } as const;
const well = { published: 1, failed: false, reason: '' } as const;

const without = Object.fromEntries(Object.keys(variablesOf(credentials)).map((name) => [name, undefined]));

/** Whether the first credentials have signed it. */
function isOld({ headers: { authorization = '' } }: FrontRequest): boolean {
  const token = authorization.replace('Bearer k8s-aws-v1.', '');
  return `${authorization} ${Buffer.from(token, 'base64url')}`.includes(credentials.accessKeyId);
}
const unlessOld =
  (refusal: Handle): Handle =>
  (exchange) =>
    isOld(exchange.request) ? refusal(exchange) : pass(exchange);

/** The first credentials are worth nothing any more. */
const oldAreRefused = {
  api: { any: unlessOld(status(401)) },
  aws: {
    eks: unlessOld(awsError(403, 'ExpiredTokenException')),
    cloudwatch: unlessOld(awsError(400, 'ExpiredToken')),
  },
};

/** What the function proves its identity with. */
export const credentialFaults: readonly Row[] = [
  { name: 'there are no credentials', environment: without, ...notDescribed, quick: true },
  { name: 'the secret key is absent', environment: { AWS_SECRET_ACCESS_KEY: undefined }, ...notDescribed },
  { name: 'the credentials have expired', ...oldAreRefused, ...notDescribed, quick: true },
  {
    name: 'the credentials expire in mid-life',
    ...oldAreRefused,
    afterAGoodRun: () => {},
    published: null,
    failed: true,
    reason: 'Unauthorized',
  },
  {
    name: 'the credentials are rotated in mid-life',
    ...oldAreRefused,
    afterAGoodRun: (world) => world.setEnvironment(variablesOf(renewedCredentials)),
    ...well,
    quick: true,
  },
  {
    name: 'the credentials are rotated in mid-life, the old ones still count',
    afterAGoodRun: (world) => world.setEnvironment(variablesOf(renewedCredentials)),
    ...well,
  },
  {
    name: 'the credentials vanish in mid-life, 20 minutes later',
    timing: 'minutes pass',
    afterAGoodRun: async (world) => {
      await world.passTime(20 * 60_000);
      await world.setEnvironment(without);
    },
    published: null,
    failed: true,
    reason: 'NoCredentials',
  },
  {
    name: 'the session token is too large for the API server',
    environment: { AWS_SESSION_TOKEN: credentials.sessionToken.repeat(12) },
    published: null,
    failed: true,
    reason: 'TokenTooLarge',
    quick: true,
  },
  {
    name: 'the last letter of the secret key is wrong',
    environment: { AWS_SECRET_ACCESS_KEY: `${credentials.secretAccessKey.slice(0, -1)}-` },
    published: null,
    failed: true,
    reason: 'Unauthorized',
  },
  {
    name: 'the credentials are of another account',
    environment: variablesOf({ ...credentials, accessKeyId: 'ASIA7777777777777777' }),
    published: null,
    failed: true,
    reason: 'Unauthorized',
  },
  {
    name: '401 once, and then no answer',
    api: { any: (exchange) => (exchange.nth === 1 ? status(401) : hang)(exchange) },
    published: null,
    failed: true,
    reason: 'Timeout',
  },
  {
    name: '401 once, after 13 minutes',
    api: { any: once(status(401)) },
    timing: 'minutes pass',
    afterAGoodRun: (world) => world.passTime(13 * 60_000),
    ...well,
  },
];
