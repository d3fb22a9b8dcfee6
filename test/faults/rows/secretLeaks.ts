import { objectsOf } from '../../demo/workloads';
import { hang } from '../../support/servers/actions/actions';
import { alteredHeaders, alteredJson } from '../../support/servers/actions/alterResponse';
import type { Environment } from '../environment';
import { awsError, htmlPage, status } from '../errorResponses';
import type { Row } from '../fault';
import { credentials } from '../lambdaCredentials';
import { endlessly } from '../listActions';
import { healthy, notDescribed, serverError, timeout, unhealthy, unknown, unreadable } from './expected';

const { secretAccessKey, sessionToken } = credentials;
const both = `${secretAccessKey} ${sessionToken}`;

/** Secrets in messages of pods, at different positions before and after a message might be cut. */
function secretsInPods(environment: Environment): void {
  const [workload, ...pods] = objectsOf(
    { kind: 'Deployment', name: 'web', pods: ['starting', 'starting'] },
    environment.apiNow() - 3_600_000,
  );
  const altered = pods.map((pod, index) => {
    const message = `${'x'.repeat(300 + 7 * index)} ${both}`;
    const status = {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: secretAccessKey, message }],
      containerStatuses: [{ name: sessionToken, restartCount: 1, state: { waiting: { reason: both, message } } }],
    };
    return { ...pod, status };
  });
  for (const object of [workload, ...altered]) if (object !== undefined) environment.api.put(object);
}

/** Secrets in everything that is read and could be logged. */
export const secrets: readonly Row[] = [
  {
    name: 'secrets in the messages of pods',
    arrange: secretsInPods,
    ...unhealthy('NoneReady'),
    quick: true,
  },
  {
    name: 'a secret as the name of the object',
    api: {
      web: alteredJson(({ metadata, ...rest }) => ({
        ...rest,
        metadata: { ...(metadata as object), name: both, labels: { both } },
      })),
    },
    ...unreadable,
    quick: true,
  },
  {
    name: 'a secret as the kind of the object',
    api: { web: alteredJson((object) => ({ ...object, kind: `${'k'.repeat(280)}${secretAccessKey}` })) },
    ...unreadable,
  },
  {
    name: 'a secret as the continue token',
    config: 'debug',
    api: { list: endlessly(() => both) },
    ...unreadable,
  },
  {
    name: 'secrets in headers',
    api: {
      any: alteredHeaders({
        server: both,
        location: both,
        'x-amz-security-token': sessionToken,
        warning: `199 - "${both}"`,
      }),
    },
    ...healthy,
  },
  { name: 'a secret as the Date', api: { web: alteredHeaders({ date: secretAccessKey }) }, ...unreadable },
  {
    name: 'a secret as Retry-After',
    api: { web: status(429, { headers: { 'retry-after': secretAccessKey } }) },
    ...unknown('TooManyRequests'),
  },
  {
    name: 'secrets in every error, log level debug',
    config: 'debug',
    api: { any: status(500) },
    ...serverError,
    quick: true,
  },
  {
    name: 'secrets in HTML pages for every request, log level debug',
    config: 'debug',
    api: { any: htmlPage(403) },
    ...unknown('Forbidden'),
  },
  {
    name: 'no response to any request, log level debug',
    config: 'debug',
    api: { any: hang },
    ...timeout,
  },
  {
    name: 'a secret as the type of an error of DescribeCluster',
    aws: { eks: awsError(400, secretAccessKey) },
    ...notDescribed,
  },
  {
    name: 'a secret as the type of an error of PutMetricData',
    aws: { cloudwatch: awsError(400, secretAccessKey) },
    ...unknown('PublicationFailed'),
  },
  {
    name: "a secret as the cluster's status",
    arrange: (environment) => environment.setCluster({ status: both }),
    ...healthy,
  },
  {
    name: "a secret as the event's time",
    event: () => ({ time: both }),
    ...unknown('InvalidEvent'),
  },
  {
    name: 'a test event, and secrets in errors',
    event: () => ({}),
    api: { web: status(500), list: htmlPage(403) },
    published: null,
    failed: false,
    reason: 'Forbidden, ServerError',
    quick: true,
  },
];
