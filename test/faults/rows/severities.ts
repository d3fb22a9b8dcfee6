import { hang, once } from '../../support/servers/actions/actions';
import type { Action } from '../../support/servers/exchange';
import { awsError, notFound, status } from '../errorResponses';
import type { Expectation, Fault, Row } from '../fault';
import { remainingToPublish, unknown } from './expected';

/** `db` and what the selector matches are pages, `web` and an add-on are tickets. */
const config = 'tickets' as const;
const webIsMissing = notFound('apps', 'deployments', 'web');
const dbIsMissing = notFound('apps', 'statefulsets', 'db');
const noAddon = awsError(404, 'ResourceNotFoundException');

const both = { config, published: 1, publishedTicket: 1, failed: false, reason: '' } as const;
/** The ticket withholds its own value only. */
const unknownTicket = (reason: string): Expectation & Pick<Fault, 'config'> => ({
  config,
  ...unknown(reason),
  published: 1,
  publishedTicket: null,
});
/** The page withholds its own value only. */
const unknownPage = (reason: string): Expectation & Pick<Fault, 'config'> => ({
  config,
  ...unknown(reason),
  publishedTicket: 1,
});
const unknownBoth = (reason: string) => ({ config, ...unknown(reason), publishedTicket: null }) as const;
const unhealthyTicket = { config, unhealthyTicket: true, publishedTicket: 0 } as const;
const unhealthyPage = { config, unhealthy: true, published: 0 } as const;
const noAnswer: Action = hang;

/** Targets of both severities: neither withholds the value of the other, and the invocation fails if one is withheld. */
export const severities: readonly Row[] = [
  { name: 'pages and tickets are healthy', ...both, quick: true },
  {
    name: 'the ticket is forbidden',
    ...unknownTicket('Forbidden'),
    api: { web: status(403, { reason: 'Forbidden' }) },
    quick: true,
  },
  { name: 'the page is forbidden', ...unknownPage('Forbidden'), api: { db: status(403, { reason: 'Forbidden' }) } },
  {
    name: 'no response about the ticket',
    ...unknownTicket('Timeout'),
    api: { web: noAnswer },
    remaining: remainingToPublish,
    quick: true,
  },
  {
    name: 'no response about the page',
    ...unknownPage('Timeout'),
    api: { db: noAnswer },
    remaining: remainingToPublish,
    quick: true,
  },
  { name: '500 for the ticket', ...unknownTicket('ServerError'), api: { web: status(500) } },
  { name: '500 for the page', ...unknownPage('ServerError'), api: { db: status(500) }, quick: true },
  { name: '500 for the page that a selector names', ...unknownPage('ServerError'), api: { list: status(500) } },
  { name: '500 for the page and the ticket', ...unknownBoth('ServerError'), api: { any: status(500) }, quick: true },
  {
    name: 'the ticket that EKS reports is denied',
    ...unknownTicket('AccessDenied'),
    aws: { 'addons/coredns': awsError(403, 'AccessDeniedException') },
    quick: true,
  },
  {
    name: 'the program that is a ticket does not answer',
    ...unknownTicket('ProbeTimedOut'),
    config: 'probeTicket',
    api: { 'program db-0': noAnswer },
    remaining: remainingToPublish,
    quick: true,
  },
  {
    name: 'the ticket is missing',
    ...unhealthyTicket,
    published: 1,
    failed: false,
    reason: 'NotFound',
    api: { web: webIsMissing },
    quick: true,
  },
  {
    name: 'the page is missing',
    ...unhealthyPage,
    publishedTicket: 1,
    failed: false,
    reason: 'NotFound',
    api: { db: dbIsMissing },
    quick: true,
  },
  {
    name: 'the page and the ticket are missing',
    ...unhealthyTicket,
    ...unhealthyPage,
    failed: false,
    reason: 'NotFound',
    api: { db: dbIsMissing, web: webIsMissing },
  },
  {
    name: 'the page is missing, and no response about the ticket',
    ...unhealthyPage,
    publishedTicket: null,
    failed: true,
    reason: 'NotFound, Timeout',
    api: { db: dbIsMissing, web: noAnswer },
    remaining: remainingToPublish,
    quick: true,
  },
  {
    name: 'the ticket is missing, and 500 for the page',
    ...unhealthyTicket,
    published: null,
    failed: true,
    reason: 'NotFound, ServerError',
    api: { db: status(500), web: webIsMissing },
    quick: true,
  },
  {
    name: 'one ticket is missing, and 500 for another',
    ...unhealthyTicket,
    published: 1,
    failed: false,
    reason: 'NotFound, ServerError',
    api: { web: status(500) },
    aws: { 'addons/coredns': noAddon },
    quick: true,
  },
  {
    name: 'the publication of a page and a ticket is throttled once',
    ...both,
    aws: { cloudwatch: once(awsError(400, 'Throttling')) },
    quick: true,
  },
  {
    name: 'the publication of a page and a ticket is denied',
    ...unknownBoth('PublicationFailed'),
    aws: { cloudwatch: awsError(403, 'AccessDenied') },
  },
  {
    name: 'the ticket is missing, 500 for the page, and the publication is throttled once',
    ...unhealthyTicket,
    published: null,
    failed: true,
    reason: 'NotFound, ServerError',
    api: { db: status(500), web: webIsMissing },
    aws: { cloudwatch: once(awsError(400, 'Throttling')) },
  },
  {
    name: '500 for the ticket, and the publication is denied',
    ...unknownBoth('PublicationFailed, ServerError'),
    reason: 'ServerError, PublicationFailed',
    api: { web: status(500) },
    aws: { cloudwatch: awsError(403, 'AccessDenied') },
  },
];
