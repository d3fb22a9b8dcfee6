import {
  afterProcessing,
  breakConnection,
  hang,
  late,
  once,
  stopInBody,
  times,
} from '../../support/servers/actions/actions';
import { startBlackHole } from '../../support/servers/rawSockets';
import { awsError, htmlPage, notFound, tooSkewed } from '../errorResponses';
import type { Row } from '../fault';
import { healthy, timeout, unhealthy, unknown } from './expected';

const failed = unknown('PublicationFailed');
/** CloudWatch accepted the value, but the function cannot know. */
const unconfirmed = { published: 1, failed: true, reason: 'PublicationFailed' } as const;

/** PutMetricData. */
export const publication: readonly Row[] = [
  {
    name: 'PutMetricData is throttled once',
    aws: { cloudwatch: once(awsError(400, 'Throttling')) },
    ...healthy,
    quick: true,
  },
  {
    name: 'PutMetricData is throttled twice',
    aws: { cloudwatch: times(2, awsError(429, 'ThrottlingException')) },
    ...healthy,
  },
  {
    name: 'PutMetricData is throttled each time',
    aws: { cloudwatch: awsError(400, 'Throttling') },
    ...failed,
    quick: true,
  },
  {
    name: 'PutMetricData is throttled, Retry-After longer than the run',
    aws: { cloudwatch: awsError(429, 'Throttling', { 'retry-after': '30' }) },
    ...failed,
    requestsAtMost: 1,
  },
  { name: 'the clock of CloudWatch is 20 minutes ahead', aws: { cloudwatch: once(tooSkewed) }, ...healthy },
  {
    name: 'PutMetricData is denied',
    aws: { cloudwatch: awsError(403, 'AccessDenied') },
    ...failed,
    requestsAtMost: 1,
    quick: true,
  },
  { name: 'no response to PutMetricData', aws: { cloudwatch: hang }, ...failed, quick: true },
  { name: 'no response to the first try of PutMetricData', aws: { cloudwatch: once(hang) }, ...healthy },
  { name: 'PutMetricData is slow', aws: { cloudwatch: late(100) }, ...healthy },
  { name: 'the connection breaks at PutMetricData', aws: { cloudwatch: breakConnection }, ...failed },
  { name: 'the connection breaks at the first PutMetricData', aws: { cloudwatch: once(breakConnection) }, ...healthy },
  {
    name: 'the connection breaks after PutMetricData was accepted',
    aws: { cloudwatch: once(afterProcessing(breakConnection)) },
    ...healthy,
    quick: true,
  },
  {
    name: 'the connection breaks after PutMetricData was accepted, each time',
    aws: { cloudwatch: afterProcessing(breakConnection) },
    ...unconfirmed,
  },
  { name: 'PutMetricData is accepted without a response', aws: { cloudwatch: afterProcessing(hang) }, ...unconfirmed },
  { name: 'the response to PutMetricData stops in the middle', aws: { cloudwatch: stopInBody }, ...unconfirmed },
  { name: '500 for PutMetricData, once', aws: { cloudwatch: once(awsError(500, 'InternalServiceFault')) }, ...healthy },
  { name: '503 for PutMetricData, each time', aws: { cloudwatch: awsError(503, 'ServiceUnavailable') }, ...failed },
  { name: '502 as an HTML page for PutMetricData', aws: { cloudwatch: htmlPage(502) }, ...failed },
  {
    name: '400 for PutMetricData, a parameter is wrong',
    aws: { cloudwatch: awsError(400, 'InvalidParameterValue') },
    ...failed,
  },
  {
    name: 'packets to CloudWatch are dropped',
    arrange: async (environment) => {
      const { port, stop } = await startBlackHole();
      environment.onEnd(stop);
      await environment.setVariables({ AWS_ENDPOINT_URL_CLOUDWATCH: `http://127.0.0.1:${port}` });
    },
    ...failed,
  },
  {
    name: 'PutMetricData is denied, and a target is missing',
    unhealthy: true,
    api: { web: notFound('apps', 'deployments', 'web') },
    aws: { cloudwatch: awsError(403, 'AccessDenied') },
    ...unknown('NotFound, PublicationFailed'),
  },
  {
    name: 'no response to PutMetricData, nor about one target',
    api: { web: hang },
    aws: { cloudwatch: hang },
    ...timeout,
  },
  {
    name: 'PutMetricData is throttled once, and a target is missing',
    api: { web: notFound('apps', 'deployments', 'web') },
    aws: { cloudwatch: once(awsError(400, 'Throttling')) },
    ...unhealthy('NotFound'),
  },
];
