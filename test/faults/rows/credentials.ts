import { hang, once, pass } from '../../support/servers/actions/actions';
import type { Action, HttpRequest } from '../../support/servers/exchange';
import { awsError, status } from '../errorResponses';
import type { Row } from '../fault';
import { credentials, renewedCredentials, variablesOf } from '../lambdaCredentials';
import { healthy, notDescribed, timeout, unknown } from './expected';

const without = Object.fromEntries(Object.keys(variablesOf(credentials)).map((name) => [name, undefined]));

/** Whether the request was signed with the first credentials. */
function isOld({ headers: { authorization = '' } }: HttpRequest): boolean {
  const token = authorization.replace('Bearer k8s-aws-v1.', '');
  return `${authorization} ${Buffer.from(token, 'base64url')}`.includes(credentials.accessKeyId);
}
const unlessOld =
  (refusal: Action): Action =>
  (exchange) =>
    isOld(exchange.request) ? refusal(exchange) : pass(exchange);

/** The first credentials have expired. */
const oldAreRefused = {
  api: { any: unlessOld(status(401)) },
  aws: {
    eks: unlessOld(awsError(403, 'ExpiredTokenException')),
    cloudwatch: unlessOld(awsError(400, 'ExpiredToken')),
  },
};

/** The credentials of the function. */
export const credentialFaults: readonly Row[] = [
  { name: 'no credentials', variables: without, ...notDescribed, quick: true },
  { name: 'no secret key', variables: { AWS_SECRET_ACCESS_KEY: undefined }, ...notDescribed },
  { name: 'the credentials have expired', ...oldAreRefused, ...notDescribed, quick: true },
  {
    name: 'the credentials expire between two runs',
    ...oldAreRefused,
    afterHealthyRun: () => {},
    ...unknown('Unauthorized'),
  },
  {
    name: 'the credentials are rotated between two runs',
    ...oldAreRefused,
    afterHealthyRun: (environment) => environment.setVariables(variablesOf(renewedCredentials)),
    ...healthy,
    quick: true,
  },
  {
    name: 'the credentials are rotated between two runs, and the old ones are still valid',
    afterHealthyRun: (environment) => environment.setVariables(variablesOf(renewedCredentials)),
    ...healthy,
  },
  {
    name: 'the credentials disappear between two runs, and the token has expired',
    timing: 'minutes pass',
    afterHealthyRun: async (environment) => {
      await environment.passTime(20 * 60_000);
      await environment.setVariables(without);
    },
    ...unknown('NoCredentials'),
  },
  {
    name: 'the session token is too large for the API server',
    variables: { AWS_SESSION_TOKEN: credentials.sessionToken.repeat(12) },
    ...unknown('TokenTooLarge'),
    quick: true,
  },
  {
    name: 'the last character of the secret key is wrong',
    variables: { AWS_SECRET_ACCESS_KEY: `${credentials.secretAccessKey.slice(0, -1)}-` },
    ...unknown('Unauthorized'),
  },
  {
    name: 'the credentials are of another account',
    variables: variablesOf({ ...credentials, accessKeyId: 'ASIA7777777777777777' }),
    ...unknown('Unauthorized'),
  },
  {
    name: '401 once, and then no response',
    api: { any: (exchange) => (exchange.count === 1 ? status(401) : hang)(exchange) },
    ...timeout,
  },
  {
    name: '401 once, to a token that is 13 minutes old',
    api: { any: once(status(401)) },
    timing: 'minutes pass',
    afterHealthyRun: (environment) => environment.passTime(13 * 60_000),
    ...healthy,
  },
];
