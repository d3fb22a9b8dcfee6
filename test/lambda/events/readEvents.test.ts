import { readEvents } from '../../../lambda/events/readEvents';
import { resourcePath } from '../../../lambda/kubernetes/resourcePath';
import type { JsonObject } from '../../../model/json';
import type { Read } from '../../../model/readingPlan';
import { now } from '../../support/objects/clock';
import { event, eventList } from '../../support/objects/event';
import { generousLimits } from '../kubernetes/generousLimits';
import { forbidden, pageNotFound, status, unauthorized } from '../observe/apiErrors';
import { timeout } from '../runWith';

type Response = JsonObject | Error | 'never';

function clientOf(responses: Readonly<Record<string, Response>>) {
  const paths: string[] = [];
  return {
    paths,
    readOptional: async (read: Read) => {
      paths.push(decodeURIComponent(resourcePath(read)));
      const response = responses[read.namespace ?? ''];
      if (response === 'never') await new Promise(() => {});
      if (response instanceof Error) throw response;
      return { body: response as JsonObject, now };
    },
  };
}

test('one request for each namespace', async () => {
  const client = clientOf({ shop: eventList(event()), other: eventList() });
  const { found, leftOut } = await readEvents(['shop', 'other'], client, generousLimits);
  expect(client.paths).toEqual([
    '/api/v1/namespaces/shop/events?limit=100&fieldSelector=type=Warning',
    '/api/v1/namespaces/other/events?limit=100&fieldSelector=type=Warning',
  ]);
  expect(found.get('shop')).toMatchObject({ events: [{ reason: 'FailedMount' }], now });
  expect(found.get('other')).toEqual({ events: [], now });
  expect(leftOut).toEqual({});
});

test('a list that has further pages is not continued', async () => {
  const client = clientOf({ shop: { ...eventList(event()), metadata: { continue: 'next' } } });
  expect((await readEvents(['shop'], client, generousLimits)).found.size).toBe(1);
  expect(client.paths).toHaveLength(1);
});

test.each<[string, Response, string]>([
  ['are forbidden', forbidden, 'Forbidden'],
  ['are not authorized', unauthorized, 'Unauthorized'],
  ['are throttled', status(429, 'TooManyRequests', 'slow down'), 'TooManyRequests'],
  ['cannot be read', status(500, 'InternalError', 'oops'), 'ServerError'],
  ['are not served', pageNotFound, 'ApiNotServed'],
  ['take too long', timeout, 'Timeout'],
  ['are something else', { kind: 'PodList', items: [] }, 'UnreadableResponse'],
  ['cause a programming error', new TypeError('oops'), 'TypeError'],
])('events that %s are left out, and those of another namespace are not', async (_, response, reason) => {
  const { found, leftOut } = await readEvents(
    ['shop', 'other'],
    clientOf({ shop: response, other: eventList() }),
    generousLimits,
  );
  expect([...found.keys()]).toEqual(['other']);
  expect(leftOut).toEqual({ shop: reason });
});

test('when the signal is aborted, what has arrived is returned at once', async () => {
  const controller = new AbortController();
  const client = clientOf({ shop: 'never', other: eventList() });
  const reading = readEvents(['shop', 'other'], client, { tryTimeout: 1000, signal: controller.signal });
  setImmediate(() => controller.abort());
  const { found, leftOut } = await reading;
  expect([...found.keys()]).toEqual(['other']);
  expect(leftOut).toEqual({ shop: 'Timeout' });
});

test('nothing is waited for if the signal is aborted already', async () => {
  const limits = { tryTimeout: 1000, signal: AbortSignal.abort() };
  expect((await readEvents(['shop'], clientOf({ shop: 'never' }), limits)).leftOut).toEqual({ shop: 'Timeout' });
});
