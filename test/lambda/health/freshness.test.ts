import { judgeLease, withFreshness } from '../../../lambda/health/freshness';
import type { Observation } from '../../../lambda/health/observation';
import type { Verdict } from '../../../lambda/health/verdict';
import { ago, minute, now, second } from '../../support/objects/clock';

const lease = (renewTime: unknown): Observation => ({ type: 'found', object: { kind: 'Lease', spec: { renewTime } } });

describe('the Lease of the controller manager', () => {
  test.each<[string, unknown, 'fresh' | 'stale']>([
    ['renewed two seconds ago', ago(2 * second), 'fresh'],
    ['renewed exactly two minutes ago', ago(2 * minute), 'fresh'],
    ['renewed more than two minutes ago', ago(2 * minute + 1), 'stale'],
    ['renewed in the future', ago(-minute), 'fresh'],
    ['with microseconds, as Kubernetes writes it', '2026-01-01T11:59:58.123456Z', 'fresh'],
    ['never renewed', undefined, 'stale'],
    ['renewed null', null, 'stale'],
    ['renewed at an invalid time', 'recently', 'stale'],
  ])('%s', (_, renewTime, expected) => {
    expect(judgeLease(lease(renewTime), now).state).toBe(expected);
  });

  test('that is old reports since when', () => {
    expect(judgeLease(lease(ago(5 * minute)), now)).toEqual({
      state: 'stale',
      reason: 'StaleStatus',
      message: "the controller manager's Lease was last renewed 5m ago, so every status may be stale",
      command: 'kubectl -n kube-system get lease kube-controller-manager -o yaml',
    });
  });

  test('that was never renewed is reported as such', () => {
    expect(judgeLease(lease(undefined), now)).toEqual({
      state: 'stale',
      reason: 'StaleStatus',
      message: "the controller manager's Lease was never renewed, so every status may be stale",
      command: 'kubectl -n kube-system get lease kube-controller-manager -o yaml',
    });
  });

  test.each<[Observation, object]>([
    [{ type: 'missing', reason: 'NotFound', message: 'no such lease' }, { state: 'unverified' }],
    [{ type: 'unreadable', reason: 'Forbidden', message: 'no permission' }, { state: 'unverified' }],
    [{ type: 'unreadable', reason: 'ApiNotServed', message: 'no such API' }, { state: 'unverified' }],
    [
      { type: 'unreadable', reason: 'Timeout', message: 'too slow' },
      { state: 'stale', reason: 'Timeout' },
    ],
    [
      { type: 'unreadable', reason: 'ServerError', message: '500' },
      { state: 'stale', reason: 'ServerError' },
    ],
    [
      { type: 'unreadable', reason: 'UnreadableResponse', message: 'a Pod' },
      { state: 'stale', reason: 'UnreadableResponse' },
    ],
  ])('%j', (observation, expected) => {
    const { message } = observation as { message: string };
    expect(judgeLease(observation, now)).toEqual({
      ...expected,
      message: `cannot verify that statuses are fresh: ${message}`,
    });
  });

  test('that is empty', () => {
    expect(judgeLease({ type: 'found', object: {} }, now).state).toBe('stale');
    expect(judgeLease({ type: 'found', object: { spec: null } }, now).state).toBe('stale');
  });
});

describe('a verdict on a status that may be stale', () => {
  const stale = { state: 'stale', reason: 'StaleStatus', message: 'not renewed' } as const;
  const verdict = (value: Verdict['verdict']): Verdict => ({
    verdict: value,
    reason: 'Ready',
    message: 'given',
    ready: 2,
  });

  test.each<[Verdict['verdict'], string]>([
    ['Healthy', 'Unknown StaleStatus'],
    ['Progressing', 'Unknown StaleStatus'],
    ['Unhealthy', 'Unhealthy Ready'],
    ['Unknown', 'Unknown Ready'],
  ])('%s becomes %s', (given, expected) => {
    const judged = withFreshness(verdict(given), stale);
    expect(`${judged.verdict} ${judged.reason}`).toBe(expected);
  });

  test('keeps its counts and reports why', () => {
    expect(withFreshness(verdict('Healthy'), stale)).toEqual({
      ...verdict('Unknown'),
      reason: 'StaleStatus',
      message: 'not renewed; the status, which may be older, says: given',
    });
  });

  test.each([{ state: 'fresh' } as const, { state: 'unverified', message: 'forbidden' } as const])(
    'remains if statuses are %j',
    (freshness) => {
      expect(withFreshness(verdict('Healthy'), freshness)).toEqual(verdict('Healthy'));
    },
  );
});
