import { renewLease } from '../demo/story';
import type { ApiServer } from '../support/servers/apiServer';
import type { RecordedPut } from '../support/servers/aws/putMetricData';
import type { KeyPair } from '../support/servers/certificates';
import type { Defect } from '../support/servers/connections';
import type { RecordedRequest } from '../support/servers/requestLog';
import type { ScriptedServer } from '../support/servers/scriptedServer';
import { watchedByEks } from './configs';
import type { Environment, Scripts } from './environment';
import type { Fault } from './fault';
import { clusterName, FaultServers } from './faultServers';
import type { Fixture } from './fixture';
import type { Outcome } from './host/instance';
import { credentials, variablesOf } from './lambdaCredentials';
import { MovableClock } from './movableClock';

const region = 'eu-central-1';
/**
 * Milliseconds that a run has instead of half a minute. Only a run in which something hangs takes longer because of it, so it is
 * enough for a slow or busy machine: a try has more than 3 seconds.
 */
export const usualRemaining = 20_000;
let scenarios = 0;

/** What the invocations that count did, as the servers saw it. */
export interface Result {
  readonly outcomes: readonly Outcome[];
  /** What CloudWatch accepted. */
  readonly puts: readonly RecordedPut[];
  /** Requests to the API server. */
  readonly requests: readonly RecordedRequest[];
  readonly requestsToAws: readonly RecordedRequest[];
  /** New connections to the API server. */
  readonly connections: number;
  /** Credentials that the function had, and tokens and signatures that it sent. */
  readonly secrets: ReadonlySet<string>;
  /** The run without faults, where the fault wants one first. */
  readonly healthyRun?: Outcome | undefined;
}

/** A cluster, AWS and one instance of the function, with one fault. */
export class FaultScenario implements Environment {
  readonly fixture: Fixture;
  readonly #fault: Fault;
  readonly #clock: MovableClock;
  readonly #servers: FaultServers;
  readonly #id = `scenario ${scenarios++}`;
  readonly #endings: (() => Promise<void>)[] = [];
  /** Credentials that the function had. */
  readonly #credentials = new Set<string>();
  #variables: Readonly<Record<string, string | undefined>> = {};
  #isLoaded = false;
  #healthyRun: Outcome | undefined;

  private constructor(fixture: Fixture, fault: Fault, clock: MovableClock, servers: FaultServers) {
    this.fixture = fixture;
    this.#fault = fault;
    this.#clock = clock;
    this.#servers = servers;
  }

  /** Starts everything, and does the run without faults where the fault wants one first. */
  static async start(fixture: Fixture, fault: Fault): Promise<FaultScenario> {
    const clock = new MovableClock(fault.apiClock ?? 0);
    const servers = await FaultServers.start(fixture, fault, clock);
    const scenario = new FaultScenario(fixture, fault, clock, servers);
    const { url } = servers.aws;
    await scenario.setVariables({
      AWS_REGION: region,
      AWS_ENDPOINT_URL_EKS: url,
      AWS_ENDPOINT_URL_CLOUDWATCH: url,
      ...variablesOf(credentials),
      ...fault.variables,
    });
    scenario.setCluster();
    await fault.arrange?.(scenario);
    await scenario.#load();
    if (fault.afterHealthyRun !== undefined) scenario.#healthyRun = (await scenario.run(usualRemaining)).outcomes[0];
    scenario.script(fault);
    await fault.afterHealthyRun?.(scenario);
    return scenario;
  }

  get api(): ApiServer {
    return this.#servers.api;
  }

  now(): number {
    return this.#clock.now();
  }

  apiNow(): number {
    return this.#clock.apiNow();
  }

  async passTime(milliseconds: number): Promise<void> {
    this.#clock.passed += milliseconds;
    renewLease(this.api, this.apiNow());
    await this.#setClock();
  }

  setCluster(over: Parameters<Environment['setCluster']>[0] = {}): void {
    const { url, caData } = this.api;
    this.#servers.aws.setCluster(clusterName, withoutUndefined({ endpoint: url, caData, ...watchedByEks, ...over }));
  }

  async setVariables(over: Readonly<Record<string, string | undefined>>): Promise<void> {
    this.#variables = { ...this.#variables, ...over };
    for (const name of Object.keys(variablesOf(credentials))) this.#credentials.add(this.#variables[name] ?? '');
    this.#credentials.delete('');
    if (!this.#isLoaded) return;
    await this.fixture.host.call('configure', this.#id, { variables: withoutUndefined(this.#variables) });
  }

  addApiAddress(keys?: KeyPair): Promise<ScriptedServer> {
    return this.#servers.addApiAddress(keys);
  }

  script(scripts: Scripts): void {
    this.#servers.script(scripts);
  }

  closeConnections(): void {
    this.#servers.closeConnections();
  }

  breakConnections(defect: Defect): void {
    this.#servers.breakConnections(defect);
  }

  onEnd(ending: () => Promise<void>): void {
    this.#endings.push(ending);
  }

  async run(remaining = this.#fault.remaining ?? usualRemaining): Promise<Result> {
    const { event = scheduledNow, overlapping = 1 } = this.#fault;
    const { aws, connections } = this.#servers;
    const accepted = aws.puts.length;
    const props = { event: event(this.now()), remaining };
    const outcomes = await Promise.all(
      Array.from({ length: overlapping }, () => this.fixture.host.call('invoke', this.#id, props)),
    );
    return {
      outcomes,
      puts: aws.puts.slice(accepted),
      requests: this.#servers.requests,
      requestsToAws: aws.requests,
      connections: this.#servers.connections - connections,
      secrets: new Set([...this.#credentials, ...this.#servers.credentials]),
      healthyRun: this.#healthyRun,
    };
  }

  /** Connections that the function keeps, and listeners on them. */
  openConnections(): Promise<{ readonly sockets: number; readonly listeners: number }> {
    return this.fixture.host.call('openConnections', this.#id);
  }

  async end(): Promise<void> {
    await this.fixture.host.call('dispose', this.#id);
    for (const ending of this.#endings) await ending();
    await this.#servers.stop();
  }

  async #load(): Promise<void> {
    const { config = 'three', names } = this.#fault;
    await this.fixture.host.call('load', this.#id, {
      assetDirectory: this.fixture.assetDirectory,
      configDirectory: this.fixture.configs[config].directory,
      variables: withoutUndefined(this.#variables),
      ...(names === undefined ? {} : { names }),
    });
    this.#isLoaded = true;
    await this.#setClock();
  }

  #setClock(): Promise<void> {
    const clockOffset = this.#clock.passed + (this.#fault.functionClock ?? 0);
    return this.fixture.host.call('configure', this.#id, { clockOffset });
  }
}

/** The schedule's event of some seconds ago. */
function scheduledNow(now: number): unknown {
  return { time: new Date(now - 3000).toISOString() };
}

function withoutUndefined<T extends object>(given: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}
