import { getEventListeners } from 'node:events';
import { Attempt } from '../../../lambda/kubernetes/attempt';

const request = { path: '/path', headers: {} };
const answer = { status: 200, headers: {}, body: Buffer.alloc(0) };
let run: AbortController;
let released: boolean[];
let attempt: Attempt;

beforeEach(() => {
  jest.useFakeTimers();
  run = new AbortController();
  released = [];
  attempt = new Attempt(request, { tryTimeout: 100, signal: run.signal });
  attempt.carriedBy((timedOut) => released.push(timedOut));
});
afterEach(() => jest.useRealTimers());

test('its time is that of the connection and of the answer together', async () => {
  attempt.startTimer();
  jest.advanceTimersByTime(60);
  attempt.connected(true);
  jest.advanceTimersByTime(39);
  expect(attempt.isOver).toBe(false);
  jest.advanceTimersByTime(1);
  expect(await attempt.outcome).toMatchObject({
    message: 'no complete answer within 100 ms',
    stage: 'answer',
    timedOut: true,
    reusedSocket: true,
  });
  expect(released).toEqual([true]);
});

test('without a connection it says so', async () => {
  attempt.startTimer();
  jest.advanceTimersByTime(100);
  expect(await attempt.outcome).toMatchObject({ message: 'no connection within 100 ms', stage: 'connect' });
});

test('its turn is waited for without spending its time', () => {
  attempt.startTimer();
  jest.advanceTimersByTime(99);
  attempt.stopTimer();
  jest.advanceTimersByTime(1000);
  attempt.startTimer();
  jest.advanceTimersByTime(99);
  expect(attempt.isOver).toBe(false);
});

test('the end of the run ends it', async () => {
  run.abort();
  expect(await attempt.outcome).toMatchObject({ message: 'the time of the run is over', timedOut: true });
  expect(released).toEqual([true]);
});

test.each<[string, () => void]>([
  ['an answer', () => attempt.succeed(answer)],
  ['an error', () => attempt.fail(new Error('broken'))],
  ['the end of the run', () => run.abort()],
])('after %s nothing is left, and nothing else counts', async (_, end) => {
  attempt.startTimer();
  end();
  const outcome = await attempt.outcome;
  attempt.startTimer();
  attempt.fail(new Error('later'));
  attempt.succeed(answer);
  run.abort();
  expect(await attempt.outcome).toBe(outcome);
  expect([jest.getTimerCount(), getEventListeners(run.signal, 'abort').length]).toEqual([0, 0]);
});

test('an answer that is too large is no failure of the connection', async () => {
  attempt.fail(new RangeError('too large'));
  expect(await attempt.outcome).toMatchObject({ stage: 'size', timedOut: false });
});
