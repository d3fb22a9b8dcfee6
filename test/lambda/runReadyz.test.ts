import { ReadFailure } from '../../lambda/errors';
import { allHealthy, pathTo, runWith } from './runWith';

const serverError = new ReadFailure('ServerError', 'the API server responded with 500');
const notReady = {
  '/readyz?verbose': { status: 500, headers: {}, body: Buffer.from('[-]etcd failed: reason withheld\n') },
};
const reason = 'the API server reports that it is not ready: etcd';

test('what the API server reports about itself is in the summary, and changes nothing else', async () => {
  const responses = { ...allHealthy, [pathTo('db')]: serverError };
  const [without, withIt] = [await runWith({ responses }), await runWith({ responses, proxied: notReady })];
  expect(withIt.lines[0]?.fields).toMatchObject({
    summary: expect.stringMatching(new RegExp(`^${reason}; `)),
    failingChecks: ['etcd'],
  });
  expect(without.lines[0]?.fields).not.toHaveProperty('failingChecks');
  expect(withIt.error?.message).toBe(without.error?.message);
  expect(withIt.puts).toEqual([]);
});

test('it is not read while all is well', async () => {
  const { reads, lines } = await runWith({ proxied: notReady });
  expect(reads).not.toContain('/readyz?verbose');
  expect(lines[0]?.fields).not.toHaveProperty('failingChecks');
});
