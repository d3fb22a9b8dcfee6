import { startStopwatch } from '../../../lambda/time/stopwatch';

afterEach(() => jest.restoreAllMocks());

/** Makes the clock of the process show these times, one after the other. */
function times(...milliseconds: number[]): void {
  const clock = jest.spyOn(performance, 'now');
  for (const time of milliseconds) clock.mockReturnValueOnce(time);
}

test('a step is waited for and measured in whole milliseconds', async () => {
  times(1000, 1010, 1033.6, 1050.2);
  const watch = startStopwatch();
  expect(await watch.step('read', Promise.resolve('done'))).toBe('done');
  expect(watch.milliseconds()).toEqual({ read: 24, total: 50 });
});

test('a step that fails is measured as well, and fails', async () => {
  times(0, 0, 7, 7);
  const watch = startStopwatch();
  await expect(watch.step('read', Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(watch.milliseconds()).toEqual({ read: 7, total: 7 });
});
