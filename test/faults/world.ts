import { renewLease } from '../demo/story';
import { objectsOf } from '../demo/workloads';
import { type ApiServer, startApiServer } from '../support/servers/apiServer';
import {
  type AwsEndpoints,
  type ClusterRecord,
  type RecordedPut,
  startAwsEndpoints,
} from '../support/servers/awsEndpoints';
import type { KeyPair } from '../support/servers/certificates';
import { watched } from './configs';
import type { Fault } from './fault';
import { type Front, type Script, type Seen, startFront } from './front';
import type { Outcome } from './host/instance';
import { placeInApi, placeInAws } from './places';
import { credentials, renewedCredentials, variablesOf } from './secrets';
import type { Stage } from './stage';

const clusterName = 'prod';
const region = 'eu-central-1';
/** Milliseconds that a run has in place of half a minute. */
export const usualRemaining = 2000;
let worlds = 0;

/** What the invocations that count did, as the servers saw it. */
export interface Played {
  readonly outcomes: readonly Outcome[];
  /** What CloudWatch took. */
  readonly puts: readonly RecordedPut[];
  /** Requests to the API server. */
  readonly seen: readonly Seen[];
  readonly seenByAws: readonly Seen[];
  /** Credentials that were sent to any server. */
  readonly sent: ReadonlySet<string>;
  /** What came before, where the fault wants it. */
  readonly goodRun?: Outcome | undefined;
}

/** A cluster, AWS and one instance of the function, with one fault. */
export class World {
  readonly #id = `world ${worlds++}`;
  readonly #apiFronts: Front[] = [];
  readonly #endings: (() => Promise<void>)[] = [];
  #passed = 0;
  #aws: { readonly front: Front; readonly endpoints: AwsEndpoints } | undefined;
  #api: ApiServer | undefined;

  #apiScript: Script = {};
  #isLoaded = false;
  #goodRun: Outcome | undefined;
  #environment: Readonly<Record<string, string | undefined>> = {};

  private constructor(
    readonly stage: Stage,
    private readonly fault: Fault,
  ) {}

  /** Starts everything, and plays the good run where the fault wants one first. */
  static async begin(stage: Stage, fault: Fault): Promise<World> {
    const world = new World(stage, fault);
    await world.#startServers();
    await fault.arrange?.(world);
    await world.#load();
    if (fault.afterAGoodRun === undefined) {
      world.script(fault);
      return world;
    }
    world.#goodRun = (await world.play(usualRemaining)).outcomes[0];
    world.script(fault);
    await fault.afterAGoodRun(world);
    return world;
  }

  /** The true time, in milliseconds. */
  now(): number {
    return Date.now() + this.#passed;
  }

