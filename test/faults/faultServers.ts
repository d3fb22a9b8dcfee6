import { renewLease } from '../demo/story';
import { objectsOf } from '../demo/workloads';
import { type ApiServer, startApiServer } from '../support/servers/apiServer';
import { type AwsEndpoints, startAwsEndpoints } from '../support/servers/awsEndpoints';
import type { KeyPair } from '../support/servers/certificates';
import type { Defect } from '../support/servers/connections';
import type { RecordedRequest } from '../support/servers/requestLog';
import type { ScriptedServer } from '../support/servers/scriptedServer';
import { watched } from './configs';
import type { Scripts } from './environment';
import type { Fault } from './fault';
import type { Fixture } from './fixture';
import { credentials, renewedCredentials } from './lambdaCredentials';
import type { MovableClock } from './movableClock';

export const clusterName = 'prod';

/** The servers of one scenario: the API server, with one or more addresses, and AWS. */
export class FaultServers {
  readonly api: ApiServer;
  readonly aws: AwsEndpoints;
  readonly #addresses: ScriptedServer[];
  #scripts: Scripts = {};

  private constructor(api: ApiServer, aws: AwsEndpoints) {
    this.api = api;
    this.aws = aws;
    this.#addresses = [api];
  }

  /** Starts the servers; the API server has the objects that the configuration of the fault watches. */
  static async start(fixture: Fixture, fault: Fault, clock: MovableClock): Promise<FaultServers> {
    const { certificate, settings, config = 'three' } = fault;
    const api = await startApiServer({
      cluster: clusterName,
      identities: [credentials, renewedCredentials],
      now: () => clock.apiNow(),
      authority: fixture.authority,
      keys:
        certificate === 'of another authority'
          ? await fixture.issue({}, fixture.otherAuthority)
          : await fixture.issue(certificate),
      ...(settings === undefined ? {} : { settings }),
    });
    renewLease(api, clock.apiNow());
    // Older than any grace: what is wrong now has been wrong for an hour.
    const since = clock.apiNow() - 3_600_000;
    for (const state of watched[config].workloads) for (const object of objectsOf(state, since)) api.put(object);
    api.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring' } });
    return new FaultServers(api, await startAwsEndpoints({ clusters: {}, now: () => clock.now() }));
  }

  /** Requests to the API server. */
  get requests(): RecordedRequest[] {
    return this.#addresses.flatMap(({ requests }) => requests);
  }

  /** Connections to the API server so far. */
  get connections(): number {
    return this.#addresses.reduce((sum, { connections }) => sum + connections, 0);
  }

  /** Tokens and signatures that were received. */
  get credentials(): string[] {
    return this.#all.flatMap((server) => [...server.credentials]);
  }

  async addApiAddress(keys?: KeyPair): Promise<ScriptedServer> {
    const address = await this.api.addAddress(keys);
    address.script(this.#scripts.api ?? {});
    this.#addresses.push(address);
    return address;
  }

  script({ api = {}, aws = {} }: Scripts): void {
    this.#scripts = { api, aws };
    for (const address of this.#addresses) address.script(api);
    this.aws.script(aws);
  }

  closeConnections(): void {
    for (const server of this.#all) server.closeConnections();
  }

  breakConnections(defect: Defect): void {
    for (const server of this.#all) server.breakConnections(defect);
  }

  async stop(): Promise<void> {
    for (const server of this.#all) await server.stop();
  }

  get #all(): ScriptedServer[] {
    return [this.aws, ...this.#addresses];
  }
}
