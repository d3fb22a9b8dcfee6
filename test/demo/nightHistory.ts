import { buildHistory } from '../../cli/history/buildHistory';
import type { AlarmFacts, MetricFacts, StateChange } from '../../cli/history/facts';
import { parseRunLine } from '../../cli/history/runLine';
import type { History } from '../../cli/history/timeline';
import { evaluatedAt, type Minute, type Watched } from './night';

const minute = 60_000;
/** The port of the embedded API server differs each time. */
const port = /(?<=127\.0\.0\.1):\d+/g;

/** What happened in the night, by the code of the command `history`. */
export function historyOf(minutes: readonly Minute[]): History {
  const times = minutes.map(({ time }) => time.getTime());
  const from = Math.min(...times);
  const to = Math.max(...times) + minute;
  const ofPage = minutes;
  const ofTicket = minutes.map(({ time, ticket }) => ({ time, ...ticket }));
  return buildHistory(
    {
      cluster: 'demo',
      period: minute,
      now: to,
      runs: minutes.flatMap(({ log }) => log.flatMap((line) => parseRunLine(line.replace(port, ':443')) ?? [])),
      metrics: [
        { name: 'ClusterHealth', points: pointsOf(ofPage) },
        { name: 'ClusterHealthTicket', points: pointsOf(ofTicket) },
      ],
      alarms: [alarmOf('health', ofPage), alarmOf('ticket', ofTicket)],
      mutes: [],
      notes: [],
    },
    { from, to },
  );
}

interface WatchedMinute extends Watched {
  readonly time: Date;
}

function pointsOf(minutes: readonly WatchedMinute[]): MetricFacts['points'] {
  return minutes.flatMap(({ time, value }) => (value === undefined ? [] : [{ at: time.getTime(), value }]));
}

function alarmOf(name: string, minutes: readonly WatchedMinute[]): AlarmFacts {
  return { name, changes: changesOf(minutes), actions: [], state: minutes.at(-1)?.alarm };
}

function changesOf(minutes: readonly WatchedMinute[]): StateChange[] {
  return minutes.slice(1).flatMap(({ time, alarm }, index) => {
    const before = minutes[index]?.alarm;
    if (before === undefined || before === alarm) return [];
    return [{ at: evaluatedAt(time), before, after: alarm, reason: 'the metric was 0 or missing in 5 of 6 minutes' }];
  });
}
