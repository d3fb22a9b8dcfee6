import { healthOfEach } from '../../lambda/health/severityHealth';
import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import { countShort } from '../../lambda/health/verdict';
import { observe } from '../../lambda/observe/observe';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { ofSeverity } from '../../model/severity';
import { drawTiming } from '../support/alarmTiming';
import { configFrom } from '../support/configFrom';
import { Random } from '../support/random';
import { type AlarmStates, PublishedMetrics, synthesizeAlarms } from './alarms';
import { Cluster, type ClusterOptions } from './cluster';
import { simulatedClient } from './simulatedClient';

/** A sequence of events in a cluster. */
export interface Scenario {
  /** The first column of the table. */
  readonly title: string;
  /** The YAML below `cluster` and `metric`: targets and grace periods. */
  readonly config: string;
  readonly cluster: Omit<ClusterOptions, 'seed'>;
  /** How long it is watched after its events begin. */
  readonly minutes: number;
  /** How often it is simulated, each time with another seed. */
  readonly simulations: number;
  /** Creates the workloads. Returns a function that begins the events. */
  readonly prepare: (cluster: Cluster) => () => void;
}

/** One scheduled run of the function, and its result. */
export interface Run {
  /** Seconds since the events began. */
  readonly at: number;
  readonly verdicts: readonly TargetVerdict[];
  readonly value: 0 | 1 | undefined;
  /** The same of the tickets: 1 without any. */
  readonly ticketValue: 0 | 1 | undefined;
  /** The states of the alarms after the evaluation in the minute after this run, the first that looks for its value. */
  readonly alarms: AlarmStates;
  /** When that was, in seconds since the events began. */
  readonly evaluatedAt: number;
}

const head = `
cluster: { name: simulated, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: simulated }] }
`;
const minute = 60;
/** Minutes for the workloads to become ready before the events begin. */
const settling = 20;
/** The minute of the first run. Before, the function published for two hours that all is well. */
const firstRun = 15;
const before = 120;
const limits = { tryTimeout: 1000, signal: new AbortController().signal };

/**
 * Simulates a scenario once: a run of the function every minute, and the synthesized alarms on the published values.
 *
 * @param seed - determines every value that is drawn from a range, the second in which the events begin, and the timing of
 * each minute.
 */
export async function simulate(
  { config: yaml, cluster: options, minutes, prepare }: Scenario,
  seed: number,
): Promise<Run[]> {
  const config = configFrom(head + yaml);
  const runtime = toRuntimeConfig(config);
  const cluster = new Cluster({ ...options, seed });
  const client = simulatedClient(cluster);
  const random = new Random(-seed);
  const start = settling * minute + random.between([0, minute - 1]);
  cluster.clock.after(start, prepare(cluster));

  const metrics = new PublishedMetrics(synthesizeAlarms(config));
  for (let passed = firstRun - before; passed < firstRun; passed++) {
    metrics.publish(passed, drawTiming(random), { page: 1, ticket: 1, short: 0 });
  }
  const runs: Run[] = [];
  let timing = drawTiming(random);
  for (let passed = firstRun; passed <= settling + minutes; passed++) {
    const at = passed * minute + timing.run;
    cluster.clock.advanceTo(at);
    const { verdicts } = await observe(runtime, client, limits);
    const { page: value, ticket: ticketValue } = { ticket: 1 as const, ...healthOfEach(verdicts) };
    const short = countShort(ofSeverity(verdicts, 'page'));
    metrics.publish(passed, timing, { page: value, ticket: ticketValue, short });
    timing = drawTiming(random);
    const evaluatedAt = (passed + 1) * minute + timing.evaluation;
    const alarms = metrics.evaluate(evaluatedAt);
    runs.push({ at: at - start, verdicts, value, ticketValue, alarms, evaluatedAt: evaluatedAt - start });
  }
  return runs;
}

/** All simulations of a scenario, each with its own seed. */
export async function simulateAll(scenario: Scenario): Promise<readonly (readonly Run[])[]> {
  const all: Run[][] = [];
  for (let seed = 1; seed <= scenario.simulations; seed++) all.push(await simulate(scenario, seed));
  return all;
}
