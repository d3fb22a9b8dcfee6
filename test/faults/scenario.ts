import { renewLease } from '../demo/story';
import { objectsOf, type WorkloadState } from '../demo/workloads';
import { type ApiServer, startApiServer } from '../support/servers/apiServer';
import { type AwsEndpoints, type RecordedPut, startAwsEndpoints } from '../support/servers/awsEndpoints';
import type { KeyPair } from '../support/servers/certificates';
import type { Defect } from '../support/servers/connections';
import type { RecordedRequest, ScriptedServer } from '../support/servers/scriptedServer';
import { watched } from './configs';
import type { Environment, Scripts } from './environment';
import type { Fault } from './fault';
import type { Fixture } from './fixture';
import type { Outcome } from './host/instance';
import { credentials, renewedCredentials, variablesOf } from './secrets';

const clusterName = 'prod';
const region = 'eu-central-1';
/**
 * Milliseconds that a run has in place of half a minute. Only what hangs takes this long, so it is enough for a machine that
 * is slow or busy.
 */
export const usualRemaining = 8000;
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
  /** Credentials that were sent to any server. */
  readonly sent: ReadonlySet<string>;
  /** The run without faults, where the fault wants one first. */
  readonly goodRun?: Outcome | undefined;
}

interface Servers {
  readonly api: ApiServer;
  readonly aws: AwsEndpoints;
}

/** The true time, which a scenario moves ahead. */
class Clock {
  /** Milliseconds. */
  passed = 0;

  now(): number {
    return Date.now() + this.passed;
  }
}

/** A cluster, AWS and one instance of the function, with one fault. */
export class Scenario implements Environment {
  readonly fixture: Fixture;
  readonly api: ApiServer;
  readonly #fault: Fault;
  readonly #aws: AwsEndpoints;
  readonly #id = `scenario ${scenarios++}`;
  readonly #addresses: ScriptedServer[];
  readonly #endings: (() => Promise<void>)[] = [];
  readonly #clock: Clock;
  #isLoaded = false;
  #scripts: Scripts = {};
  #variables: Readonly<Record<string, string | undefined>>;
  #goodRun: Outcome | undefined;

  private constructor(fixture: Fixture, fault: Fault, clock: Clock, { api, aws }: Servers) {
    this.fixture = fixture;
    this.api = api;
    this.#fault = fault;
    this.#clock = clock;
    this.#aws = aws;
    this.#addresses = [api];
    this.#variables = {
      AWS_REGION: region,
      AWS_ENDPOINT_URL_EKS: aws.url,
      AWS_ENDPOINT_URL_CLOUDWATCH: aws.url,
      ...variablesOf(credentials),
      ...fault.variables,
    };
    for (const server of [api, aws]) this.onEnd(() => server.stop());
  }

  /** Starts everything, and does the run without faults where the fault wants one first. */
  static async start(fixture: Fixture, fault: Fault): Promise<Scenario> {
    const { certificate, settings, apiClock = 0, config = 'three' } = fault;
    const clock = new Clock();
    const api = await startApiServer({
      cluster: clusterName,
      identities: [credentials, renewedCredentials],
      now: () => clock.now() + apiClock,
      authority: fixture.authority,
      keys:
        certificate === 'of another authority'
          ? await fixture.issue({}, fixture.otherAuthority)
          : await fixture.issue(certificate),
      ...(settings === undefined ? {} : { settings }),
    });
    const aws = await startAwsEndpoints({ clusters: {}, now: () => clock.now() });
    const scenario = new Scenario(fixture, fault, clock, { api, aws });
    scenario.#fill(watched[config].workloads);
    scenario.setCluster();
    await fault.arrange?.(scenario);
    await scenario.#load();
    if (fault.afterAGoodRun !== undefined) scenario.#goodRun = (await scenario.run(usualRemaining)).outcomes[0];
    scenario.script(fault);
    await fault.afterAGoodRun?.(scenario);
    return scenario;
  }

  now(): number {
    return this.#clock.now();
  }

  apiNow(): number {
    return this.now() + (this.#fault.apiClock ?? 0);
  }

  async passTime(milliseconds: number): Promise<void> {
    this.#clock.passed += milliseconds;
    renewLease(this.api, this.apiNow());
    await this.#setClock();
  }

  setCluster(over: Parameters<Environment['setCluster']>[0] = {}): void {
    const { url, caData } = this.api;
    this.#aws.setCluster(clusterName, withoutUndefined({ endpoint: url, caData, ...over }));
  }

  async setVariables(over: Readonly<Record<string, string | undefined>>): Promise<void> {
    this.#variables = { ...this.#variables, ...over };
    if (!this.#isLoaded) return;
    await this.fixture.host.call('configure', this.#id, { variables: withoutUndefined(this.#variables) });
  }

  async addApiAddress(keys?: KeyPair): Promise<ScriptedServer> {
    const address = await this.api.addAddress(keys);
    address.script(this.#scripts.api ?? {});
    this.#addresses.push(address);
    this.onEnd(() => address.stop());
    return address;
  }

  script({ api = {}, aws = {} }: Scripts): void {
    this.#scripts = { api, aws };
    for (const address of this.#addresses) address.script(api);
    this.#aws.script(aws);
  }

  closeConnections(): void {
    for (const server of [this.#aws, ...this.#addresses]) server.closeConnections();
  }

  spoilConnections(defect: Defect): void {
    for (const server of [this.#aws, ...this.#addresses]) server.spoilConnections(defect);
  }

  onEnd(ending: () => Promise<void>): void {
    this.#endings.push(ending);
  }

  async run(remaining = this.#fault.remaining ?? usualRemaining): Promise<Result> {
    const { event = scheduledNow, overlapping = 1 } = this.#fault;
    const accepted = this.#aws.puts.length;
    const connected = this.#connections;
    const props = { event: event(this.now()), remaining };
    const outcomes = await Promise.all(
      Array.from({ length: overlapping }, () => this.fixture.host.call('invoke', this.#id, props)),
    );
    return {
      outcomes,
      puts: this.#aws.puts.slice(accepted),
      requests: this.#addresses.flatMap(({ requests }) => requests),
      requestsToAws: this.#aws.requests,
      connections: this.#connections - connected,
      goodRun: this.#goodRun,
      sent: new Set([this.#aws, ...this.#addresses].flatMap((server) => [...server.credentials])),
    };
  }

  /** Connections that the function keeps, and listeners on them. */
  openConnections(): Promise<{ readonly sockets: number; readonly listeners: number }> {
    return this.fixture.host.call('openConnections', this.#id);
  }

  async end(): Promise<void> {
    await this.fixture.host.call('dispose', this.#id);
    for (const ending of this.#endings.reverse()) await ending();
  }

  get #connections(): number {
    return this.#addresses.reduce((sum, { connections }) => sum + connections, 0);
  }

  #fill(workloads: readonly WorkloadState[]): void {
    renewLease(this.api, this.apiNow());
    // Older than any grace: what is wrong now has been wrong for an hour.
    const since = this.apiNow() - 3_600_000;
    for (const state of workloads) for (const object of objectsOf(state, since)) this.api.put(object);
    this.api.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } });
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
