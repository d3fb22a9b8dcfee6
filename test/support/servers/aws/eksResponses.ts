/** What EKS returns of a cluster. */
export interface ClusterRecord {
  /** Absent while the cluster is being created. */
  readonly endpoint?: string;
  /** The authority's certificate as PEM, in base64; absent while the cluster is being created. */
  readonly caData?: string;
  /** Default ACTIVE. */
  readonly status?: string;
  /** Default: public, for everybody. */
  readonly vpcConfig?: {
    readonly endpointPublicAccess?: boolean;
    readonly endpointPrivateAccess?: boolean;
    readonly publicAccessCidrs?: readonly string[];
  };
  /** Default API_AND_CONFIG_MAP, as eksctl creates clusters. */
  readonly authenticationMode?: 'API' | 'API_AND_CONFIG_MAP' | 'CONFIG_MAP';
  /** Default none. */
  readonly issues?: readonly IssueRecord[];
  /** By name. Default none. */
  readonly nodegroups?: Readonly<Record<string, ResourceRecord>>;
  /** By name. Default none. */
  readonly addons?: Readonly<Record<string, ResourceRecord>>;
}

/** A node group or an add-on. */
export interface ResourceRecord {
  /** Default ACTIVE. */
  readonly status?: string;
  readonly issues?: readonly IssueRecord[];
  /** In milliseconds since the epoch. */
  readonly createdAt?: number;
  readonly modifiedAt?: number;
}

interface IssueRecord {
  readonly code?: string;
  readonly message?: string;
  readonly resourceIds?: readonly string[];
}

/** A response before it is serialized. */
export interface AwsResponse {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const account = '111122223333';
/** Names on one page; EKS has up to 100. */
const pageSize = 2;

const collections = {
  'node-groups': { key: 'nodegroup', list: 'nodegroups', nameKey: 'nodegroupName', noun: 'node group' },
  addons: { key: 'addon', list: 'addons', nameKey: 'addonName', noun: 'addon' },
} as const;

/** The part of a path of EKS behind the cluster: empty, `node-groups`, `node-groups/NAME`, `addons` or `addons/NAME`. */
const clusterPath = /^\/clusters\/([^/?]+)(?:\/((?:node-groups|addons)(?:\/[^/?]+)?))?(?:\?(.*))?$/;

/** The place of a request in scripts: `eks` for the cluster itself, else the part of the path behind it. */
export function placeInEks(url: string): string {
  return decodeURIComponent(clusterPath.exec(url)?.[2] ?? 'eks');
}

/** The response to a GET request; undefined if the path has no operation. */
export function respondAsEks(
  url: string,
  region: string,
  clusters: ReadonlyMap<string, ClusterRecord>,
): AwsResponse | undefined {
  const [matched, encoded = '', rest = '', query] = clusterPath.exec(url) ?? [];
  if (matched === undefined) return undefined;
  const name = decodeURIComponent(encoded);
  const cluster = clusters.get(name);
  if (cluster === undefined) return notFound(`No cluster found for name: ${name}.`);
  const [collection, resource] = rest.split('/').map(decodeURIComponent);
  if (collection === '' || collection === undefined) return ok({ cluster: describeCluster(name, region, cluster) });
  const { key, list, nameKey, noun } = collections[collection as keyof typeof collections];
  const resources = cluster[list] ?? {};
  if (resource === undefined) return ok(pageOf(Object.keys(resources), list, new URLSearchParams(query)));
  const found = resources[resource];
  if (found === undefined) return notFound(`No ${noun} found for name: ${resource}.`);
  return ok({ [key]: { clusterName: name, [nameKey]: resource, ...describeResource(found) } });
}

function pageOf(names: readonly string[], list: string, query: URLSearchParams) {
  const start = Number(query.get('nextToken') ?? 0);
  const end = start + pageSize;
  return { [list]: names.slice(start, end), nextToken: end < names.length ? String(end) : null };
}

function describeResource({ status = 'ACTIVE', issues = [], createdAt = 0, modifiedAt = createdAt }: ResourceRecord) {
  return { status, health: { issues }, createdAt: createdAt / 1000, modifiedAt: modifiedAt / 1000 };
}

function describeCluster(name: string, region: string, cluster: ClusterRecord) {
  const { endpoint, caData, status = 'ACTIVE', authenticationMode = 'API_AND_CONFIG_MAP', issues = [] } = cluster;
  return {
    name,
    arn: `arn:aws:eks:${region}:${account}:cluster/${name}`,
    status,
    endpoint,
    certificateAuthority: { data: caData },
    resourcesVpcConfig: {
      vpcId: 'vpc-0123456789abcdef0',
      endpointPublicAccess: true,
      endpointPrivateAccess: false,
      publicAccessCidrs: ['0.0.0.0/0'],
      ...cluster.vpcConfig,
    },
    accessConfig: { authenticationMode },
    health: { issues },
  };
}

function ok(body: unknown): AwsResponse {
  return { status: 200, body };
}

function notFound(message: string): AwsResponse {
  return failure(404, 'ResourceNotFoundException', message);
}

/** The type goes both where REST JSON and where JSON 1.0 look for it. */
export function failure(status: number, type: string, message: string): AwsResponse {
  return { status, headers: { 'x-amzn-errortype': type }, body: { __type: type, message } };
}
