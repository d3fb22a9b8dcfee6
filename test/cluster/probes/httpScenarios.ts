import type { Route } from '../egress';
import type { Target } from '../observer';
import { type ExpectedVerdict, noGrace, unhealthy } from './probeScenario';
import type { Answers } from './standIn';

/** What stands behind a probe of a Service or a pod: a program, or how the API server fails to connect. */
export interface HttpScenario {
  /** Of its StatefulSet and Service. */
  readonly name: string;
  readonly title: string;
  /** @default 1 */
  readonly replicas?: number;
  /** What the program answers, or what connections to the pod result in; the API server can be the program, too. */
  readonly behind: Answers | Exclude<Route, number> | 'the API server';
  readonly probe: Partial<Target>;
  readonly expected: ExpectedVerdict;
}

const grafana = (status: number, database: string): Answers => ({
  '/api/health': { status, body: JSON.stringify({ commit: 'abc', database, version: '12.3.0' }) },
});
const page: Answers = { '/ready': { status: 200, body: '{"status":{"state":"starting"}}' } };
const status = { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: 'hunter2' };
const port = 3000;
const ofService = { probe: 'http', path: '/ready', port, ...noGrace } as const;
const service = (name: string) => ({ ...ofService, service: name });
const pod = (name: string) => ({ ...ofService, pods: [`${name}-0`] });
const oneReplica = ' \\(asked: the Service, which answers for one of its replicas\\)$';

/** Grafana, other programs, and what the API server reports itself. */
export const httpScenarios: readonly HttpScenario[] = [
  {
    name: 'grafana',
    title: 'Grafana works',
    behind: grafana(200, 'ok'),
    probe: { ...service('grafana'), probe: 'grafana', path: '/' },
    expected: {
      verdict: 'Healthy',
      reason: 'AnswersAsExpected',
      message: new RegExp(`^Grafana answers, and its database works${oneReplica}`),
    },
  },
  {
    name: 'grafana-failing',
    title: "Grafana's database fails",
    behind: grafana(503, 'failing'),
    probe: { ...pod('grafana-failing'), probe: 'grafana', path: '/' },
    expected: unhealthy(
      'DatabaseFailing',
      /^Grafana answers that its database fails; the pod became ready \S+ ago, no grace$/,
    ),
  },
  {
    name: 'text',
    title: 'a program without the expected text',
    behind: page,
    probe: { ...service('text'), expect: { text: 'serving' } },
    expected: unhealthy('UnexpectedAnswer', new RegExp(`^its answer does not contain the expected text${oneReplica}`)),
  },
  {
    name: 'json',
    title: 'a program without the expected value',
    behind: page,
    probe: { ...service('json'), expect: { json: { 'status.state': 'serving' } } },
    expected: unhealthy('UnexpectedAnswer', /^its answer does not have the expected value at status\.state/),
  },
  {
    name: 'lost',
    title: 'a program without the expected path',
    behind: {},
    probe: service('lost'),
    expected: unhealthy(
      'UnexpectedAnswer',
      /^it answered with HTTP status 404: is `path` correct\?; expected status 200/,
    ),
  },
  {
    name: 'answers',
    title: 'a program that answers as expected, asked at the name of a port',
    behind: page,
    probe: { ...service('answers'), port: 'web', expect: { json: { 'status.state': 'starting' } } },
    expected: { verdict: 'Healthy', reason: 'AnswersAsExpected', message: /^it answers with HTTP status 200/ },
  },
  {
    name: 'no-endpoints',
    title: 'a Service without endpoints',
    replicas: 0,
    behind: {},
    probe: service('no-endpoints'),
    expected: unhealthy('NoEndpoints', /^the Service has no ready endpoint$/),
  },
  {
    name: 'no-service',
    title: 'a Service that does not exist',
    behind: {},
    probe: service('renamed'),
    expected: unhealthy('NotFound', /^the Service renamed does not exist$/),
  },
  {
    name: 'no-pod',
    title: 'a pod that does not exist',
    behind: {},
    probe: { ...pod('no-pod'), pods: ['no-pod-1'] },
    expected: unhealthy('NotFound', /^the pod no-pod-1 does not exist$/),
  },
  {
    name: 'no-port',
    title: 'a port that the Service does not have',
    behind: page,
    probe: { ...service('no-port'), port: 3001 },
    expected: {
      verdict: 'Unknown',
      reason: 'NoSuchPort',
      message: /^the Service no-port has no port 3001: fix `port`/,
    },
  },
  {
    name: 'no-port-name',
    title: 'a name of a port that the Service does not have',
    behind: page,
    probe: { ...service('no-port-name'), port: 'metrics' },
    expected: unhealthy('NoEndpoints', /^the Service has no ready endpoint, or none for a port with the name metrics$/),
  },
  {
    name: 'in-its-form',
    title: 'a program that answers in the form of the API server',
    behind: { '/ready': { status: 500, body: JSON.stringify({ ...status, code: 500 }) } },
    probe: pod('in-its-form'),
    expected: {
      verdict: 'Unknown',
      reason: 'ServerError',
      message:
        /^the API server responded with 500; or the program answered so, in the form of the API server \(HTTP status 500\)$/,
    },
  },
  {
    name: 'api-server',
    title: 'an API server that rejects what its own proxy asks',
    behind: 'the API server',
    probe: {
      ...pod('api-server'),
      scheme: 'https',
      path: '/api/v1/namespaces/monitoring/pods/https:api-server-0:3000/proxy/',
    },
    expected: unhealthy('UnexpectedAnswer', /^it answered with HTTP status 403: it requires a permission/),
  },
  {
    name: 'refused',
    title: 'a pod in which nothing listens',
    behind: 'connect: connection refused',
    probe: pod('refused'),
    expected: unhealthy('ConnectionRefused', /^nothing listens at port 3000; the pod became ready \S+ ago, no grace$/),
  },
  {
    name: 'no-tls',
    title: 'a program without TLS that is asked with https',
    behind: page,
    probe: { ...pod('no-tls'), scheme: 'https' },
    expected: {
      verdict: 'Unknown',
      reason: 'ProbeFailed',
      message: /^the program does not speak TLS as expected: is `scheme` correct\?$/,
    },
  },
  {
    name: 'blocked',
    title: 'a port that is blocked',
    behind: 'i/o timeout',
    probe: pod('blocked'),
    expected: {
      verdict: 'Unknown',
      reason: 'ProbeBlocked',
      message:
        /^the control plane cannot connect to port 3000: allow TCP to the port of the program .* from the security group/,
    },
  },
];
