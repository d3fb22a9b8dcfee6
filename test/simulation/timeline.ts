import { rmSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import { clusterHealth } from '../../lambda/health/verdict';
import { observe } from '../../lambda/observe/observe';
import { createAlarms } from '../../lib/alarms/alarms';
import { createLinks } from '../../lib/alarms/links';
import type { Config } from '../../lib/config/schema/schema';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { type Alarm, type AlarmState, type Datapoint, evaluateAlarm } from '../support/alarmEvaluator';
import { alarmFromTemplate } from '../support/alarmTemplate';
import { configFrom } from '../support/configFrom';
import { Random } from '../support/random';
import { epoch } from './clock';
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
  /** The state of the alarm at the end of the minute of this run. */
  readonly alarm: AlarmState;
  /** The end of that minute, in seconds since the events began. */
  readonly evaluatedAt: number;
}

const head = `
cluster: { name: simulated, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: simulated }] }
`;
const minute = 60;
/** Minutes for the workloads to become ready before the events begin. */
const settling = 20;
const limits = { tryTimeout: 1000, signal: new AbortController().signal };
/** The newest datapoints that the alarm is evaluated with: more than its evaluation range. */
const retained = 10;

/**
 * Simulates a scenario once: a run of the function every minute, and the synthesized alarm on the published values.
 *
 * @param seed - determines every value that is drawn from a range, and at which second of a minute runs and events begin.
 */
export async function simulate(
  { config: yaml, cluster: options, minutes, prepare }: Scenario,
  seed: number,
): Promise<Run[]> {
  const config = configFrom(head + yaml);
  const { targets, plan } = toRuntimeConfig(config);
  const alarmDefinition = alarmOf(config);
  const cluster = new Cluster({ ...options, seed });
  const client = simulatedClient(cluster);
  const random = new Random(-seed);
  const second = random.between([0, minute - 1]);
  const start = settling * minute + random.between([0, minute - 1]);
  cluster.clock.after(start, prepare(cluster));

  const runs: Run[] = [];
  // The function ran before, too.
  const datapoints: Datapoint[] = Array.from({ length: retained }, (_, ago) => ({
    timestamp: epoch - (retained - ago) * minute * 1000,
    value: 1,
  }));
  let alarm: AlarmState = 'OK';
  for (let passed = 0; passed <= settling + minutes; passed++) {
    const at = passed * minute + second;
    cluster.clock.advanceTo(at);
    const { verdicts } = await observe({ targets, plan }, client, limits);
    const value = clusterHealth(verdicts);
    if (value !== undefined) datapoints.push({ timestamp: epoch + at * 1000, value });
    const evaluatedAt = (passed + 1) * minute;
    alarm = evaluateAlarm(alarmDefinition, datapoints.slice(-retained), epoch + evaluatedAt * 1000, alarm);
    runs.push({ at: at - start, verdicts, value, alarm, evaluatedAt: evaluatedAt - start });
  }
  return runs;
}

/** All simulations of a scenario, each with its own seed. */
export async function simulateAll(scenario: Scenario): Promise<readonly (readonly Run[])[]> {
  const all: Run[][] = [];
  for (let seed = 1; seed <= scenario.simulations; seed++) all.push(await simulate(scenario, seed));
  return all;
}

const alarms = new Map<string, Alarm>();

/** The alarm as it is synthesized. Scenarios with the same settings share it. */
function alarmOf(config: Config): Alarm {
  const settings = JSON.stringify(config.alarms);
  const known = alarms.get(settings);
  if (known !== undefined) return known;
  const app = new App();
  const stack = new Stack(app, 'Simulated');
  const links = createLinks(config, config.cluster.region, 'simulated');
  createAlarms(stack, { config, prefix: 'simulated', links });
  const assembly = app.synth();
  const alarm = alarmFromTemplate(assembly.getStackByName(stack.stackName).template, 'Health');
  rmSync(assembly.directory, { recursive: true, force: true });
  alarms.set(settings, alarm);
  return alarm;
}
