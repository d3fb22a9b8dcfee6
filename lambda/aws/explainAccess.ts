import { createEntryCommand, deleteEntryCommand, eksctlCommand, roleArnIn } from '../../model/roleMapping';
import type { RuntimeAccess, RuntimeConfig } from '../../model/runtimeConfig';
import type { AccessFailure, Explanation } from '../kubernetes/clusterAccess';
import type { ClusterInfo } from './describeCluster';

/** The part of the configuration that decides how the function gets access. */
export type AccessConfig = Pick<RuntimeConfig, 'cluster' | 'access' | 'inVpc'>;

const applyManifest = 'eks-vigil rbac --config FILE | kubectl apply -f -';

/** Explains a failure by the description of the cluster; undefined if that does not explain it. Pure. */
export function explainAccess(
  failure: AccessFailure,
  config: AccessConfig,
  info: ClusterInfo,
): Explanation | undefined {
  if (failure === 'forbidden')
    return { message: `run \`${applyManifest}\` in your checkout of eks-vigil`, command: applyManifest };
  if (failure === 'unauthorized') return explainUnauthorized(config, info);
  return config.inVpc ? explainFromVpc(failure, info) : explainFromOutside(failure, config, info);
}

/** The addresses of a function outside of a VPC are not fixed, so no list can contain them. */
function explainFromOutside(
  failure: AccessFailure,
  { cluster: { name } }: AccessConfig,
  { endpoint: { isPublic, isPrivate, publicCidrs } }: ClusterInfo,
): Explanation | undefined {
  if (!isPublic) {
    return { reason: 'EndpointPrivate', message: `the endpoint of ${name} is private: set \`network\`` };
  }
  if (failure !== 'unreached' || publicCidrs.length === 0) return undefined;
  const inVpc = isPrivate ? 'subnets in the VPC of the cluster, or ' : '';
  const accepted = listCidrs(publicCidrs);
  return {
    reason: 'EndpointRestricted',
    message: `the endpoint of ${name} accepts only connections from ${accepted}: set \`network\`, with ${inVpc}subnets whose NAT gateway has an address in this list`,
  };
}

const noDns =
  'the DNS servers of the VPC did not respond: if they are not those of Amazon, a group in `securityGroups` must allow outbound traffic to them on port 53';

function explainFromVpc(
  failure: AccessFailure,
  { endpoint: { isPrivate, publicCidrs } }: ClusterInfo,
): Explanation | undefined {
  if (failure === 'unresolved') return { message: noDns };
  if (failure !== 'unreached') return undefined;
  const listed = publicCidrs.length === 0 ? '' : ` with an address in ${listCidrs(publicCidrs)}`;
  if (!isPrivate) {
    const message = `the cluster has no private endpoint: the subnets of the function need a route to a NAT gateway${listed}`;
    return { message };
  }
  const otherVpc = listed === '' ? '' : `; in another VPC, the function needs a NAT gateway${listed}`;
  return {
    message: `the security group of the cluster must allow inbound traffic on port 443 from that of the function, which must allow it outbound${otherVpc}`,
  };
}

const maxCidrs = 5;

function listCidrs(cidrs: readonly string[]): string {
  const more = cidrs.length > maxCidrs ? ` and ${cidrs.length - maxCidrs} more` : '';
  return `${cidrs.slice(0, maxCidrs).join(', ')}${more}`;
}

type Mode = NonNullable<ClusterInfo['authenticationMode']>;

/** What to run, by how the role should be mapped and by the authentication mode of the cluster. */
const remedies: Readonly<Record<RuntimeAccess['type'], Readonly<Record<Mode, (commands: Commands) => Explanation>>>> = {
  eksctl: {
    CONFIG_MAP: ({ map }) => ({ message: `run \`${map}\``, command: map }),
    API_AND_CONFIG_MAP: ({ map }) => ({
      message: `run \`${map}\`, or deploy with \`access: accessEntry\``,
      command: map,
    }),
    API: ({ create }) => ({
      message: `\`eksctl create iamidentitymapping\` has no effect in authentication mode API: deploy with \`access: accessEntry\`, or run \`${create}\``,
      command: create,
    }),
  },
  accessEntry: {
    CONFIG_MAP: ({ map }) => ({
      message: `access entries have no effect in authentication mode CONFIG_MAP: run \`${map}\`, and deploy with \`access: eksctl\``,
      command: map,
    }),
    API_AND_CONFIG_MAP: recreateEntry,
    API: recreateEntry,
  },
};

interface Commands {
  readonly map: string;
  readonly create: string;
  readonly remove: string;
}

/** An access entry belongs to the unique ID of the role, which a role that was recreated does not have. */
function recreateEntry({ create, remove }: Commands): Explanation {
  return {
    message: `its access entry is missing, or belongs to an earlier role of the same name: run \`${remove}\`, then \`${create}\``,
    // It changes nothing if there is an entry, and says so.
    command: create,
  };
}

function explainUnauthorized({ cluster, access }: AccessConfig, { arn, authenticationMode }: ClusterInfo): Explanation {
  const refused = 'the cluster does not accept the identity';
  // Without the account, a command would map a role that does not exist.
  if (arn === '') return { message: `${refused}; map the role ${access.roleName} to the group ${access.group}` };
  const mapping = { cluster, roleArn: roleArnIn(arn, access.roleName), group: access.group };
  // The only mode before there were access entries.
  const remedy = remedies[access.type][authenticationMode ?? 'CONFIG_MAP']({
    map: eksctlCommand(mapping),
    create: createEntryCommand(mapping),
    remove: deleteEntryCommand(mapping),
  });
  return { ...remedy, message: `${refused}; ${remedy.message}` };
}
