import { rmSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { createAlarms } from '../../lib/alarms/alarms';
import { createLinks } from '../../lib/alarms/links';
import { createWatchdogAlarm } from '../../lib/alarms/watchdogAlarm';
import { namesOf } from '../../lib/config/names';
import type { Config } from '../../lib/config/schema/schema';
import type { Alarm, AlarmState, Datapoint } from '../support/alarmEvaluator';
import { alarmFromTemplate } from '../support/alarmTemplate';
import { AlarmHistory, type MinuteTiming, publishedIn } from '../support/alarmTiming';
import { configFrom } from '../support/configFrom';
import { epoch } from './simulatedClock';

const names = ['health', 'blind', 'chronic'] as const;

type Each<Value> = Readonly<Record<(typeof names)[number], Value>>;
export type AlarmStates = Each<AlarmState>;

/** How many data points of a metric the alarms are evaluated with: more than an evaluation range has. */
const retained = 130;
const minute = 60_000;

/** The values that the function publishes, and the alarms on them. */
export class PublishedMetrics {
  readonly #health: Datapoint[] = [];
  readonly #short: Datapoint[] = [];
  readonly #histories: Each<AlarmHistory>;

  constructor(alarms: Each<Alarm>) {
    this.#histories = forEach((name) => new AlarmHistory(alarms[name], 'OK'));
  }

  /**
   * Publishes the values of a run.
   *
   * @param passed - the minute for which the run was scheduled.
   */
  publish(passed: number, timing: MinuteTiming, { value, short }: { value: number; short: number }): void {
    const start = epoch + passed * minute;
    this.#health.push(publishedIn(start, timing, value));
    this.#short.push(publishedIn(start, timing, short));
  }

  /** Evaluates the alarms at a second of the simulation. */
  evaluate(at: number): AlarmStates {
    const [health, short] = [this.#health.slice(-retained), this.#short.slice(-retained)];
    return forEach((name) => this.#histories[name].evaluate(name === 'chronic' ? short : health, epoch + at * 1000));
  }
}

const defaultConfig = `
cluster: { name: simulated, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: simulated }] }
targets: [{ kind: Node, selector: a=b }]
`;

/** The alarms of a configuration that changes none of their settings. */
export function defaultAlarms(): Each<Alarm> {
  return synthesizeAlarms(configFrom(defaultConfig));
}

const synthesized = new Map<string, Each<Alarm>>();

/** The alarms as they are synthesized. Configurations with the same settings share them. */
export function synthesizeAlarms(config: Config): Each<Alarm> {
  const settings = JSON.stringify(config.alarms);
  const known = synthesized.get(settings);
  if (known !== undefined) return known;
  const template = synthesizeStack((stack) => {
    const links = createLinks(config, config.cluster.region, 'simulated');
    createAlarms(stack, { config, names: namesOf(config).alarms, links });
  });
  const alarms = forEach((name) => alarmFromTemplate(template, `${name[0]?.toUpperCase()}${name.slice(1)}`));
  synthesized.set(settings, alarms);
  return alarms;
}

/** The alarm `watchdog`, whose settings do not depend on the configuration. */
export function watchdogAlarm(): Alarm {
  const config = configFrom(defaultConfig);
  return alarmFromTemplate(
    synthesizeStack((stack) => void createWatchdogAlarm(stack, { config, names: namesOf(config), messages: '' })),
  );
}

function synthesizeStack(create: (stack: Stack) => void): unknown {
  const app = new App();
  const stack = new Stack(app, 'Simulated');
  create(stack);
  const assembly = app.synth();
  const { template } = assembly.getStackByName(stack.stackName);
  rmSync(assembly.directory, { recursive: true, force: true });
  return template;
}

function forEach<Value>(create: (name: keyof Each<Value>) => Value): Each<Value> {
  return { health: create('health'), blind: create('blind'), chronic: create('chronic') };
}
