import { buildHistory } from '../../cli/history/buildHistory';
import type { StateChange } from '../../cli/history/facts';
import { parseRunLine } from '../../cli/history/runLine';
import type { History } from '../../cli/history/timeline';
import type { Minute } from './night';

const minute = 60_000;
/** The port of the embedded API server differs each time. */
const port = /(?<=127\.0\.0\.1):\d+/g;

/** What happened in the night, by the code of the command `history`. */
export function historyOf(minutes: readonly Minute[]): History {
  const times = minutes.map(({ time }) => time.getTime());
  const from = Math.min(...times);
  const to = Math.max(...times) + minute;
  return buildHistory(
    {
      cluster: 'demo',
      period: minute,
      now: to,
      runs: minutes.flatMap(({ log }) => log.flatMap((line) => parseRunLine(line.replace(port, ':443')) ?? [])),
      metrics: [
        {
          name: 'ClusterHealth',
          points: minutes.flatMap(({ time, value }) => (value === undefined ? [] : [{ at: time.getTime(), value }])),
        },
      ],
      alarms: [{ name: 'health', changes: changesOf(minutes), actions: [], state: minutes.at(-1)?.alarm }],
      mutes: [],
      notes: [],
    },
    { from, to },
  );
}

/** The alarm is evaluated in the minute after its newest value. */
function changesOf(minutes: readonly Minute[]): StateChange[] {
  return minutes.slice(1).flatMap(({ time, alarm }, index) => {
    const before = minutes[index]?.alarm;
    if (before === undefined || before === alarm) return [];
    return [
      { at: time.getTime() + minute, before, after: alarm, reason: 'the metric was 0 or missing in 5 of 6 minutes' },
    ];
  });
}
