import { gunzipSync } from 'node:zlib';
import { type AwsResponse, type ClusterRecord, failure, placeInEks, respondAsEks } from './aws/eksResponses';
import { type RecordedPut, readPut } from './aws/putMetricData';
import type { HttpRequest, HttpResponse } from './exchange';
import { type ScriptedServer, startScriptedServer } from './scriptedServer';

/** EKS and CloudWatch on one port; the SDK finds them by `AWS_ENDPOINT_URL_EKS` and `AWS_ENDPOINT_URL_CLOUDWATCH`. */
export interface AwsEndpoints extends ScriptedServer {
  /** PutMetricData calls that were accepted. */
  readonly puts: readonly RecordedPut[];
  /** Creates or replaces a cluster. */
  setCluster(name: string, cluster: ClusterRecord): void;
}

type Service = 'eks' | 'cloudwatch';

/** The names that SigV4 signs with. */
const signingNames: Record<Service, string> = { eks: 'eks', cloudwatch: 'monitoring' };
const putMetricData = 'GraniteServiceVersion20100801.PutMetricData';

/**
 * Starts the endpoints on a free port of 127.0.0.1. Requests must be signed for their service, with any credentials.
 * The places of scripts are `cloudwatch` and those of `placeInEks`.
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
      return (method === 'GET' ? respondAsEks(url, region, clusters) : undefined) ?? unknownOperation;
    }
    if (headers['x-amz-target'] !== putMetricData || headers['content-type'] !== 'application/x-amz-json-1.0') {
      return unknownOperation;
    }
    puts.push(readPut(textOf(body, headers['content-encoding'])));
    return { status: 200, body: {} };
  };
  const server = await startScriptedServer({
    respond: async (request, body) => toHttp(respond(request, body), now()),
    placeOf: (request) => (serviceOf(request) === 'eks' ? placeInEks(request.url ?? '') : 'cloudwatch'),
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

function textOf(body: Buffer, encoding: string | undefined): string {
  return String(encoding === 'gzip' ? gunzipSync(body) : body);
}

function toHttp({ status, body, headers }: AwsResponse, now: number): HttpResponse {
  return {
    status,
    headers: { date: new Date(now).toUTCString(), 'content-type': 'application/json', ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}
