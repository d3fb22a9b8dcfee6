import type { AnswerExpectation } from '../../../../model/probes';
import { answered, judge } from './probing';

const body = { status: { state: 'ok', 'a.b': 1 }, items: [{ up: true }], secret: 'hunter2' };

test.each<[title: string, status: number, sent: unknown, expect: AnswerExpectation, problem: string]>([
  ['the status', 200, 'anything', { status: 200 }, ''],
  ['another status, as expected', 401, '', { status: 401 }, ''],
  ['another status', 500, 'hunter2', { status: 200 }, 'it answered with HTTP status 500; expected status 200'],
  ['the text', 200, 'I am ready.', { status: 200, text: 'ready' }, ''],
  ['another text', 200, 'hunter2', { status: 200, text: 'ready' }, 'its answer does not contain the expected text'],
  ['a value', 200, body, { status: 200, json: { 'status.state': 'ok' } }, ''],
  ['a value at a key with a dot', 200, body, { status: 200, json: { 'status.a.b': 1 } }, ''],
  ['a value in a list', 200, body, { status: 200, json: { 'items.0.up': true } }, ''],
  [
    'another value',
    200,
    body,
    { status: 200, json: { 'status.state': 'ok', secret: 'x' } },
    'its answer does not have the expected value at secret',
  ],
  [
    'a value of another type',
    200,
    body,
    { status: 200, json: { 'status.a.b': '1' } },
    'its answer does not have the expected value at status.a.b',
  ],
  [
    'no such value',
    200,
    body,
    { status: 200, json: { 'items.1.up': true } },
    'its answer does not have the expected value at items.1.up',
  ],
  [
    'an inherited value',
    200,
    body,
    { status: 200, json: { constructor: 'x' } },
    'its answer does not have the expected value at constructor',
  ],
  ['no JSON', 200, 'hunter2', { status: 200, json: { a: 1 } }, 'its answer is not JSON'],
])('%s', (_, status, sent, expected, problem) => {
  const verdict = judge({ probe: 'http', expect: expected }, { answers: { page: answered(status, sent) } });
  expect(verdict).toMatchObject(
    problem === ''
      ? { verdict: 'Healthy', reason: 'AnswersAsExpected' }
      : { verdict: 'Unhealthy', reason: 'UnexpectedAnswer', message: expect.stringContaining(problem) },
  );
  expect(JSON.stringify(verdict)).not.toContain('hunter2');
});
