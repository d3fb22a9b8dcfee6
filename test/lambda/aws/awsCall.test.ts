import { HttpResponse } from '@smithy/core/protocols';
import { callAws, describeAwsError } from '../../../lambda/aws/awsCall';

const limits = { tryTimeout: 60_000, signal: new AbortController().signal };
const failure = (fields: object) => Object.assign(new Error('it failed'), fields);
const withStatus = (httpStatusCode: number) => failure({ name: 'Some', $metadata: { httpStatusCode } });

// No waits before retries.
beforeEach(() => jest.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => jest.restoreAllMocks());

/** A call that fails with each of these errors in order, then succeeds. */
function failing(...errors: readonly unknown[]) {
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
  ['a reset connection', failure({ code: 'ECONNRESET' })],
  ['a temporary DNS failure', failure({ code: 'EAI_AGAIN' })],
  ['a corrected clock skew', failure({ name: 'Skewed', $metadata: { clockSkewCorrected: true } })],
])('%s is retried', async (_, error) => {
  const { send, count } = failing(error, error);
  expect(await callAws(limits, send)).toBe('done');
  expect(count()).toBe(3);
});

test.each<[string, unknown]>([
  ['a denied request', failure({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } })],
  ['an invalid parameter', withStatus(400)],
  ['a missing resource', failure({ name: 'ResourceNotFoundException' })],
  ['a programming error', new TypeError('oops')],
  ['a thrown string', 'strange'],
  ['a thrown undefined', undefined],
])('%s is not retried', async (_, error) => {
  const { send, count } = failing(error);
  await expect(callAws(limits, send)).rejects.toBe(error);
  expect(count()).toBe(1);
});

test('a call that reaches the timeout of a try is retried', async () => {
  let count = 0;
  const response = await callAws({ ...limits, tryTimeout: 20 }, ({ abortSignal }) => {
    count += 1;
    if (count === 2) return Promise.resolve('done');
    return new Promise<string>((_, reject) =>
      abortSignal.addEventListener('abort', () => reject(new Error('aborted'))),
    );
  });
  expect([response, count]).toEqual(['done', 2]);
});

test('the third error is thrown', async () => {
  const third = withStatus(503);
  const { send, count } = failing(withStatus(500), withStatus(502), third);
  await expect(callAws(limits, send)).rejects.toBe(third);
  expect(count()).toBe(3);
});

test('a Retry-After beyond the end of the run is not waited for', async () => {
  const response = new HttpResponse({ statusCode: 429, headers: { 'retry-after': '60' } });
  const error = failure({ name: 'Throttling', $response: response });
  const { send, count } = failing(error);
  await expect(callAws({ ...limits, end: performance.now() + 30_000 }, send)).rejects.toBe(error);
  expect(count()).toBe(1);
});

test.each<[string, unknown, string]>([
  ['an error', failure({ name: 'AccessDenied' }), 'AccessDenied: it failed'],
  ['a thrown string', 'strange', 'strange'],
  ['a long message', failure({ name: 'Long', message: 'x'.repeat(1000) }), `Long: ${'x'.repeat(293)}…`],
])('%s is described', (_, error, expected) => {
  expect(describeAwsError(error)).toBe(expected);
});

describe('the description of an error', () => {
  const needs = '; the subnets of the function need a NAT gateway or the interface endpoint `eks`';

  test.each<[string, unknown, string | undefined, string]>([
    ['no connection', failure({ code: 'ECONNREFUSED' }), undefined, 'Error: it failed'],
    ['no connection', failure({ code: 'ENOTFOUND' }), 'eks', `Error: it failed${needs}`],
    ['a timeout', failure({ name: 'TimeoutError' }), 'eks', `TimeoutError: it failed${needs}`],
    [
      'a response',
      failure({ name: 'TimeoutError', $response: new HttpResponse({ statusCode: 503 }) }),
      'eks',
      'TimeoutError: it failed',
    ],
    ['no credentials', failure({ name: 'CredentialsProviderError' }), 'eks', 'CredentialsProviderError: it failed'],
    ['something strange', 'strange', 'eks', 'strange'],
  ])('after %s, with the endpoint %#', (_, error, endpoint, expected) => {
    expect(describeAwsError(error, endpoint)).toBe(expected);
  });
});