  get api(): ApiServer {
    return existing(this.#api);
  }

  /** The API server's address that EKS tells at first. */
  get apiFront(): Front {
    return existing(this.#apiFronts[0]);
  }

  get awsFront(): Front {
    return existing(this.#aws).front;
  }

  /** The API server's clock, in milliseconds. */
  apiNow(): number {
    return this.now() + (this.fault.apiClock ?? 0);
  }

  /** Time passes for all clocks; the controllers go on working. */
  async passTime(milliseconds: number): Promise<void> {
    this.#passed += milliseconds;
    renewLease(this.api, this.apiNow());
    await this.#setClock();
  }

  /** What EKS tells of the cluster from now on; what is not given is as it should be. */
  setCluster(over: { readonly [Field in keyof ClusterRecord]?: ClusterRecord[Field] | undefined } = {}): void {
    const caData = Buffer.from(this.stage.authority.certificatePem).toString('base64');
    existing(this.#aws).endpoints.setCluster(
      clusterName,
      withoutUndefined({ endpoint: this.apiFront.url, caData, ...over }),
    );
  }

  /** Changes variables of the function's environment; undefined takes one away. */
  async setEnvironment(over: Readonly<Record<string, string | undefined>>): Promise<void> {
    this.#environment = { ...this.#environment, ...over };
    if (!this.#isLoaded) return;
    await this.stage.host.call('configure', this.#id, { environment: withoutUndefined(this.#environment) });
  }

  /** Another address of the same API server. */
  async addApiFront(tls?: KeyPair): Promise<Front> {
    const { url, caData } = this.api;
    const front = await startFront({
      upstream: { url, ca: Buffer.from(caData, 'base64').toString() },
      tls: tls ?? (await this.stage.issue()),
      protocol: this.fault.protocol,
      http2: this.fault.http2,
      placeOf: placeInApi,
      now: () => this.apiNow(),
    });
    front.script(this.#apiScript);
    this.#apiFronts.push(front);
    this.onEnd(() => front.stop());
    return front;
  }

  /** Breaks every connection, also those to AWS. */
  closeConnections(): void {
    for (const front of [this.awsFront, ...this.#apiFronts]) front.closeConnections();
  }

  /** Requests that come over the connections of now, also those to AWS: never answered, or reset. */
  spoilConnections(how: 'mute' | 'reset'): void {
    for (const front of [this.awsFront, ...this.#apiFronts]) front.spoilConnections(how);
  }

  /** What is done to requests from now on. */
  script({ api = {}, aws = {} }: Pick<Fault, 'api' | 'aws'>): void {
    this.#apiScript = api;
    for (const front of this.#apiFronts) front.script(api);
    this.awsFront.script(aws);
  }

  onEnd(ending: () => Promise<void>): void {
    this.#endings.push(ending);
  }

  /** The invocations that count. */
  async play(remaining = this.fault.remaining ?? usualRemaining): Promise<Played> {
    const { event = scheduledAt, overlapping = 1 } = this.fault;
    const { endpoints, front } = existing(this.#aws);
    const before = endpoints.puts.length;
    const props = { event: event(this.now()), remaining };
    const outcomes = await Promise.all(
      Array.from({ length: overlapping }, () => this.stage.host.call('invoke', this.#id, props)),
    );
    return {
      outcomes,
      puts: endpoints.puts.slice(before),
      seen: this.#apiFronts.flatMap(({ seen }) => seen),
      seenByAws: front.seen,
      goodRun: this.#goodRun,
      sent: new Set([front, ...this.#apiFronts].flatMap(({ credentials: sent }) => [...sent])),
    };
  }

  /** Connections that the function keeps, and listeners on them. */
  kept(): Promise<{ readonly sockets: number; readonly listeners: number }> {
    return this.stage.host.call('kept', this.#id);
  }

  async end(): Promise<void> {
    await this.stage.host.call('dispose', this.#id);
    for (const ending of this.#endings.reverse()) await ending();
  }

  async #startServers(): Promise<void> {
    const { certificate, config = 'three' } = this.fault;
    const api = await startApiServer({
      cluster: clusterName,
      identities: [credentials, renewedCredentials],
      now: () => this.apiNow(),
    });
    this.#api = api;
    this.onEnd(() => api.stop());
    renewLease(api, this.apiNow());
    // Older than any grace: what is amiss now has been so for an hour.
    const since = this.apiNow() - 3_600_000;
    for (const state of watched[config].workloads) for (const object of objectsOf(state, since)) api.put(object);
    api.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } });

    const endpoints = await startAwsEndpoints({ clusters: {} });
    this.onEnd(() => endpoints.stop());
    const front = await startFront({ upstream: { url: endpoints.url }, placeOf: placeInAws, now: () => this.now() });
    this.onEnd(() => front.stop());
    this.#aws = { endpoints, front };
    const tls =
      certificate === 'of another authority'
        ? await this.stage.issue({}, this.stage.otherAuthority)
        : await this.stage.issue(certificate);
    await this.addApiFront(tls);
    this.setCluster();
    this.#environment = {
      AWS_REGION: region,
      AWS_ENDPOINT_URL_EKS: front.url,
      AWS_ENDPOINT_URL_CLOUDWATCH: front.url,
      ...variablesOf(credentials),
      ...this.fault.environment,
    };
  }

  async #load(): Promise<void> {
    const { config = 'three', names } = this.fault;
    await this.stage.host.call('load', this.#id, {
      assetDirectory: this.stage.assetDirectory,
      configDirectory: this.stage.configs[config].directory,
      environment: withoutUndefined(this.#environment),
      ...(names === undefined ? {} : { names }),
    });
    this.#isLoaded = true;
    await this.#setClock();
  }

  #setClock(): Promise<void> {
    const clockOffset = this.#passed + (this.fault.ownClock ?? 0);
    return this.stage.host.call('configure', this.#id, { clockOffset });
  }
}

/** The schedule's event of some seconds ago. */
export function scheduledAt(now: number): unknown {
  return { time: new Date(now - 3000).toISOString() };
}

function withoutUndefined<T extends object>(given: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], undefined> };
}

function existing<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the world has not begun');
  return value;
}
