/** What a request to the Kubernetes API reads, as its authorizer sees it. */
export interface ResourceRequest {
  readonly verb: 'get' | 'list';
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** The plural in the URL. */
  readonly resource: string;
  /** For a Namespace its own name, as in kube-apiserver. */
  readonly namespace?: string;
  readonly name?: string;
}

const resourcePath = new RegExp(
  '^/(?:api/(?<core>[^/]+)|apis/(?<group>[^/]+)/(?<version>[^/]+))' +
    '(?:/namespaces/(?<namespace>[^/]+)(?=/))?/(?<resource>[^/]+)(?:/(?<name>[^/]+))?$',
);

/** Reads the path of a GET; undefined when it names no resource. Source: Kubernetes, "API Concepts", resource URIs. */
export function parseResourceRequest(path: string): ResourceRequest | undefined {
  const found = resourcePath.exec(path)?.groups;
  if (found?.resource === undefined) return undefined;
  const resource = found.resource;
  const name = decode(found.name);
  const namespace = found.namespace === undefined && resource === 'namespaces' ? name : decode(found.namespace);
  return {
    verb: name === undefined ? 'list' : 'get',
    group: found.group ?? '',
    version: found.core ?? found.version ?? '',
    resource,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  };
}

function decode(segment: string | undefined): string | undefined {
  return segment === undefined ? undefined : decodeURIComponent(segment);
}
