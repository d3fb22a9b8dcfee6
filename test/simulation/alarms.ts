import { rmSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { createAlarms } from '../../lib/alarms/alarms';
import { createLinks } from '../../lib/alarms/vigilLinks';
import { createWatchdogAlarm } from '../../lib/alarms/watchdogAlarm';
import { namesOf } from '../../lib/config/names';
import type { Config } from '../../lib/config/schema/schema';
import type { Alarm, AlarmState, Datapoint } from '../support/alarmEvaluator';
import { alarmFromTemplate } from '../support/alarmTemplate';
import { AlarmHistory, type MinuteTiming, publishedIn } from '../support/alarmTiming';
import { configFrom } from '../support/configFrom';
import { epoch } from './simulatedClock';

const names = ['health', 'ticket', 'blind', 'chronic'] as const;

type Each<Value> = Readonly<Record<(typeof names)[number], Value>>;
export type AlarmStates = Each<AlarmState>;

/** More periods than AWS retrieves beside the evaluation periods, and more minutes than a value needs to become visible. */
const retainedBeside = 10;
const minute = 60_000;

/** What one run publishes. Undefined: nothing. */
export interface PublishedValues {
  readonly page: number | undefined;
  readonly ticket: number | undefined;
  readonly short: number;
}

/** The values that the function publishes, and the alarms on them. */
export class PublishedMetrics {
  readonly #health: Datapoint[] = [];
  readonly #ticket: Datapoint[] = [];
  readonly #short: Datapoint[] = [];
  readonly #alarms: Each<Alarm>;
  readonly #histories: Each<AlarmHistory>;

  constructor(alarms: Each<Alarm>) {
    this.#alarms = alarms;
    this.#histories = forEach((name) => new AlarmHistory(alarms[name], 'OK'));
  }

  /**
   * Publishes the values of a run.
   *
   * @param passed - the minute for which the run was scheduled.
   */
  publish(passed: number, timing: MinuteTiming, { page, ticket, short }: PublishedValues): void {
    const publish = (points: Datapoint[], value: number | undefined) => {
      if (value !== undefined) points.push(publishedIn(epoch + passed * minute, timing, value));
    };
    publish(this.#health, page);
    publish(this.#ticket, ticket);
    publish(this.#short, page === undefined ? undefined : short);
  }

  /** Evaluates the alarms at a second of the simulation. */
  evaluate(at: number): AlarmStates {
    return forEach((name) => {
      const { evaluationPeriods, periodMs } = this.#alarms[name];
      const retained = (evaluationPeriods + retainedBeside) * (periodMs / minute);
      const points = { health: this.#health, blind: this.#health, ticket: this.#ticket, chronic: this.#short };
      return this.#histories[name].evaluate(points[name].slice(-retained), epoch + at * 1000);
    });
  }
}

const defaultConfig = `
cluster: { name: simulated, region: eu-central-1 }
metric: { namespace: EksVigil, name: ClusterHealth, dimensions: [{ name: Cluster, value: simulated }] }
targets: [{ kind: Node, selector: a=b }]
`;

const ticketConfig = defaultConfig.replace(
  '[{ kind: Node,',
  '[{ kind: Node, selector: c=d, severity: ticket }, { kind: Node,',
);

/** The alarms of a configuration that changes none of their settings. */
export function defaultAlarms(): Each<Alarm> {
  return synthesizeAlarms(configFrom(defaultConfig));
}

const synthesized = new Map<string, Each<Alarm>>();

/** The alarms as they are synthesized, always with that of the tickets. Configurations with the same settings share them. */
export function synthesizeAlarms(config: Config): Each<Alarm> {
  const settings = JSON.stringify(config.alarms);
  const known = synthesized.get(settings);
  if (known !== undefined) return known;
  const template = synthesizeStack((stack) => {
    const links = createLinks(config, config.cluster.region, 'simulated');
    const targets = [...config.targets, ...configFrom(ticketConfig).targets];
    createAlarms(stack, { config: { ...config, targets }, names: namesOf(config).alarms, links });
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
  return { health: create('health'), ticket: create('ticket'), blind: create('blind'), chronic: create('chronic') };
}
