import { type Answer, answerWith, HeartbeatServer } from '../../support/servers/heartbeatServer';
import { refusedPort } from '../../support/servers/rawSockets';
import type { Environment } from '../environment';
import { awsError, notFound } from '../errorResponses';
import type { Row } from '../fault';
import { healthy, unhealthy, unknown } from './expected';

const leaf = { commonName: 'heartbeat', ipAddresses: ['127.0.0.1'] };
const noAnswer: Answer = () => {};

interface Switch {
  readonly answer?: Answer;
  /** Of the Parameter Store. */
  readonly answerParameter?: Answer;
  /** The value of the parameter. @default - that of the switch */
  readonly address?: (environment: Environment) => Promise<string>;
}

/** A configuration with a heartbeat, the Parameter Store and a dead man's switch. */
export const withSwitch = ({ answer = answerWith(200), answerParameter, address }: Switch = {}) => ({
  config: 'heartbeat' as const,
  arrange: async (environment: Environment) => {
    const server = await HeartbeatServer.start(await environment.fixture.publicAuthority.issue(leaf));
    environment.onEnd(() => server.stop());
    server.answer = answer;
    server.answerParameter = answerParameter;
    server.parameters = { '/a': (await address?.(environment)) ?? `${server.url}/ping` };
    await environment.setVariables({ AWS_ENDPOINT_URL_SSM: server.url });
  },
});

/** With a certificate that Node.js does not trust. */
async function startUntrusted(environment: Environment): Promise<string> {
  const server = await HeartbeatServer.start(await environment.fixture.otherAuthority.issue(leaf));
  environment.onEnd(() => server.stop());
  return server.url;
}

/** Whatever the call of the dead man's switch does: the value is published, the run succeeds, and it ends early. */
const unharmed = { ...healthy, endsEarly: true } as const;
const rejecting: Answer = (_, response) =>
  void response.writeHead(400).end(JSON.stringify({ __type: 'AccessDeniedException', message: 'no' }));

export const heartbeat: readonly Row[] = [
  { name: 'the switch answers', ...withSwitch(), ...unharmed, quick: true },
  {
    name: 'the switch does not answer',
    ...withSwitch({ answer: noAnswer }),
    ...unharmed,
    heartbeatFailure: 'no response in time',
    quick: true,
  },
  {
    name: 'the switch answers 500',
    ...withSwitch({ answer: answerWith(500) }),
    ...unharmed,
    heartbeatFailure: 'the address in /a answered 500',
    quick: true,
  },
  {
    name: 'the switch redirects',
    ...withSwitch({ answer: answerWith(302, { location: 'https://127.0.0.1/' }) }),
    ...unharmed,
    heartbeatFailure: 'the address in /a answered 302',
  },
  {
    name: 'the switch does not speak HTTP',
    ...withSwitch({ answer: ({ socket }) => void socket.end('garbage\r\n\r\n') }),
    ...unharmed,
    heartbeatFailure: 'the connection failed: HPE_INVALID_CONSTANT',
    quick: true,
  },
  {
    name: 'the answer of the switch does not end',
    ...withSwitch({ answer: (_, response) => void response.writeHead(200).write('O') }),
    ...unharmed,
    heartbeatFailure: 'no response in time',
  },
  {
    name: 'the switch refuses connections',
    ...withSwitch({ address: async () => `https://127.0.0.1:${await refusedPort()}` }),
    ...unharmed,
    heartbeatFailure: 'the connection failed: ECONNREFUSED',
  },
  {
    name: 'the certificate of the switch is of another authority',
    ...withSwitch({ address: startUntrusted }),
    ...unharmed,
    heartbeatFailure: 'the connection failed: UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    quick: true,
  },
  {
    name: 'the parameter has no https address',
    ...withSwitch({ address: async () => 'http://127.0.0.1/ping' }),
    ...unharmed,
    heartbeatFailure: 'the parameter /a has no https URL',
  },
  {
    name: 'the role may not read the parameter',
    ...withSwitch({ answerParameter: rejecting }),
    ...unharmed,
    heartbeatFailure: 'ssm:GetParameter for /a answered AccessDeniedException',
    quick: true,
  },
  {
    name: 'the Parameter Store does not answer',
    ...withSwitch({ answerParameter: noAnswer }),
    ...unharmed,
    heartbeatFailure: 'no response in time',
  },
  {
    name: 'the switch does not answer, and a target is missing',
    ...withSwitch({ answer: noAnswer }),
    api: { web: notFound('apps', 'deployments', 'web') },
    ...unhealthy('NotFound'),
    endsEarly: true,
    heartbeatFailure: 'no response in time',
  },
  {
    name: 'health is unknown: the switch is not called',
    ...withSwitch({ answer: answerWith(500) }),
    api: { web: (exchange) => exchange.send({ status: 500, headers: {}, body: Buffer.from('') }) },
    ...unknown('ServerError'),
  },
  {
    name: 'the publication fails: the switch is not called',
    ...withSwitch({ answer: answerWith(500) }),
    aws: { cloudwatch: awsError(403, 'AccessDenied') },
    ...unknown('PublicationFailed'),
  },
];
