import {
  DescribeAddonCommand,
  DescribeClusterCommand,
  DescribeNodegroupCommand,
  type EKSClient,
  ListAddonsCommand,
  ListNodegroupsCommand,
} from '@aws-sdk/client-eks';
import type { EksKind } from '../../model/eksResources';

type Client = Pick<EKSClient, 'send'>;
type Options = { readonly abortSignal: AbortSignal };

/** A description and what it is about, as EKS sent them. */
export interface Described {
  readonly cluster: unknown;
  readonly name: unknown;
  readonly description: unknown;
}

type Describe = (client: Client, clusterName: string, name: string, options: Options) => Promise<Described>;

/** How each kind is described. */
export const describeOperations: Readonly<Record<EksKind, Describe>> = {
  async EKSCluster(client, name, _, options) {
    const { cluster } = await client.send(new DescribeClusterCommand({ name }), options);
    return { cluster: cluster?.name, name: cluster?.name, description: cluster };
  },
  async EKSNodegroup(client, clusterName, nodegroupName, options) {
    const { nodegroup } = await client.send(new DescribeNodegroupCommand({ clusterName, nodegroupName }), options);
    return { cluster: nodegroup?.clusterName, name: nodegroup?.nodegroupName, description: nodegroup };
  },
  async EKSAddon(client, clusterName, addonName, options) {
    const { addon } = await client.send(new DescribeAddonCommand({ clusterName, addonName }), options);
    return { cluster: addon?.clusterName, name: addon?.addonName, description: addon };
  },
};

/** A kind of which a cluster has several. */
export type ListedKind = Exclude<EksKind, 'EKSCluster'>;

/** One page of a list, as EKS sent it. */
export interface ListedPage {
  readonly names: unknown;
  readonly nextToken?: string | undefined;
}

type List = (client: Client, clusterName: string, token: string | undefined, options: Options) => Promise<ListedPage>;

/** How each kind is listed. */
export const listOperations: Readonly<Record<ListedKind, List>> = {
  async EKSNodegroup(client, clusterName, nextToken, options) {
    const page = await client.send(new ListNodegroupsCommand({ clusterName, nextToken }), options);
    return { names: page.nodegroups, nextToken: page.nextToken };
  },
  async EKSAddon(client, clusterName, nextToken, options) {
    const page = await client.send(new ListAddonsCommand({ clusterName, nextToken }), options);
    return { names: page.addons, nextToken: page.nextToken };
  },
};
