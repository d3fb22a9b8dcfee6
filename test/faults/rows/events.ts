import { event, eventList } from '../../support/objects/event';
import * as a from '../../support/servers/actions/actions';
import { body, gzipBomb, respondWith } from '../../support/servers/actions/alterResponse';
import type { Action } from '../../support/servers/exchange';
import type { Environment } from '../environment';
import { htmlPage, pageNotFound, status } from '../errorResponses';
import type { Row } from '../fault';
import { echo } from '../lambdaCredentials';
import { webIsDown, webIsYoung, within } from './evidence';
import { unhealthy } from './expected';

const involved = { kind: 'Pod', name: 'web-1' };
const unbound = { namespace: 'monitoring', involved, reason: 'FailedScheduling', message: 'no node has enough memory' };

/** A Warning event about a pod of `web`, an event that is no warning, and one about something else. */
function putEvents(environment: Environment): void {
  const { api } = environment;
  // Neither a slow machine nor the seconds of the Date header change its age in minutes.
  const seen = environment.apiNow() - 90_000;
  api.put(event({ ...unbound, seen, times: 4, isSeries: true }));
  api.put(event({ ...unbound, seen, name: 'normal', type: 'Normal', reason: 'Pulling' }));
  api.put(event({ ...unbound, seen, name: 'other', involved: { kind: 'Pod', name: 'other-1' } }));
}

/** The function has run with the fault once: the run that counts shows what that left behind. */
const again = (target: (environment: Environment) => void) => async (environment: Environment) => {
  target(environment);
  await environment.run();
};
const short = { ...within, timing: 'true for minutes', endsEarly: true } as const;
/** Events have as long as the publication: enough for a slow or busy machine. */
const inTime = { remaining: 120_000, aws: { cloudwatch: a.late(2000) } } as const;

/** The connections that serve the reads are kept, and nothing is tried again. */
const leftOut = (name: string, action: Action, eventsLeftOut: string, over: Partial<Row> = {}): Row => ({
  name: `${name}, for the second time`,
  arrange: putEvents,
  afterHealthyRun: again(webIsYoung),
  api: { events: action },
  ...short,
  ...(eventsLeftOut === 'Timeout' ? {} : inTime),
  eventsLeftOut,
  // Once in each run.
  requestsAtMost: 2,
  connectionsAtMost: 0,
  ...over,
});

/** The API server's own time, and the credentials of the request in every text. */
const hostile: Action = respondWith(200, 'application/json', ({ now, request }) => {
  const text = `\u001b[2J\u202e ${echo(request)}`;
  const items = ['FailedMount', text].map((reason) =>
    event({ ...unbound, reason, message: `${reason}: ${text}`, seen: now() }),
  );
  return JSON.stringify(eventList(...items));
});

/** Events explain why a target is short. They never decide, and never delay the publication. */
export const events: readonly Row[] = [
  {
    name: 'a target is short, and an event explains why',
    arrange: (environment) => {
      webIsYoung(environment);
      putEvents(environment);
    },
    ...short,
    ...inTime,
    requestsAtMost: 1,
    message: '; event FailedScheduling 1m ago (x4): no node has enough memory',
    quick: true,
  },
  leftOut('no response about the events', a.hang, 'Timeout', { quick: true }),
  leftOut('no response about the events, and the publication is slow', a.hang, 'Timeout', {
    aws: { cloudwatch: a.late(500) },
  }),
  leftOut('the body of the events is received one byte at a time', a.trickle, 'Timeout'),
  leftOut('the body of the events stops in the middle', a.stopInBody, 'Timeout'),
  leftOut('the events take 5 seconds', a.late(5000), 'Timeout'),
  ...([401, 429, 500, 503] as const).map((code) =>
    leftOut(
      `${code} for the events`,
      status(code, { headers: { 'retry-after': '60' } }),
      code === 401 ? 'Unauthorized' : code === 429 ? 'TooManyRequests' : 'ServerError',
      code === 401 ? { quick: true } : {},
    ),
  ),
  leftOut('403 for the events', status(403), 'Forbidden', { quick: true }),
  leftOut('the API of events is not served', pageNotFound, 'ApiNotServed'),
  leftOut('502 as an HTML page for the events', htmlPage(502), 'ServerError'),
  leftOut('the stream of the events breaks', a.breakStream, 'Unreachable'),
  leftOut('the connection breaks at the events', a.breakConnection, 'Unreachable', { connectionsAtMost: 1 }),
  leftOut('an HTML page for the events', body('<html>'), 'UnreadableResponse'),
  leftOut('a list of something else for the events', body('{"kind":"PodList","items":[]}'), 'UnreadableResponse'),
  leftOut('200 MB of events', a.endless(200, true), 'ResponseTooLarge', { quick: true }),
  leftOut('200 MB of events, compressed', gzipBomb, 'ResponseTooLarge'),
  {
    name: 'events with secrets and control characters',
    arrange: webIsYoung,
    api: { events: hostile },
    ...short,
    ...inTime,
    message: '; event ',
    quick: true,
  },
  {
    name: 'no pod has been ready for an hour, and no response about the events',
    arrange: putEvents,
    afterHealthyRun: again(webIsDown),
    api: { events: a.hang },
    ...unhealthy('NoneReady'),
    endsEarly: true,
    eventsLeftOut: 'Timeout',
    connectionsAtMost: 0,
    quick: true,
  },
];
