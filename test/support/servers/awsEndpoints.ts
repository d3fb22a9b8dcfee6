import { gunzipSync } from 'node:zlib';
import { type RecordedPut, readPut } from './aws/putMetricData';
import type { HttpRequest, HttpResponse } from './exchange';
import { type ScriptedServer, startScriptedServer } from './scriptedServer';

/** What DescribeCluster returns of a cluster. */
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
}

/** EKS and CloudWatch on one port; the SDK finds them by `AWS_ENDPOINT_URL_EKS` and `AWS_ENDPOINT_URL_CLOUDWATCH`. */
export interface AwsEndpoints extends ScriptedServer {
  /** PutMetricData calls that were accepted. */
  readonly puts: readonly RecordedPut[];
  /** Creates or replaces a cluster. */
  setCluster(name: string, cluster: ClusterRecord): void;
}

/** A response before it is serialized. */
interface AwsResponse {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The places of requests in scripts. */
type Service = 'eks' | 'cloudwatch';

/** The names that SigV4 signs with. */
const signingNames: Record<Service, string> = { eks: 'eks', cloudwatch: 'monitoring' };
const putMetricData = 'GraniteServiceVersion20100801.PutMetricData';
const describeCluster = /^\/clusters\/([^/?]+)$/;

/**
 * Starts the endpoints on a free port of 127.0.0.1. Requests must be signed for their service, with any credentials.
 * The places of scripts are `eks` and `cloudwatch`.
 */
export async function startAwsEndpoints(props: {
  readonly clusters: Readonly<Record<string, ClusterRecord>>;
  /** The clock, in milliseconds since the epoch. Default: the machine's. */
  readonly now?: () => number;
}): Promise<AwsEndpoints> {
  const { now = Date.now } = props;
  const clusters = new Map(Object.entries(props.clusters));
  const puts: RecordedPut[] = [];

  const respond = (request: HttpRequest, body: Buffer): AwsResponse => {
    const service = serviceOf(request);
    const region = signedRegion(service, request);
    if (region === undefined) return missingSignature;
    const { method, url = '', headers } = request;
    if (service === 'eks') {
      const name = describeCluster.exec(url)?.[1];
      return method !== 'GET' || name === undefined
        ? unknownOperation
        : describe(decodeURIComponent(name), region, clusters);
    }
    if (headers['x-amz-target'] !== putMetricData || headers['content-type'] !== 'application/x-amz-json-1.0') {
      return unknownOperation;
    }
    puts.push(readPut(textOf(body, headers['content-encoding'])));
    return { status: 200, body: {} };
  };
  const server = await startScriptedServer({
    respond: async (request, body) => toHttp(respond(request, body), now()),
    placeOf: serviceOf,
    now,
  });
  return Object.assign(server, {
    puts,
    setCluster: (name: string, cluster: ClusterRecord) => void clusters.set(name, cluster),
  });
}

function serviceOf({ headers }: HttpRequest): Service {
  return headers['x-amz-target'] === undefined ? 'eks' : 'cloudwatch';
}

const missingSignature = failure(403, 'MissingAuthenticationTokenException', 'Missing Authentication Token');

const unknownOperation = failure(400, 'UnknownOperationException', 'The operation is not served here.');

/** The region that the request is signed for; undefined without a signature for this service. */
function signedRegion(service: Service, { headers }: HttpRequest): string | undefined {
  const scope = new RegExp(
    `^AWS4-HMAC-SHA256 Credential=[^/]+/\\d{8}/([^/]+)/${signingNames[service]}/aws4_request, .*Signature=`,
  );
  return scope.exec(headers.authorization ?? '')?.[1];
}

function describe(name: string, region: string, clusters: ReadonlyMap<string, ClusterRecord>): AwsResponse {
  const cluster = clusters.get(name);
  if (cluster === undefined) {
    return failure(404, 'ResourceNotFoundException', `No cluster found for name: ${name}.`);
  }
  const { endpoint, caData, status = 'ACTIVE', authenticationMode = 'API_AND_CONFIG_MAP' } = cluster;
  const description = {
    name,
    arn: `arn:aws:eks:${region}:111122223333:cluster/${name}`,
    status,
    endpoint,
    certificateAuthority: { data: caData },
    resourcesVpcConfig: {
      endpointPublicAccess: true,
      endpointPrivateAccess: false,
      publicAccessCidrs: ['0.0.0.0/0'],
      ...cluster.vpcConfig,
    },
    accessConfig: { authenticationMode },
  };
  return { status: 200, body: { cluster: description } };
}

function textOf(body: Buffer, encoding: string | undefined): string {
  return String(encoding === 'gzip' ? gunzipSync(body) : body);
}

/** The type goes both where REST JSON and where JSON 1.0 look for it. */
function failure(status: number, type: string, message: string): AwsResponse {
  return { status, headers: { 'x-amzn-errortype': type }, body: { __type: type, message } };
}

function toHttp({ status, body, headers }: AwsResponse, now: number): HttpResponse {
  return {
    status,
    headers: { date: new Date(now).toUTCString(), 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}
