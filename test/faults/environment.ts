import type { ApiServer } from '../support/servers/apiServer';
import type { ClusterRecord } from '../support/servers/aws/eksResponses';
import type { KeyPair } from '../support/servers/certificates';
import type { Defect } from '../support/servers/connections';
import type { Script } from '../support/servers/exchange';
import type { ScriptedServer } from '../support/servers/scriptedServer';
import type { Fixture } from './fixture';

/** What is done to requests. Whatever is absent passes. */
export interface Scripts {
  /** To the API server; the places are those of `placeInApi`. */
  readonly api?: Script;
  /** To AWS; the places are `cloudwatch` and those of `placeInEks`. */
  readonly aws?: Script;
}

/** What a fault may change: the cluster, AWS, the clocks, and the environment of the function. */
export interface Environment {
  readonly fixture: Fixture;
  /** The API server; its own address is the one that EKS returns at first. */
  readonly api: ApiServer;
  /** The true time, in milliseconds since the epoch. */
  now(): number;
  /** The API server's clock, in milliseconds since the epoch. */
  apiNow(): number;
  /** Time passes for all clocks; the controllers go on working. */
  passTime(milliseconds: number): Promise<void>;
  /** What EKS returns of the cluster from now on; what is not given is normal. */
  setCluster(over?: { readonly [Field in keyof ClusterRecord]?: ClusterRecord[Field] | undefined }): void;
  /** Changes environment variables of the function; undefined removes one. */
  setVariables(over: Readonly<Record<string, string | undefined>>): Promise<void>;
  /** Another address of the same API server. */
  addApiAddress(keys?: KeyPair): Promise<ScriptedServer>;
  /** Sets what is done to requests from now on, in place of what was set before. */
  script(scripts: Scripts): void;
  /** Closes every connection, also those to AWS. */
  closeConnections(): void;
  /** Breaks the connections that are open now, also those to AWS. */
  breakConnections(defect: Defect): void;
  /** Invokes the function. */
  run(remaining?: number): Promise<unknown>;
  /** Called when the scenario ends. */
  onEnd(ending: () => Promise<void>): void;
}
