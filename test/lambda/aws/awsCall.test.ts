import { HttpResponse } from '@smithy/core/protocols';
import { callAws, describeAwsError } from '../../../lambda/aws/awsCall';

const limits = { tryTimeout: 20, signal: new AbortController().signal };
const failure = (over: object) => Object.assign(new Error('it failed'), over);
const withStatus = (httpStatusCode: number) => failure({ name: 'Some', $metadata: { httpStatusCode } });

/** Fails with these one after the other, and then succeeds. */
function calls(...errors: readonly unknown[]) {
  let count = 0;
  const send = async () => {
    count += 1;
    if (count <= errors.length) throw errors[count - 1];
    return 'done';
  };
  return { send, count: () => count };
}

test.each<[string, unknown]>([
  ['throttling', failure({ name: 'ThrottlingException' })],
  ['too many requests', withStatus(429)],
  ['500', withStatus(500)],
  ['503', withStatus(503)],
  ['a connection that was reset', failure({ code: 'ECONNRESET' })],
  ['a name that cannot be looked up for now', failure({ code: 'EAI_AGAIN' })],
  ['a clock that has been corrected by now', failure({ name: 'Skewed', $metadata: { clockSkewCorrected: true } })],
])('%s is tried again', async (_, error) => {
  const { send, count } = calls(error, error);
  expect(await callAws(limits, send)).toBe('done');
  expect(count()).toBe(3);
});

test.each<[string, unknown]>([
  ['a denial', failure({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } })],
  ['a parameter that is wrong', withStatus(400)],
  ['what is missing', failure({ name: 'ResourceNotFoundException' })],
  ['a mistake of the program', new TypeError('oops')],
  ['something strange', 'strange'],
  ['nothing', undefined],
])('%s is not', async (_, error) => {
  const { send, count } = calls(error);
  await expect(callAws(limits, send)).rejects.toBe(error);
  expect(count()).toBe(1);
});

test('a call that takes longer than a try may is tried again', async () => {
  let count = 0;
  const answer = await callAws(limits, ({ abortSignal }) => {
    count += 1;
    if (count === 2) return Promise.resolve('done');
    return new Promise<string>((_, reject) =>
      abortSignal.addEventListener('abort', () => reject(new Error('aborted'))),
    );
  });
  expect([answer, count]).toEqual(['done', 2]);
});

test('the third failure is told', async () => {
  const third = withStatus(503);
  const { send, count } = calls(withStatus(500), withStatus(502), third);
  await expect(callAws(limits, send)).rejects.toBe(third);
  expect(count()).toBe(3);
});

test('a server that wants to be asked later than the run lasts is not asked again', async () => {
  const response = new HttpResponse({ statusCode: 429, headers: { 'retry-after': '60' } });
  const error = failure({ name: 'Throttling', $response: response });
  const { send, count } = calls(error);
  await expect(callAws({ ...limits, end: performance.now() + 30_000 }, send)).rejects.toBe(error);
  expect(count()).toBe(1);
});

test.each<[string, unknown, string]>([
  ['an error', failure({ name: 'AccessDenied' }), 'AccessDenied: it failed'],
  ['what is no error', 'strange', 'strange'],
  ['a long message', failure({ name: 'Long', message: 'x'.repeat(1000) }), `Long: ${'x'.repeat(293)}…`],
])('%s is told', (_, error, expected) => {
  expect(describeAwsError(error)).toBe(expected);
});
