import type { Target } from '../observer';
import type { Alertmanager, AlertmanagerSettings } from './alertmanager';
import { type ExpectedVerdict, unhealthy } from './probeScenario';

/** One or two Alertmanagers that work until something is changed, or that are wrong from their start. */
export interface AlertmanagerScenario {
  /** Of their StatefulSet. */
  readonly name: string;
  readonly title: string;
  /** @default 1 */
  readonly replicas?: number;
  /** @param peers - ports of the clusters of all replicas. */
  readonly settings?: (replica: number, peers: readonly number[]) => AlertmanagerSettings;
  /** Whether Prometheus sends the Watchdog. @default true */
  readonly hasWatchdog?: false;
  readonly breakIt?: (alertmanagers: readonly Alertmanager[]) => Promise<void> | void;
  readonly states: readonly {
    readonly probe?: Partial<Target>;
    readonly expected: ExpectedVerdict;
    /** @default false */
    readonly warns?: true;
  }[];
}

const address = (port: number | undefined) => `127.0.0.1:${port}`;

/** Two that know each other, and notice at once that one is lost. */
const clustered = (replica: number, peers: readonly number[]): AlertmanagerSettings => ({
  cluster: [
    `--cluster.listen-address=${address(peers[replica])}`,
    ...peers.filter((_, index) => index !== replica).map((port) => `--cluster.peer=${address(port)}`),
    '--cluster.gossip-interval=100ms',
    '--cluster.probe-interval=300ms',
    '--cluster.probe-timeout=200ms',
  ],
});

const settling = (_: number, [port]: readonly number[]): AlertmanagerSettings => ({
  cluster: [`--cluster.listen-address=${address(port)}`, '--cluster.gossip-interval=1h', '--cluster.settle-timeout=1h'],
});

const until = new Date('2126-11-22T03:04:05Z');
const silence = /a silence of jane@example\.com until 2126-11-22T03:04:05Z matches every alert/;
const arrived = 'Alertmanager is ready; Watchdog arrived \\d+s ago';
const requireReceiver = { requireReceiver: true } as const;
const healthy = (message: RegExp): ExpectedVerdict => ({ verdict: 'Healthy', reason: 'AnswersAsExpected', message });

/** Everything that is judged of an Alertmanager, broken one by one. */
export const alertmanagerScenarios: readonly AlertmanagerScenario[] = [
  {
    name: 'alertmanager',
    title: 'works',
    states: [{ expected: healthy(new RegExp(`^${arrived}$`)), probe: requireReceiver }],
  },
  {
    name: 'am-pair',
    title: 'works with two members',
    replicas: 2,
    settings: clustered,
    states: [{ expected: healthy(new RegExp(`^all 2 pods: ${arrived}$`)) }],
  },
  {
    name: 'am-lost',
    title: 'has lost one of two members',
    replicas: 2,
    settings: clustered,
    breakIt: (alertmanagers) => alertmanagers[1]?.kill(),
    states: [
      {
        expected: unhealthy(
          'ClusterNotSettled',
          /^0 of 2 pods are healthy; pod am-lost-0: the cluster of the Alertmanagers has 1 member, expected 2; /,
        ),
      },
    ],
  },
  {
    name: 'am-apart',
    title: 'has two members that do not know each other',
    replicas: 2,
    states: [{ expected: unhealthy('ClusterNotSettled', /the cluster of the Alertmanagers is disabled; /) }],
  },
  {
    name: 'am-settling',
    title: 'settles its cluster',
    settings: settling,
    states: [
      { expected: unhealthy('ClusterNotSettled', /the cluster of the Alertmanagers is settling; /) },
      {
        probe: { grace: '1h' },
        expected: { verdict: 'Progressing', reason: 'ClusterNotSettled', message: /, grace 1h/ },
      },
    ],
  },
  {
    name: 'am-lonely',
    title: 'gets nothing from Prometheus',
    hasWatchdog: false,
    states: [
      {
        expected: unhealthy(
          'WatchdogNotArrived',
          /^the alert Watchdog of Prometheus has not arrived; the process started \S+ ago, no grace$/,
        ),
      },
      { probe: { watchdog: false }, expected: healthy(/^Alertmanager is ready$/) },
    ],
  },
  {
    name: 'am-null',
    title: 'sends the Watchdog to null only',
    settings: () => ({ receiver: 'null' }),
    states: [
      { warns: true, expected: healthy(new RegExp(`^${arrived}; warning: the only receiver of the Watchdog is null`)) },
      { probe: requireReceiver, expected: unhealthy('NoReceiver', /^the only receiver of the Watchdog is null/) },
    ],
  },
  {
    name: 'am-silenced',
    title: 'silences everything',
    breakIt: ([first]) => first?.silenceEverything('jane@example.com', until),
    states: [
      { warns: true, expected: healthy(new RegExp(`^${arrived}; warning: ${silence.source}$`)) },
      { probe: requireReceiver, expected: unhealthy('Silenced', silence) },
    ],
  },
];
