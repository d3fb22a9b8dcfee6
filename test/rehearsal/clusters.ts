import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ControlPlane, startControlPlane } from '../cluster/controlPlane';
import { type AuthenticationMode, files } from '../cluster/files';

/** What EKS returns of a cluster, besides how to connect to it. */
export interface ClusterSettings {
  readonly authenticationMode: AuthenticationMode;
  /** The response's field of this name. */
  readonly resourcesVpcConfig: Readonly<Record<string, unknown>>;
}

/** A cluster that anybody can connect to, and that maps roles in `aws-auth`. */
const publicCluster: ClusterSettings = {
  authenticationMode: 'CONFIG_MAP',
  resourcesVpcConfig: {
    endpointPublicAccess: true,
    endpointPrivateAccess: false,
    publicAccessCidrs: ['0.0.0.0/0'],
  },
};

/** What EKS reports of a managed node group. */
export interface Nodegroup {
  readonly status: string;
  readonly health: { readonly issues: readonly { code: string; message: string; resourceIds: readonly string[] }[] };
}

interface Cluster {
  readonly controlPlane: ControlPlane;
  readonly settings: ClusterSettings;
  nodegroups: Readonly<Record<string, Nodegroup>>;
}

/** The clusters of all accounts, as EKS describes them. */
export class Clusters {
  readonly #region: string;
  readonly #file: string;
  readonly #clusters = new Map<string, Cluster>();

  /** @param file - for the descriptions, which `aws/eks.py` reads. */
  constructor(region: string, file: string) {
    this.#region = region;
    this.#file = file;
    this.#describe();
  }

  /** Starts a control plane that does not map the function's role, and lets EKS describe it. */
  async start(name: string, account: string, settings: ClusterSettings = publicCluster): Promise<ControlPlane> {
    const controlPlane = await startControlPlane({
      cluster: name,
      region: this.#region,
      nodes: 2,
      proxies: true,
      roleName: 'somebody-else',
      authenticationMode: settings.authenticationMode,
    });
    this.#clusters.set(this.#key(name, account), { controlPlane, settings, nodegroups: {} });
    this.#describe();
    return controlPlane;
  }

  /** Ends the control plane of a cluster. */
  async stop(name: string, account: string): Promise<void> {
    await this.controlPlane(name, account).stop();
    this.#clusters.delete(this.#key(name, account));
    this.#describe();
  }

  /** @throws Error if there is no such cluster. */
  controlPlane(name: string, account: string): ControlPlane {
    return this.#cluster(name, account).controlPlane;
  }

  /** Decides which managed node groups a cluster has from now on. */
  setNodegroups(name: string, account: string, nodegroups: Cluster['nodegroups']): void {
    this.#cluster(name, account).nodegroups = nodegroups;
    this.#describe();
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#clusters.values()].map(({ controlPlane }) => controlPlane.stop()));
  }

  #cluster(name: string, account: string): Cluster {
    const found = this.#clusters.get(this.#key(name, account));
    if (found === undefined) throw new Error(`the cluster ${name} of account ${account} was not started`);
    return found;
  }

  #key(name: string, account: string): string {
    return `${account}/${this.#region}/${name}`;
  }

  #describe(): void {
    const described = [...this.#clusters].map(([key, { controlPlane, settings, nodegroups }]) => {
      const { server: endpoint, caData, dir } = controlPlane;
      return [key, { endpoint, caData, accessEntries: join(dir, files.accessEntries), nodegroups, ...settings }];
    });
    writeFileSync(this.#file, JSON.stringify(Object.fromEntries(described)));
  }
}
