import type { Row } from '../fault';
import type { Handle } from '../front';
import * as h from '../handles';

const well = { published: 1, failed: false, reason: '' } as const;
const unreadable = { published: null, failed: true, reason: 'UnreadableResponse' } as const;
const unreachable = { published: null, failed: true, reason: 'Unreachable' } as const;
const timeout = { published: null, failed: true, reason: 'Timeout' } as const;
const tooLarge = { published: null, failed: true, reason: 'ResponseTooLarge' } as const;

const nested = `${'{"kind":'.repeat(200_000)}1${'}'.repeat(200_000)}`;
const renamed = (over: object) =>
  h.alteredJson((object) => ({ ...object, metadata: { ...(object.metadata as object), ...over } }));

const everyOtherOf = (count: number, handle: Handle) =>
  Object.fromEntries(
    Array.from({ length: count / 2 }, (_, half) => [`named-${String(2 * half).padStart(3, '0')}`, handle]),
  );

/** Answers that do not come, do not end, or cannot be read. */
export const answers: readonly Row[] = [
  { name: 'no answer to anything', api: { any: h.hang }, ...timeout, quick: true },
  { name: 'no answer to anything, to forty targets', config: 'forty', api: { any: h.hang }, ...timeout, quick: true },
  {
    name: 'no answer to anything, after DescribeCluster has hung twice',
    api: { any: h.hang },
    aws: { eks: h.times(2, h.hang) },
    ...timeout,
    quick: true,
  },
  { name: 'no answer about one target', api: { web: h.hang }, ...timeout, quick: true },
  { name: 'no answer at the first try', api: { any: h.once(h.hang) }, ...well, quick: true },
  { name: 'the connection breaks at each request', api: { any: h.reset }, ...unreachable },
  { name: 'the connection breaks at the first try', api: { any: h.once(h.reset) }, ...well },
  { name: 'the headers trickle', api: { web: h.trickleHeaders }, ...timeout },
  { name: 'the body trickles', api: { web: h.trickle }, ...timeout, quick: true },
  { name: 'the body never begins', api: { web: h.stopAfterHeaders }, ...timeout },
  { name: 'the body stops in the middle', api: { web: h.stopInBody }, ...timeout },
  { name: 'the body stops in the middle at the first try', api: { web: h.once(h.stopInBody) }, ...well },
  { name: 'the connection breaks in the middle of the body', api: { web: h.resetInBody }, ...unreachable, quick: true },
  { name: 'it breaks in the middle of the body at the first try', api: { web: h.once(h.resetInBody) }, ...well },
  { name: 'every answer takes 200 ms', api: { any: h.late(200) }, ...well },
  {
    name: 'the answer is truncated, and its length says so',
    api: { web: h.altered(({ body }) => ({ body: body.subarray(0, body.length / 2) })) },
    ...unreadable,
    asksAtMost: 1,
  },
  { name: 'the answer is empty', api: { web: h.body('') }, ...unreadable },
  { name: 'the answer is a page of HTML', api: { web: h.body('<html>Welcome!</html>') }, ...unreadable, quick: true },
  { name: 'the answer is plain text', api: { web: h.body('ok') }, ...unreadable },
  { name: 'the answer is JSON null', api: { web: h.body('null') }, ...unreadable },
  { name: 'the answer is a list of nothing in JSON', api: { web: h.body('[]') }, ...unreadable },
  { name: 'the answer is a string in JSON', api: { web: h.body('"ok"') }, ...unreadable },
  { name: 'the answer is nested 200,000 deep', api: { web: h.body(nested) }, ...unreadable, heavy: true },
  { name: 'the answer is binary', api: { web: h.body(Buffer.alloc(5000, 0xff)) }, ...unreadable },
  {
    name: 'the answer is 200 MB long, and says so',
    api: { web: h.endless(200, true) },
    ...tooLarge,
    asksAtMost: 1,
    quick: true,
  },
  {
    name: 'the answer is 200 MB long, and does not say so',
    api: { web: h.endless(200, false) },
    ...tooLarge,
    heavy: true,
  },
  {
    name: 'each of forty answers is 200 MB long, and does not say so',
    config: 'forty',
    // What is read before it is refused takes its time.
    remaining: 10_000,
    api: { any: h.endless(200, false) },
    ...tooLarge,
    heavy: true,
  },
  { name: 'the answer is a gzip bomb', api: { web: h.gzipBomb }, ...tooLarge, asksAtMost: 1, heavy: true },
  { name: 'every answer is a gzip bomb', api: { any: h.gzipBomb }, ...tooLarge, heavy: true },
  { name: 'the answer is compressed', api: { any: h.compressed }, ...well },
  {
    name: 'the answer says that it is compressed, and is not',
    api: { web: h.alteredHeaders({ 'content-encoding': 'gzip' }) },
    ...unreachable,
  },
  {
    name: 'the answer is compressed in a way not asked for',
    api: {
      web: h.altered(() => ({
        headers: { date: new Date().toUTCString(), 'content-encoding': 'br' },
        body: Buffer.from('brotli'),
      })),
    },
    ...unreadable,
  },
  {
    name: 'the headers are larger than any',
    api: { web: h.alteredHeaders({ 'x-large': 'x'.repeat(100_000) }) },
    ...unreachable,
  },
  {
    name: 'the answer is no HTTP, where HTTP/1.1 is expected',
    protocol: 'http/1.1',
    api: { web: h.raw('SSH-2.0-OpenSSH_9.6\r\n') },
    ...unreachable,
  },
  {
    name: 'the answer switches to another protocol, which HTTP/1.1 can',
    protocol: 'http/1.1',
    api: { web: h.raw('HTTP/1.1 101 Switching Protocols\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n') },
    published: null,
    failed: true,
    reason: 'Timeout',
  },
  {
    name: 'the answer is of another kind',
    api: { web: h.alteredJson((object) => ({ ...object, kind: 'ReplicaSet' })) },
    ...unreadable,
  },
  { name: 'the answer is another object', api: { web: renamed({ name: 'other' }) }, ...unreadable, quick: true },
  {
    name: 'the answer is the object of another namespace',
    api: { web: renamed({ namespace: 'default' }) },
    ...unreadable,
  },
  {
    name: 'the answer is a Status of success',
    api: { web: h.body('{"kind":"Status","apiVersion":"v1","status":"Success"}') },
    ...unreadable,
  },
  {
    name: 'the answer is a list in place of the object',
    api: { web: h.body('{"kind":"DeploymentList","apiVersion":"apps/v1","items":[]}') },
    ...unreadable,
  },
  {
    name: 'the object says nothing of its status',
    api: { web: h.alteredJson(({ status: _, ...object }) => ({ ...object, status: { readyReplicas: 'many' } })) },
    published: null,
    failed: true,
    reason: 'UnreadableObject',
  },
  { name: 'the answer has no Date', api: { web: h.alteredHeaders({ date: undefined }) }, ...unreadable },
  { name: 'the Date of the answer is no date', api: { web: h.alteredHeaders({ date: 'yesterday' }) }, ...unreadable },
  {
    name: 'the answer is a Status with a message of 5 MB',
    api: {
      web: h.says(500, 'application/json', () => JSON.stringify({ kind: 'Status', message: 'x'.repeat(5_000_000) })),
    },
    published: null,
    failed: true,
    reason: 'ServerError',
  },
  {
    name: 'the name of the object is 1 MB long',
    api: { web: renamed({ name: 'x'.repeat(1_000_000) }) },
    ...unreadable,
  },
  {
    name: 'half of forty targets are slow',
    config: 'forty',
    api: everyOtherOf(40, h.late(5000)),
    ...timeout,
    quick: true,
  },
];
