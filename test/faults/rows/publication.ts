import { startBlackHole } from '../../support/servers/rawSockets';
import type { Row } from '../fault';
import { afterwards, hang, late, once, reset, stopInBody, times } from '../handles';
import { awsError, htmlPage, notFound, tooSkewed } from '../statuses';

const well = { published: 1, failed: false, reason: '' } as const;
const failed = { published: null, failed: true, reason: 'PublicationFailed' } as const;
/** CloudWatch has it, but the function cannot know. */
const unconfirmed = { published: 1, failed: true, reason: 'PublicationFailed' } as const;

/** What becomes of PutMetricData. */
export const publication: readonly Row[] = [
  {
    name: 'PutMetricData is throttled once',
    aws: { cloudwatch: once(awsError(400, 'Throttling')) },
    ...well,
    quick: true,
  },
  {
    name: 'PutMetricData is throttled twice',
    aws: { cloudwatch: times(2, awsError(429, 'ThrottlingException')) },
    ...well,
  },
  {
    name: 'PutMetricData is throttled always',
    aws: { cloudwatch: awsError(400, 'Throttling') },
    ...failed,
    quick: true,
  },
  {
    name: 'PutMetricData is throttled, Retry-After longer than the run',
    aws: { cloudwatch: awsError(429, 'Throttling', { 'retry-after': '30' }) },
    ...failed,
    asksAtMost: 1,
  },
  { name: 'the clock of CloudWatch is 20 minutes ahead', aws: { cloudwatch: once(tooSkewed) }, ...well },
  {
    name: 'PutMetricData is denied',
    aws: { cloudwatch: awsError(403, 'AccessDenied') },
    ...failed,
    asksAtMost: 1,
    quick: true,
  },
  { name: 'PutMetricData hangs', aws: { cloudwatch: hang }, ...failed, quick: true },
  { name: 'PutMetricData hangs at the first try', aws: { cloudwatch: once(hang) }, ...well },
  { name: 'PutMetricData is slow', aws: { cloudwatch: late(100) }, ...well },
  { name: 'the connection breaks at PutMetricData', aws: { cloudwatch: reset }, ...failed },
  { name: 'the connection breaks at the first PutMetricData', aws: { cloudwatch: once(reset) }, ...well },
  {
    name: 'PutMetricData is reset after it was accepted',
    aws: { cloudwatch: once(afterwards(reset)) },
    ...well,
    quick: true,
  },
  {
    name: 'PutMetricData is reset after it was accepted, always',
    aws: { cloudwatch: afterwards(reset) },
    ...unconfirmed,
  },
  { name: 'PutMetricData is accepted and not answered', aws: { cloudwatch: afterwards(hang) }, ...unconfirmed },
  { name: 'the answer of PutMetricData stops in the middle', aws: { cloudwatch: stopInBody }, ...unconfirmed },
  { name: 'PutMetricData: 500 once', aws: { cloudwatch: once(awsError(500, 'InternalServiceFault')) }, ...well },
  { name: 'PutMetricData: 503 always', aws: { cloudwatch: awsError(503, 'ServiceUnavailable') }, ...failed },
  { name: 'PutMetricData: a page of HTML, 502', aws: { cloudwatch: htmlPage(502) }, ...failed },
  {
    name: 'PutMetricData: 400, a parameter is wrong',
    aws: { cloudwatch: awsError(400, 'InvalidParameterValue') },
    ...failed,
  },
  {
    name: 'CloudWatch is black-holed',
    arrange: async (world) => {
      const { port, stop } = await startBlackHole();
      world.onEnd(stop);
      await world.setEnvironment({ AWS_ENDPOINT_URL_CLOUDWATCH: `http://127.0.0.1:${port}` });
    },
    ...failed,
  },
  {
    name: 'PutMetricData is denied, and a target is missing',
    sick: true,
    api: { web: notFound('apps', 'deployments', 'web') },
    aws: { cloudwatch: awsError(403, 'AccessDenied') },
    published: null,
    failed: true,
    reason: 'NotFound, PublicationFailed',
  },
  {
    name: 'PutMetricData hangs, and so does one target',
    api: { web: hang },
    aws: { cloudwatch: hang },
    published: null,
    failed: true,
    reason: 'Timeout',
  },
  {
    name: 'PutMetricData is throttled once, and a target is missing',
    sick: true,
    api: { web: notFound('apps', 'deployments', 'web') },
    aws: { cloudwatch: once(awsError(400, 'Throttling')) },
    published: 0,
    failed: false,
    reason: 'NotFound',
  },
];
