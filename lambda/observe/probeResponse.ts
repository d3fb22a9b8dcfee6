import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { type JsonObject, record, text } from '../../model/json';
import type { Read } from '../../model/readingPlan';
import { ReadFailure } from '../errors';
import type { Answer, NoAnswer } from '../health/probes/answer';
import type { Explain } from '../kubernetes/apiResponse';
import { ownStatus } from '../kubernetes/ownStatus';
import { RequestError } from '../kubernetes/requestError';
import type { RawResponse } from '../kubernetes/responseReader';
import { readCommand } from './readCommand';
import { observeFailure } from './response';

/** What responses through the API server's proxy mean: what a program answered, and what the API server reports itself. Pure. */

interface Target {
  /** Of the Service or the pod. */
  readonly name: string;
  readonly port: string;
  /** The literal segment in the path. */
  readonly segment: string;
}

interface ProxyFailure {
  readonly status: number;
  readonly matches: (message: string, target: Target) => boolean;
  readonly toAnswer: (target: Target) => NoAnswer;
}

const reachError = 'error trying to reach service: ';
const reach = (pattern: RegExp) => (message: string) => message.startsWith(reachError) && pattern.test(message);
const allow = ({ port }: Target) =>
  `allow TCP to the port of the program (${port} or the target port) from the security group of the control plane in that of the nodes; on EKS it often allows only 443 and 10250`;

/**
 * The order matters. Sources: kube-apiserver, `ResourceLocation` of services and pods; apimachinery, `util/proxy`; Go, `net` and
 * `syscall` (texts of errors).
 */
const proxyFailures: readonly ProxyFailure[] = [
  {
    status: 503,
    matches: (message, { name, segment }) =>
      [name, segment].some((one) => message === `no endpoints available for service ${JSON.stringify(one)}`),
    toAnswer: ({ port }) => {
      const hint = /^\d+$/.test(port) ? '' : `, or none for a port with the name ${port}`;
      return { type: 'down', reason: 'NoEndpoints', message: `the Service has no ready endpoint${hint}` };
    },
  },
  {
    status: 503,
    matches: (message) => message.startsWith('no service port '),
    toAnswer: ({ name, port }) => ({
      type: 'unknown',
      reason: 'NoSuchPort',
      message: `the Service ${name} has no port ${port}: fix \`port\` in the configuration`,
    }),
  },
  {
    status: 503,
    matches: reach(/: connection refused$/),
    toAnswer: ({ port }) => ({ type: 'down', reason: 'ConnectionRefused', message: `nothing listens at port ${port}` }),
  },
  {
    status: 503,
    matches: reach(
      /(i\/o timeout|no route to host|network is unreachable|context deadline exceeded|connection timed out)/,
    ),
    toAnswer: (target) => ({
      type: 'unknown',
      reason: 'ProbeBlocked',
      message: `the control plane cannot connect to port ${target.port}: ${allow(target)}`,
    }),
  },
  {
    status: 503,
    matches: reach(/server gave HTTP response to HTTPS client|tls: |x509: /),
    toAnswer: () => ({
      type: 'unknown',
      reason: 'ProbeFailed',
      message: 'the program does not speak TLS as expected: is `scheme` correct?',
    }),
  },
  {
    status: 503,
    matches: reach(/./),
    toAnswer: () => ({
      type: 'unknown',
      reason: 'ProbeFailed',
      message: 'the connection to the program failed, or it did not answer with HTTP: are `port` and `scheme` correct?',
    }),
  },
  {
    status: 400,
    matches: (message) => message === 'address not allowed',
    toAnswer: () => ({ type: 'down', reason: 'NotReady', message: 'the pod has no address yet' }),
  },
];

/**
 * What a response means.
 *
 * @param explain - what is known about the identity.
 */
export function toAnswer(read: Read, response: RawResponse, explain?: Explain): Answer {
  const { status, body } = response;
  const program: Answer = { type: 'answered', status, body: body.toString('utf8') };
  const own = ownStatus(response);
  if (own === undefined) return program;
  const target = targetOf(read);
  const failure = proxyFailures.find((one) => one.status === status && one.matches(text(own.message) ?? '', target));
  if (failure !== undefined) return failure.toAnswer(target);
  const interpret = others[status];
  if (interpret === undefined) return status < 500 ? program : unknown(read, status);
  return interpret({ read, own, target, explain }) ?? program;
}

/** What it means that there is no response. */
export function toUnanswered(read: Read, error: unknown): NoAnswer {
  if (!(error instanceof ReadFailure)) throw error;
  const { reason, message, command = readCommand(read, reason) } = error;
  if (reason === 'ProbeTimedOut') {
    const target = targetOf(read);
    return { type: 'unknown', reason, message: `${message}: the program hangs, or it is blocked; ${allow(target)}` };
  }
  if (reason === 'Unreachable' && error.cause instanceof RequestError && error.cause.stage === 'response') {
    const what = 'the answer of the program broke off or is malformed, or the connection to the API server was closed';
    return { type: 'unknown', reason: 'ProbeFailed', message: `${what}: ${error.cause.message}` };
  }
  if (reason === 'ResponseTooLarge') {
    return { type: 'unknown', reason, message: `${message}: a probe asks for less`, command };
  }
  return { type: 'unknown', reason, message, command };
}

interface OwnError {
  readonly read: Read;
  readonly own: JsonObject;
  readonly target: Target;
  readonly explain: Explain | undefined;
}

/** A program that is an API server, too, has errors of the same form: those about something else are its own. */
const others: Readonly<Record<number, (error: OwnError) => NoAnswer | undefined>> = {
  401: ({ read }) => unknown(read, 401),
  403: ({ read, own, target, explain }) =>
    record(own.details).name === target.segment ? unknown(read, 403, explain) : undefined,
  404: ({ read, own, target: { name: wanted } }) => {
    const { kind, name: missing } = record(own.details);
    const [plural] = read.resource.split('/');
    if (own.reason !== 'NotFound' || missing !== wanted || (kind !== plural && kind !== 'endpoints')) return undefined;
    const what = plural === 'pods' ? 'pod' : 'Service';
    return { type: 'missing', reason: 'NotFound', message: `the ${what} ${wanted} does not exist` };
  },
  429: ({ read }) => unknown(read, 429),
};

/** An error that a program may have sent: its text is not used. Only that of a 403 has been compared with what was asked. */
function unknown(read: Read, status: number, explain?: Explain): NoAnswer {
  const { reason, message, command } = observeFailure(read, new ApiException(status, '', {}, {}), explain);
  const or =
    status === 403 ? '' : `; or the program answered so, in the form of the API server (HTTP status ${status})`;
  return { type: 'unknown', reason, message: `${message}${or}`, command };
}

function targetOf({ name: segment = '' }: Read): Target {
  const [, name = '', port = ''] = segment.split(':');
  return { name, port, segment };
}
