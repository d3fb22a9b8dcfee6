import { ReadFailure } from '../../../lambda/errors';
import { observe } from '../../../lambda/observe/observe';
import { createReadingPlan } from '../../../model/readingPlan';
import type { RuntimeTarget } from '../../../model/runtimeConfig';
import { summarize } from '../health/objects';
import type { FakeClient } from './fakeClient';
import { web } from './targets';

const noAnswer = new ReadFailure('Timeout', 'no answer');

describe('a thousand targets', () => {
  const targets = Array.from({ length: 1000 }, (_, index): RuntimeTarget => ({ ...web, name: `web-${index}` }));
  const settled = () => new Promise((resolve) => setImmediate(resolve));

  test('are begun 300 at a time; whoever waits for another try lets the next one begin', async () => {
    const begun: { readonly pause: () => void; readonly fail: () => void }[] = [];
    const client: Pick<FakeClient, 'read' | 'get'> = {
      read: (_, { onPause = () => {} }) =>
        new Promise((_resolve, reject) => begun.push({ pause: onPause, fail: () => reject(noAnswer) })),
      get: () => Promise.reject(noAnswer),
    };
    const limits = { tryTimeout: 1000, signal: new AbortController().signal };
    const observed = observe(
      { targets, plan: createReadingPlan(targets as unknown as Parameters<typeof createReadingPlan>[0]) },
      client,
      limits,
    );
    await settled();
    // The Lease waits for nobody.
    expect(begun).toHaveLength(301);
    begun[1]?.pause();
    await settled();
    expect(begun).toHaveLength(302);
    begun[2]?.fail();
    await settled();
    expect(begun).toHaveLength(303);
    for (const { fail } of begun) {
      fail();
      await settled();
    }
    expect(new Set((await observed).verdicts.map(summarize))).toEqual(new Set(['Unknown Timeout']));
  });
});
