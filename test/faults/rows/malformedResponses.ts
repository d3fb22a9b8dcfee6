import * as a from '../../support/servers/actions/actions';
import * as r from '../../support/servers/actions/alterResponse';
import type { Action } from '../../support/servers/exchange';
import type { Row } from '../fault';
import { healthy, serverError, timeout, unknown, unreachable, unreadable } from './expected';

const tooLarge = unknown('ResponseTooLarge');

const nested = `${'{"kind":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
const withMetadata = (over: object) =>
  r.alteredJson((object) => ({ ...object, metadata: { ...(object.metadata as object), ...over } }));

const everyOtherOf = (count: number, action: Action) =>
  Object.fromEntries(
    Array.from({ length: count / 2 }, (_, half) => [`named-${String(2 * half).padStart(3, '0')}`, action]),
  );

/** Responses that are missing or incomplete, or that cannot be read. */
export const responses: readonly Row[] = [
  { name: 'no response to any request', api: { any: a.hang }, ...timeout, quick: true },
  { name: 'no response to any request, 40 targets', config: 'forty', api: { any: a.hang }, ...timeout, quick: true },
  {
    name: 'no response to any request, after DescribeCluster timed out twice',
    api: { any: a.hang },
    aws: { eks: a.times(2, a.hang) },
    ...timeout,
    quick: true,
  },
  { name: 'no response about one target', api: { web: a.hang }, ...timeout, quick: true },
  { name: 'no response to the first try', api: { any: a.once(a.hang) }, ...healthy, quick: true },
  { name: 'the connection breaks at every request', api: { any: a.breakConnection }, ...unreachable },
  { name: 'the connection breaks at the first try', api: { any: a.once(a.breakConnection) }, ...healthy },
  { name: 'only informational headers are received', api: { web: a.trickleHeaders }, ...timeout },
  { name: 'the body is received one byte at a time', api: { web: a.trickle }, ...timeout, quick: true },
  { name: 'headers without a body', api: { web: a.stopAfterHeaders }, ...timeout },
  { name: 'the body stops in the middle', api: { web: a.stopInBody }, ...timeout },
  { name: 'the body stops in the middle at the first try', api: { web: a.once(a.stopInBody) }, ...healthy },
  {
    name: 'the connection breaks in the middle of the body',
    api: { web: a.breakInBody },
    ...unreachable,
    quick: true,
  },
  {
    name: 'the connection breaks in the middle of the body at the first try',
    api: { web: a.once(a.breakInBody) },
    ...healthy,
  },
  { name: 'every response takes 200 ms', api: { any: a.late(200) }, ...healthy },
  {
    name: 'truncated JSON with a matching length',
    api: { web: r.altered(({ body }) => ({ body: body.subarray(0, body.length / 2) })) },
    ...unreadable,
    requestsAtMost: 1,
  },
  { name: 'an empty body', api: { web: r.body('') }, ...unreadable },
  { name: 'an HTML page', api: { web: r.body('<html>Welcome!</html>') }, ...unreadable, quick: true },
  { name: 'plain text', api: { web: r.body('ok') }, ...unreadable },
  { name: 'JSON null', api: { web: r.body('null') }, ...unreadable },
  { name: 'an empty JSON array', api: { web: r.body('[]') }, ...unreadable },
  { name: 'a JSON string', api: { web: r.body('"ok"') }, ...unreadable },
  { name: 'JSON nested 200,000 levels deep', api: { web: r.body(nested) }, ...unreadable, heavy: true },
  { name: 'binary data', api: { web: r.body(Buffer.alloc(5000, 0xff)) }, ...unreadable },
  {
    name: '200 MB, with a content-length',
    api: { web: a.endless(200, true) },
    ...tooLarge,
    requestsAtMost: 1,
    quick: true,
  },
  { name: '200 MB, without a content-length', api: { web: a.endless(200, false) }, ...tooLarge, heavy: true },
  {
    name: '200 MB without a content-length for each of 40 targets',
    config: 'forty',
    // It takes time to receive what is then refused.
    remaining: 20_000,
    api: { any: a.endless(200, false) },
    ...tooLarge,
    heavy: true,
  },
  { name: 'a gzip bomb', api: { web: r.gzipBomb }, ...tooLarge, requestsAtMost: 1, heavy: true },
  { name: 'a gzip bomb in every response', api: { any: r.gzipBomb }, ...tooLarge, heavy: true },
  { name: 'a compressed response', api: { any: r.compressed }, ...healthy },
  {
    name: 'content-encoding is gzip, and the body is not compressed',
    api: { web: r.alteredHeaders({ 'content-encoding': 'gzip' }) },
    ...unreachable,
  },
  {
    name: 'a content-encoding that was not requested',
    api: {
      web: r.altered(() => ({
        headers: { date: new Date().toUTCString(), 'content-encoding': 'br' },
        body: Buffer.from('brotli'),
      })),
    },
    ...unreadable,
  },
  {
    name: 'headers of 100 kB',
    api: { web: r.alteredHeaders({ 'x-large': 'x'.repeat(100_000) }) },
    ...unreachable,
  },
  {
    name: 'an object of another kind',
    api: { web: r.alteredJson((object) => ({ ...object, kind: 'ReplicaSet' })) },
    ...unreadable,
  },
  { name: 'an object with another name', api: { web: withMetadata({ name: 'other' }) }, ...unreadable, quick: true },
  { name: 'an object in another namespace', api: { web: withMetadata({ namespace: 'default' }) }, ...unreadable },
  {
    name: 'a Status of success in place of the object',
    api: { web: r.body('{"kind":"Status","apiVersion":"v1","status":"Success"}') },
    ...unreadable,
  },
  {
    name: 'a list in place of the object',
    api: { web: r.body('{"kind":"DeploymentList","apiVersion":"apps/v1","items":[]}') },
    ...unreadable,
  },
  {
    name: 'an object whose status has wrong types',
    api: { web: r.alteredJson(({ status: _, ...object }) => ({ ...object, status: { readyReplicas: 'many' } })) },
    ...unknown('UnreadableObject'),
  },
  { name: 'no Date header', api: { web: r.alteredHeaders({ date: undefined }) }, ...unreadable },
  { name: 'a Date header that is not a date', api: { web: r.alteredHeaders({ date: 'yesterday' }) }, ...unreadable },
  {
    name: 'a Status with a message of 5 MB',
    api: {
      web: r.respondWith(500, 'application/json', () =>
        JSON.stringify({ kind: 'Status', message: 'x'.repeat(5_000_000) }),
      ),
    },
    ...serverError,
  },
  { name: 'an object with a name of 1 MB', api: { web: withMetadata({ name: 'x'.repeat(1_000_000) }) }, ...unreadable },
  {
    name: 'half of 40 targets are slow',
    config: 'forty',
    api: everyOtherOf(40, a.late(5000)),
    ...timeout,
    quick: true,
  },
];
