import type { Settings } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { readDiscovery } from './api/discoveryResponses';
import { placeInApi } from './api/places';
import { parseResourceRequest, type ResourceRequest } from './api/requestInfo';
import { readResource } from './api/resourceResponses';
import { answerReview } from './api/reviews';
import { type ApiResponse, forbidden, methodNotAllowed, pageNotFound, unauthorized } from './api/statusResponses';
import { type KubernetesObject, ObjectStore } from './api/store';
import { type AwsIdentity, verifyToken } from './api/tokenVerifier';
import { type Authority, createAuthority, type KeyPair } from './certificates';
import type { HttpRequest, HttpResponse } from './exchange';
import { type ScriptedServer, startScriptedServer } from './scriptedServer';

export interface ApiServerProps {
  /** The name of the cluster, which tokens must be signed for. */
  readonly cluster: string;
  /** Who is authenticated; `any`: requests need no token. */
  readonly identities: readonly AwsIdentity[] | 'any';
  /** The clock of the `Date` header and of the tokens' age, in milliseconds since the epoch. */
  readonly now: () => number;
  /**
   * Whether a request of an authenticated user is authorized. In a review on behalf of somebody else, `group` is the impersonated
   * one. Default: every request is.
   */
  readonly authorize?: (request: ResourceRequest, group?: string) => boolean;
  /** Whether requests may impersonate somebody else. Default: they may. */
  readonly mayImpersonate?: () => boolean;
  /** Default: a new authority. */
  readonly authority?: Authority;
  /** The certificate. Default: one of the authority, for 127.0.0.1. */
  readonly keys?: KeyPair;
  /** HTTP/2 settings that differ from kube-apiserver's. */
  readonly settings?: Settings;
}

/** An API server on loopback that serves the reading half of the Kubernetes API over HTTP/2, and reviews of oneself. */
export interface ApiServer extends ScriptedServer {
  /** The authority's certificate in base64, as DescribeCluster returns it. */
  readonly caData: string;
  /** Creates or replaces an object. */
  put(object: KubernetesObject): void;
  /** Deletes an object; false when there was none. `namespace` is undefined for objects of the cluster's scope. */
  remove(apiVersion: string, kind: string, namespace: string | undefined, name: string): boolean;
  /** The object as the API returns it. */
  get(apiVersion: string, kind: string, namespace: string | undefined, name: string): KubernetesObject | undefined;
  /** All objects of a kind. */
  objects(apiVersion: string, kind: string): readonly KubernetesObject[];
  /** Serves the same objects at another port, with a certificate and a script of its own; whoever adds it stops it. */
  addAddress(keys?: KeyPair): Promise<ScriptedServer>;
}

/** kube-apiserver's limit for compression. */
const gzipFromBytes = 128 * 1024;

/** The certificate's subject and names. */
const leaf = { commonName: 'kube-apiserver', dnsNames: ['kubernetes', 'localhost'], ipAddresses: ['127.0.0.1'] };

/** Starts an API server on a free port of 127.0.0.1. */
export async function startApiServer(props: ApiServerProps): Promise<ApiServer> {
  const { now, settings, authority = await createAuthority('kubernetes') } = props;
  const store = new ObjectStore();
  const listen = async (keys = props.keys) =>
    startScriptedServer({
      respond: async (request, body) => toHttp(request, await respond(request, body, props, store), now()),
      placeOf: placeInApi,
      now,
      keys: keys ?? (await authority.issue(leaf)),
      ...(settings === undefined ? {} : { settings }),
    });
  const server = await listen();
  return Object.assign(server, {
    caData: Buffer.from(authority.certificatePem).toString('base64'),
    put: (object: KubernetesObject) => store.put(object),
    remove: store.remove.bind(store),
    get: store.get.bind(store),
    objects: (apiVersion: string, kind: string) => store.list(apiVersion, kind).items,
    addAddress: listen,
  });
}

async function respond(
  request: HttpRequest,
  body: Buffer,
  props: ApiServerProps,
  store: ObjectStore,
): Promise<ApiResponse> {
  if (!(await isAuthenticated(request, props))) return unauthorized;
  const review = request.method === 'POST' ? answerReview(request, body, props) : undefined;
  if (review !== undefined) return review;
  if (request.method !== 'GET') return methodNotAllowed;
  const url = new URL(request.url ?? '', 'https://localhost');
  // Neither this nor discovery needs authorization.
  if (url.pathname === '/readyz')
    return { status: 200, contentType: 'text/plain', body: '[+]ping ok\nreadyz check passed\n' };
  const discovery = readDiscovery(url.pathname);
  if (discovery !== undefined) return discovery;
  const resourceRequest = parseResourceRequest(url.pathname);
  if (resourceRequest === undefined) return pageNotFound;
  if (props.authorize?.(resourceRequest) === false) return forbidden(resourceRequest);
  return readResource(resourceRequest, url.searchParams, store);
}

async function isAuthenticated({ headers }: HttpRequest, props: ApiServerProps): Promise<boolean> {
  const { identities, cluster, now } = props;
  if (identities === 'any') return true;
  const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (token === undefined) return false;
  return verifyToken(token, { cluster, identities, now }).then(
    () => true,
    () => false,
  );
}

function toHttp({ headers }: HttpRequest, { status, contentType, body }: ApiResponse, now: number): HttpResponse {
  const compress = body.length >= gzipFromBytes && /\bgzip\b/.test(headers['accept-encoding']?.toString() ?? '');
  return {
    status,
    headers: {
      date: new Date(now).toUTCString(),
      'cache-control': 'no-cache, private',
      'content-type': contentType,
      ...(compress ? { 'content-encoding': 'gzip', vary: 'Accept-Encoding' } : {}),
    },
    body: compress ? gzipSync(body, { level: 1 }) : Buffer.from(body),
  };
}
