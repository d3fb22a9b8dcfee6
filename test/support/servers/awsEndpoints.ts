import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

/** What DescribeCluster tells about a cluster. */
export interface ClusterRecord {
  /** Absent while the cluster is being created. */
  readonly endpoint?: string;
  /** The authority's certificate as PEM, in base64; absent while the cluster is being created. */
  readonly caData?: string;
  /** Default ACTIVE. */
  readonly status?: string;
}

/** A PutMetricData call that was accepted. */
export interface RecordedPut {
  readonly namespace: string;
  readonly metricData: readonly RecordedDatum[];
  /** When it came, in milliseconds. */
  readonly at: number;
}

export interface RecordedDatum {
  readonly name: string;
  readonly value: number;
  readonly unit?: string;
  /** Milliseconds; absent when the call had none. */
  readonly timestamp?: number;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
}

export type Service = 'eks' | 'cloudwatch';

export interface AwsRequest {
  readonly method: string;
  readonly path: string;
  /** As text, decompressed. */
  readonly body: string;
}

/** An error as the service would answer it; `type` is the code, such as `Throttling`. */
export interface Fault {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/** EKS and CloudWatch on one port; the SDK finds them by `AWS_ENDPOINT_URL_EKS` and `AWS_ENDPOINT_URL_CLOUDWATCH`. */
export interface AwsEndpoints {
  readonly url: string;
  readonly puts: readonly RecordedPut[];
  /** DescribeCluster calls so far, whatever they were answered. */
  readonly describes: number;
  /** Creates or replaces a cluster. */
  setCluster(name: string, cluster: ClusterRecord): void;
  /** Asks `decide` for every later request to the service; undefined lets it pass. */
  fail(service: Service, decide: (request: AwsRequest) => Fault | undefined): void;
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface PutMetricDataBody {
  readonly Namespace: string;
  readonly MetricData?: readonly {
    readonly MetricName: string;
    readonly Value: number;
    readonly Unit?: string;
    readonly Timestamp?: number;
    readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  }[];
}

/** The names that SigV4 signs with. */
const signingNames: Record<Service, string> = { eks: 'eks', cloudwatch: 'monitoring' };
const putMetricData = 'GraniteServiceVersion20100801.PutMetricData';
const describeCluster = /^\/clusters\/([^/?]+)$/;

/** Starts the endpoints on a free port of 127.0.0.1. Requests must be signed for their service, but not by anyone known. */
export async function startAwsEndpoints(options: {
  readonly clusters: Readonly<Record<string, ClusterRecord>>;
}): Promise<AwsEndpoints> {
  const clusters = new Map(Object.entries(options.clusters));
  const faults = new Map<Service, (request: AwsRequest) => Fault | undefined>();
  const puts: RecordedPut[] = [];
  let describes = 0;

  const services: Record<Service, (request: AwsRequest, incoming: IncomingMessage, region: string) => Answer> = {
    eks: ({ path, method }, _, region) => {
      const name = describeCluster.exec(path)?.[1];
      if (method !== 'GET' || name === undefined) return unknownOperation;
      return describe(decodeURIComponent(name), region, clusters);
    },
    cloudwatch: ({ body }, { headers }) => {
      if (headers['x-amz-target'] !== putMetricData || headers['content-type'] !== 'application/x-amz-json-1.0') {
        return unknownOperation;
      }
      puts.push(readPut(body));
      return { status: 200, body: {} };
    },
  };

  const respond = async (incoming: IncomingMessage, response: ServerResponse) => {
    const { method = '', url: path = '' } = incoming;
    const request = { method, path, body: await readBody(incoming) };
    const service: Service = incoming.headers['x-amz-target'] === undefined ? 'eks' : 'cloudwatch';
    if (service === 'eks' && describeCluster.test(path)) describes += 1;
    const region = signedRegion(service, incoming);
    if (region === undefined) return write(response, failure(missingSignature));
    const fault = faults.get(service)?.(request);
    write(response, fault === undefined ? services[service](request, incoming, region) : failure(fault));
  };
  const server = createServer((incoming, response) => {
    respond(incoming, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    puts,
    get describes() {
      return describes;
    },
    setCluster: (name, cluster) => clusters.set(name, cluster),
    fail: (service, decide) => faults.set(service, decide),
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const missingSignature: Fault = {
  status: 403,
  type: 'MissingAuthenticationTokenException',
  message: 'Missing Authentication Token',
};

const unknownOperation: Answer = failure({
  status: 400,
  type: 'UnknownOperationException',
  message: 'The operation is not served here.',
});

/** The region that the request is signed for; undefined without a signature for this service. */
function signedRegion(service: Service, { headers }: IncomingMessage): string | undefined {
  const scope = new RegExp(
    `^AWS4-HMAC-SHA256 Credential=[^/]+/\\d{8}/([^/]+)/${signingNames[service]}/aws4_request, .*Signature=`,
  );
  return scope.exec(headers.authorization ?? '')?.[1];
}

function describe(name: string, region: string, clusters: ReadonlyMap<string, ClusterRecord>): Answer {
  const cluster = clusters.get(name);
  if (cluster === undefined) {
    return failure({
      status: 404,
      type: 'ResourceNotFoundException',
      message: `No cluster found for name: ${name}.`,
    });
  }
  const { endpoint, caData, status = 'ACTIVE' } = cluster;
  const arn = `arn:aws:eks:${region}:111122223333:cluster/${name}`;
  return { status: 200, body: { cluster: { name, arn, status, endpoint, certificateAuthority: { data: caData } } } };
}

function readPut(body: string): RecordedPut {
  const { Namespace, MetricData = [] } = JSON.parse(body) as PutMetricDataBody;
  const metricData = MetricData.map(({ MetricName, Value, Unit, Timestamp, Dimensions = [] }) => ({
    name: MetricName,
    value: Value,
    ...(Unit === undefined ? {} : { unit: Unit }),
    ...(Timestamp === undefined ? {} : { timestamp: Timestamp * 1000 }),
    dimensions: Dimensions.map((dimension) => ({ name: dimension.Name, value: dimension.Value })),
  }));
  return { namespace: Namespace, metricData, at: Date.now() };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const bytes = await buffer(incoming);
  return (incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
}

/** The code goes both where REST JSON and where JSON 1.0 look for it. */
function failure({ status, type, message }: Fault): Answer {
  return { status, headers: { 'x-amzn-errortype': type }, body: { __type: type, message } };
}

function write(response: ServerResponse, { status, body, headers = {} }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
