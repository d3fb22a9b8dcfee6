import { breakConnection, hang, inOrder, pass, stopInBody } from '../../support/servers/actions/actions';
import type { Action } from '../../support/servers/exchange';
import { awsError, notFound, status } from '../errorResponses';
import type { Row } from '../fault';
import { unknown } from './expected';
import { withSwitch } from './heartbeat';

/** As for `severities`, with a dead man's switch, which is called after the metrics of the targets. */
const config = { ...withSwitch(), config: 'perTarget' } as const;
const publishedTargets = {
  'StatefulSet monitoring/db': 1,
  'Deployment monitoring/web': 1,
  'Deployment monitoring/tier=front': 1,
  'EKSCluster prod': 1,
  'EKSAddon coredns': 1,
} as const;
const all = { ...config, published: 1, publishedTicket: 1, publishedTargets, failed: false, reason: '' } as const;
/** The cluster health is published and the run succeeds, whatever happens to the metrics of the targets. */
const withoutTargets = (action: Action, targetMetricsFailure: string) =>
  ({ ...all, aws: { cloudwatch: inOrder(pass, action) }, publishedTargets: {}, targetMetricsFailure }) as const;
const { 'Deployment monitoring/web': _, ...withoutWeb } = publishedTargets;

/** The request with the metrics of `metric.perTarget`, which follows that with the cluster health. */
export const targetMetrics: readonly Row[] = [
  { name: 'each target has a metric', ...all, endsEarly: true, quick: true },
  {
    name: '500 for the metrics of targets, each time',
    ...withoutTargets(awsError(500, 'InternalServiceFault'), 'InternalServiceFault'),
    quick: true,
  },
  {
    name: '500 for the metrics of targets, once',
    ...all,
    aws: { cloudwatch: inOrder(pass, awsError(500, 'InternalServiceFault'), pass) },
    quick: true,
  },
  {
    name: 'the metrics of targets are denied',
    ...withoutTargets(awsError(403, 'AccessDenied'), 'AccessDenied'),
    requestsAtMost: 2,
  },
  {
    name: 'no response to the metrics of targets',
    ...withoutTargets(hang, 'the time of the run is over'),
    endsEarly: true,
    quick: true,
  },
  { name: 'the connection breaks at the metrics of targets', ...withoutTargets(breakConnection, 'PutMetricData') },
  {
    name: 'the response to the metrics of targets stops in the middle',
    ...withoutTargets(stopInBody, 'PutMetricData'),
    publishedTargets,
    remaining: 12_000,
  },
  {
    name: 'no response to the first try of the cluster health: its targets have the rest of the time',
    ...all,
    aws: { cloudwatch: inOrder(hang, pass) },
    remaining: 12_000,
  },
  {
    name: 'the cluster health is denied: no metric of a target',
    ...config,
    ...unknown('PublicationFailed'),
    publishedTicket: null,
    aws: { cloudwatch: inOrder(awsError(403, 'AccessDenied'), pass) },
    quick: true,
  },
  {
    name: 'a ticket is forbidden: it has no metric, the others do',
    ...config,
    ...unknown('Forbidden'),
    published: 1,
    publishedTicket: null,
    publishedTargets: withoutWeb,
    api: { web: status(403, { reason: 'Forbidden' }) },
    quick: true,
  },
  {
    name: 'a ticket is missing: its metric is 0',
    ...all,
    unhealthyTicket: true,
    publishedTicket: 0,
    publishedTargets: { ...publishedTargets, 'Deployment monitoring/web': 0 },
    reason: 'NotFound',
    api: { web: notFound('apps', 'deployments', 'web') },
    quick: true,
  },
];
