import { rmSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import type { TargetVerdict } from '../../lambda/health/targetVerdict';
import { clusterHealth } from '../../lambda/health/verdict';
import { observe } from '../../lambda/observe/observe';
import { formatDiagnostic } from '../../lib/config/diagnostics/diagnostic';
import { loadConfig } from '../../lib/config/load';
import type { Config } from '../../lib/config/schema/schema';
import { toRuntimeConfig } from '../../lib/config/toRuntimeConfig';
import { HealthAlarm } from '../../lib/healthAlarm';
import { type Alarm, type AlarmState, type Datapoint, evaluateAlarm } from '../support/alarmEvaluator';
import { alarmFromTemplate } from '../support/alarmTemplate';
import { epoch } from './clock';
import { Cluster, type ClusterOptions } from './cluster';
import { Random } from './random';
import { simulatedClient } from './simulatedClient';

/** Something that happens to a cluster. */
export interface Scenario {
  /** For the table. */
  readonly title: string;
  /** The YAML below `cluster` and `metric`: targets and graces. */
  readonly config: string;
  readonly cluster: Omit<ClusterOptions, 'seed'>;
  /** How long it is watched from the first trouble on. */
  readonly minutes: number;
  /** How often it is played, each time with another seed. */
  readonly runs: number;
  /** Makes the workloads; what it returns begins the trouble. */
  readonly prepare: (cluster: Cluster) => () => void;
}

/** One scheduled look, and what came of it. */
export interface Look {
  /** Seconds since the trouble began. */
  readonly at: number;
  readonly verdicts: readonly TargetVerdict[];
  readonly value: 0 | 1 | undefined;
  /** The alarm's state when the minute of this look is over, and when that is in seconds since the trouble began. */
  readonly alarm: AlarmState;
  readonly evaluatedAt: number;
}

const minute = 60;
const calm = 20;
const limits = { tryTimeout: 1000, signal: new AbortController().signal };
/** More than an evaluation range. */
const remembered = 10;

/**
 * Plays a scenario once: a look every minute, judged as the function judges, and the synthesised alarm over the values.
 *
 * @param seed - decides every range of the scenario, and in which seconds of a minute the looks and the trouble fall.
 */
export async function play(
  { config: yaml, cluster: options, minutes, prepare }: Scenario,
  seed: number,
): Promise<Look[]> {
  const config = configOf(yaml);
  const { targets, plan } = toRuntimeConfig(config);
  const alarmDefinition = alarmOf(config);
  const cluster = new Cluster({ ...options, seed });
  const client = simulatedClient(cluster);
  const chance = new Random(-seed);
  const second = chance.between([0, minute - 1]);
  const start = calm * minute + chance.between([0, minute - 1]);
  cluster.clock.after(start, prepare(cluster));

  const looks: Look[] = [];
  // It was kept before, too.
  const datapoints: Datapoint[] = Array.from({ length: remembered }, (_, ago) => ({
    timestamp: epoch - (remembered - ago) * minute * 1000,
    value: 1,
  }));
  let alarm: AlarmState = 'OK';
  for (let passed = 0; passed <= calm + minutes; passed++) {
    const at = passed * minute + second;
    cluster.clock.advanceTo(at);
    const { verdicts } = await observe({ targets, plan }, client, limits);
    const value = clusterHealth(verdicts);
    if (value !== undefined) datapoints.push({ timestamp: epoch + at * 1000, value });
    const evaluatedAt = (passed + 1) * minute;
    alarm = evaluateAlarm(alarmDefinition, datapoints.slice(-remembered), epoch + evaluatedAt * 1000, alarm);
    looks.push({ at: at - start, verdicts, value, alarm, evaluatedAt: evaluatedAt - start });
  }
  return looks;
}

/** Every run of a scenario, each with a seed of its own. */
export async function playRuns<Played extends Scenario>(
  scenario: Played,
): Promise<{ readonly scenario: Played; readonly runs: readonly (readonly Look[])[] }> {
  const runs: Look[][] = [];
  for (let seed = 1; seed <= scenario.runs; seed++) runs.push(await play(scenario, seed));
  return { scenario, runs };
}

function configOf(yaml: string): Config {
  const { config, diagnostics } = loadConfig(
    'scenario.yaml',
    `cluster: { name: simulated, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: simulated }] }
${yaml}`,
  );
  if (config === undefined) throw new Error(diagnostics.map(formatDiagnostic).join('\n'));
  return config;
}

const alarms = new Map<string, Alarm>();

/** The alarm as it is synthesised; scenarios with the same settings share it. */
function alarmOf(config: Config): Alarm {
  const settings = JSON.stringify(config.alarm);
  const known = alarms.get(settings);
  if (known !== undefined) return known;
  const app = new App();
  const stack = new Stack(app, 'Simulated');
  new HealthAlarm(stack, 'Health', { config, alarmName: 'simulated' });
  const assembly = app.synth();
  const alarm = alarmFromTemplate(assembly.getStackByName(stack.stackName).template);
  rmSync(assembly.directory, { recursive: true, force: true });
  alarms.set(settings, alarm);
  return alarm;
}
