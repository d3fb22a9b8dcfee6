import { hang, once, stopInBody, times } from '../../support/servers/actions/actions';
import { respondWith } from '../../support/servers/actions/alterResponse';
import type { Action } from '../../support/servers/exchange';
import { watchedByEks } from '../configs';
import { awsError, htmlPage } from '../errorResponses';
import type { Row } from '../fault';
import { healthy, remainingToPublish, timeout, unhealthy, unknown } from './expected';

/** One of three node groups, which are on two pages, and the cluster itself and an add-on are watched, too. */
const one = 'node-groups/workers-b';
const list = 'node-groups';
const config = 'eks' as const;
const json = (body: object) => respondWith(200, 'application/json', () => JSON.stringify(body));
const failed = unknown('EksApiFailed');
const denied = unknown('AccessDenied');
const notFound = awsError(404, 'ResourceNotFoundException');
const secondPage =
  (action: Action): Action =>
  (exchange) =>
    exchange.request.url?.includes('nextToken') ? action(exchange) : exchange.pass();
const degraded: Pick<Row, 'config' | 'arrange'> = {
  config,
  arrange: (environment) =>
    environment.setCluster({ nodegroups: { ...watchedByEks.nodegroups, 'workers-b': { status: 'DEGRADED' } } }),
};

/** The cluster, its node groups and an add-on, as the EKS API reports them. */
export const eksResources: readonly Row[] = [
  { name: 'EKS reports all as ACTIVE', config, ...healthy, quick: true },
  {
    name: 'EKS reports one of three node groups as DEGRADED',
    ...degraded,
    ...unhealthy('Degraded'),
    message: '2 of 3 node groups are healthy; node group workers-b: EKS reports DEGRADED',
    quick: true,
  },
  {
    name: 'EKS reports a node group as DEGRADED, and another cannot be read',
    ...degraded,
    aws: { 'node-groups/workers-a': awsError(403, 'AccessDeniedException') },
    ...unhealthy('Degraded'),
  },
  {
    name: 'EKS reports a node group as DEGRADED, and the API server does not respond',
    ...degraded,
    api: { any: hang },
    ...unhealthy('Degraded, Timeout'),
    remaining: remainingToPublish,
    quick: true,
  },
  {
    name: 'an add-on that is watched by name does not exist',
    config,
    aws: { 'addons/coredns': notFound },
    ...unhealthy('NotFound'),
    quick: true,
  },
  { name: 'a node group is deleted after it was listed', config, aws: { [one]: notFound }, ...healthy },
  {
    name: 'a 404 of a proxy for an add-on',
    config,
    aws: { 'addons/coredns': htmlPage(404) },
    ...failed,
    quick: true,
  },
  {
    name: 'DescribeNodegroup is denied',
    config,
    aws: { [one]: awsError(403, 'AccessDeniedException') },
    ...denied,
    message: 'npx cdk deploy',
    quick: true,
  },
  { name: 'ListNodegroups is denied', config, aws: { [list]: awsError(403, 'AccessDeniedException') }, ...denied },
  {
    name: 'DescribeCluster is denied since the last run, but connections are open',
    config,
    aws: { eks: awsError(403, 'AccessDeniedException') },
    afterHealthyRun: () => {},
    ...denied,
    quick: true,
  },
  {
    name: 'DescribeNodegroup is throttled twice',
    config,
    aws: { [one]: times(2, awsError(429, 'TooManyRequestsException')) },
    ...healthy,
  },
  {
    name: 'DescribeNodegroup is throttled each time',
    config,
    aws: { [one]: awsError(400, 'ThrottlingException') },
    ...unknown('TooManyRequests'),
    quick: true,
  },
  {
    name: 'no response to DescribeNodegroup',
    config,
    aws: { [one]: hang },
    ...timeout,
    quick: true,
  },
  { name: 'no response to the first try of DescribeNodegroup', config, aws: { [one]: once(hang) }, ...healthy },
  { name: 'no response to ListNodegroups', config, aws: { [list]: hang }, ...timeout },
  { name: 'no response to the second page of ListNodegroups', config, aws: { [list]: secondPage(hang) }, ...timeout },
  {
    name: 'the response to DescribeAddon stops in the middle',
    config,
    aws: { 'addons/coredns': stopInBody },
    ...timeout,
  },
  { name: '500 for DescribeAddon', config, aws: { 'addons/coredns': awsError(500, 'ServerException') }, ...failed },
  { name: 'an HTML page for DescribeAddon', config, aws: { 'addons/coredns': htmlPage(200) }, ...failed, quick: true },
  { name: 'an empty JSON object for DescribeAddon', config, aws: { 'addons/coredns': json({}) }, ...failed },
  {
    name: 'DescribeNodegroup returns another node group',
    config,
    aws: { [one]: json({ nodegroup: { clusterName: 'prod', nodegroupName: 'workers-c', status: 'ACTIVE' } }) },
    ...failed,
  },
  {
    name: 'a status that is not known',
    config,
    aws: { [one]: json({ nodegroup: { clusterName: 'prod', nodegroupName: 'workers-b', status: 'HIBERNATING' } }) },
    ...unknown('EksStatusUnknown'),
  },
  {
    name: 'the pages of ListNodegroups never end',
    config,
    aws: { [list]: json({ nodegroups: ['workers-a'], nextToken: 'again' }) },
    ...failed,
  },
  {
    name: 'an empty JSON object for ListNodegroups',
    config,
    aws: { [list]: json({}) },
    ...failed,
    quick: true,
  },
];
