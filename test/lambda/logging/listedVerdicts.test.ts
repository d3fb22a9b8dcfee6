import type { TargetVerdict } from '../../../lambda/health/targetVerdict';
import { ListedVerdicts } from '../../../lambda/logging/listedVerdicts';

const minute = 60_000;
const noon = Date.UTC(2026, 0, 1, 12);
const healthy: TargetVerdict = { kind: 'Deployment', name: 'web', verdict: 'Healthy', reason: 'Ready', message: '' };
const rollout: TargetVerdict = { ...healthy, verdict: 'Progressing', reason: 'TooFewReady' };
const down: TargetVerdict = { ...healthy, verdict: 'Unhealthy', reason: 'NotFound' };
const warned: TargetVerdict = { ...healthy, message: '1 of 3 pods ready; warning: …', warns: true };
const paused: TargetVerdict = { ...healthy, reason: 'Suspended' };

test.each<[string, readonly TargetVerdict[], readonly TargetVerdict[]]>([
  ['nothing while all stay healthy', [healthy, healthy], []],
  ['a target that is unhealthy', [healthy, down], [down]],
  ['a target that is progressing', [rollout, healthy], [rollout]],
  ['a target whose reason has changed', [healthy, paused], [paused]],
  ['a healthy target with a new warning', [healthy, warned], [warned]],
])('a later run in the same hour lists %s', (_, verdicts, expected) => {
  const listed = new ListedVerdicts('changed');
  listed.choose([healthy, healthy], noon);
  expect(listed.choose(verdicts, noon + minute)).toEqual(expected);
});

test('a target that recovers is listed once', () => {
  const listed = new ListedVerdicts('changed');
  listed.choose([down, healthy], noon);
  expect(listed.choose([healthy, healthy], noon + minute)).toEqual([healthy]);
  expect(listed.choose([healthy, healthy], noon + 2 * minute)).toEqual([]);
});

test('a warning is listed when it begins and when it ends', () => {
  const listed = new ListedVerdicts('changed');
  listed.choose([healthy], noon);
  const runs = [[warned], [warned], [healthy], [healthy]].map((verdicts, at) =>
    listed.choose(verdicts, noon + at * minute),
  );
  expect(runs).toEqual([[warned], [], [healthy], []]);
});

test('a cold start and the first run of each hour list all', () => {
  const listed = new ListedVerdicts('changed');
  const lengths = Array.from(
    { length: 130 },
    (_, index) => listed.choose([healthy, healthy], noon + 30 * minute + index * minute).length,
  );
  expect(lengths.flatMap((length, index) => (length > 0 ? index : []))).toEqual([0, 30, 90]);
});

test('with `all`, every run lists all', () => {
  const listed = new ListedVerdicts('all');
  for (const at of [noon, noon + minute]) expect(listed.choose([healthy, down], at)).toEqual([healthy, down]);
});
