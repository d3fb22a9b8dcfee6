import { startStopwatch } from '../../../lambda/time/stopwatch';

afterEach(() => jest.restoreAllMocks());

/** Makes the process's clock return these times in order. */
function mockTimes(...milliseconds: number[]): void {
  const clock = jest.spyOn(performance, 'now');
  for (const time of milliseconds) clock.mockReturnValueOnce(time);
}

test('a step is awaited and measured in whole milliseconds', async () => {
  mockTimes(1000, 1010, 1033.6, 1050.2);
  const watch = startStopwatch();
  expect(await watch.step('read', Promise.resolve('done'))).toBe('done');
  expect(watch.milliseconds()).toEqual({ read: 24, total: 50 });
});

test('a step that fails is measured, and its error is thrown', async () => {
  mockTimes(0, 0, 7, 7);
  const watch = startStopwatch();
  await expect(watch.step('read', Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(watch.milliseconds()).toEqual({ read: 7, total: 7 });
});
