import { objectsOf } from '../../demo/workloads';
import type { Row } from '../fault';
import { alteredHeaders, alteredJson, hang } from '../handles';
import { endlessly } from '../listHandles';
import { credentials } from '../secrets';
import { awsError, htmlPage, status } from '../statuses';
import type { World } from '../world';

const { secretAccessKey, sessionToken } = credentials;
const secrets = `${secretAccessKey} ${sessionToken}`;
const unreadable = { published: null, failed: true, reason: 'UnreadableResponse' } as const;

/** Secrets in messages of pods, at every distance from where a message might be cut. */
function podsTell(world: World): void {
  const [workload, ...pods] = objectsOf(
    { kind: 'Deployment', name: 'web', pods: ['starting', 'starting'] },
    world.apiNow() - 3_600_000,
  );
  const told = pods.map((pod, index) => {
    const message = `${'x'.repeat(300 + 7 * index)} ${secrets}`;
    const status = {
      phase: 'Pending',
      conditions: [{ type: 'PodScheduled', status: 'False', reason: secretAccessKey, message }],
      containerStatuses: [{ name: sessionToken, restartCount: 1, state: { waiting: { reason: secrets, message } } }],
    };
    return { ...pod, status };
  });
  for (const object of [workload, ...told]) if (object !== undefined) world.api.put(object);
}

/** Secrets wherever something that is read could be echoed. */
export const indiscretion: readonly Row[] = [
  {
    name: 'secrets in the messages of pods',
    sick: true,
    arrange: podsTell,
    published: 0,
    failed: false,
    reason: 'NoneReady',
    quick: true,
  },
  {
    name: 'a secret as the name of the object',
    api: {
      web: alteredJson(({ metadata, ...rest }) => ({
        ...rest,
        metadata: { ...(metadata as object), name: secrets, labels: { secrets } },
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
    api: { list: endlessly(() => secrets) },
    ...unreadable,
  },
  {
    name: 'secrets in headers',
    api: {
      any: alteredHeaders({
        server: secrets,
        location: secrets,
        'x-amz-security-token': sessionToken,
        warning: `199 - "${secrets}"`,
      }),
    },
    published: 1,
    failed: false,
    reason: '',
  },
  { name: 'a secret as the Date', api: { web: alteredHeaders({ date: secretAccessKey }) }, ...unreadable },
  {
    name: 'a secret as Retry-After',
    api: { web: status(429, { headers: { 'retry-after': secretAccessKey } }) },
    published: null,
    failed: true,
    reason: 'TooManyRequests',
  },
  {
    name: 'secrets in errors of everything, logged in detail',
    config: 'debug',
    api: { any: status(500) },
    published: null,
    failed: true,
    reason: 'ServerError',
    quick: true,
  },
  {
    name: 'secrets in pages of HTML for everything',
    config: 'debug',
    api: { any: htmlPage(403) },
    published: null,
    failed: true,
    reason: 'Forbidden',
  },
  {
    name: 'no answer to anything, logged in detail',
    config: 'debug',
    api: { any: hang },
    published: null,
    failed: true,
    reason: 'Timeout',
  },
  {
    name: 'a secret as the type of an error of DescribeCluster',
    aws: { eks: awsError(400, secretAccessKey) },
    published: null,
    failed: true,
    reason: 'DescribeClusterFailed',
  },
  {
    name: 'a secret as the type of an error of PutMetricData',
    aws: { cloudwatch: awsError(400, secretAccessKey) },
    published: null,
    failed: true,
    reason: 'PublicationFailed',
  },
  {
    name: "a secret as the cluster's status",
    arrange: (world) => world.setCluster({ status: secrets }),
    published: 1,
    failed: false,
    reason: '',
  },
  {
    name: "a secret as the event's time",
    event: () => ({ time: secrets }),
    published: null,
    failed: true,
    reason: 'InvalidEvent',
  },
  {
    name: 'a test that meets secrets in errors',
    event: () => ({}),
    api: { web: status(500), list: htmlPage(403) },
    published: null,
    failed: false,
    reason: 'Forbidden, ServerError',
    quick: true,
  },
];
