import type { ApiResource } from './kinds';

/** The part of a read that decides whether it is allowed. */
interface Requested extends ApiResource {
  readonly namespace?: string;
  readonly name?: string;
}

interface Restriction {
  /** @default - any group, because an aggregated API may serve them, too */
  readonly group?: string;
  /** Plurals. @default - the whole group */
  readonly resources?: readonly string[];
  /** Why, and what to do instead. */
  readonly message: string;
}

/**
 * What may never be read, whatever a target calls it: validation, the reading plan and the RBAC manifest all use this table.
 *
 * Source: Kubernetes, "Kubernetes API" reference (authentication, authorization and certificate resources).
 */
const restrictions: readonly Restriction[] = [
  {
    group: '',
    resources: ['secrets'],
    message: 'a Secret has no health, and the function must not read it; watch the workload that uses it',
  },
  {
    group: 'authentication.k8s.io',
    message: 'the APIs of authentication.k8s.io are about tokens and have no health; remove this target',
  },
  {
    group: 'authorization.k8s.io',
    message: 'the APIs of authorization.k8s.io are about permissions and have no health; remove this target',
  },
  {
    resources: [
      'localsubjectaccessreviews',
      'selfsubjectaccessreviews',
      'selfsubjectreviews',
      'selfsubjectrulesreviews',
      'subjectaccessreviews',
      'tokenrequests',
      'tokenreviews',
    ],
    message: 'reviews and token requests have no health; remove this target',
  },
  {
    resources: ['certificatesigningrequests'],
    message: 'a CertificateSigningRequest is a request for credentials and has no health; remove this target',
  },
];

/** The syntax of a plural. Excludes wildcards and subresources, such as `serviceaccounts/token`. */
export const resourceSyntax = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const groupSyntax = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?)?$/;

/** Source: k8s.io/apimachinery, `IsValidPathSegmentName`. An empty namespace would mean all, an empty name a list. */
const isPathSegment = (text: string) => text !== '' && text !== '.' && text !== '..' && !/[/%]/.test(text);

/** Why a read is not allowed; undefined if it is. */
export function describeRestriction({ group, version, resource, namespace, name }: Requested): string | undefined {
  if (!groupSyntax.test(group)) return `${JSON.stringify(group)} is not an API group`;
  if (!resourceSyntax.test(resource)) {
    return `${JSON.stringify(resource)} is not the plural of a resource; subresources and wildcards cannot be read`;
  }
  const invalid = [version, namespace, name].find((segment) => segment !== undefined && !isPathSegment(segment));
  if (invalid !== undefined) return `${JSON.stringify(invalid)} is not valid in a path`;
  const found = restrictions.find(
    (one) => (one.group ?? group) === group && (one.resources?.includes(resource) ?? true),
  );
  return found?.message;
}

/** @throws Error if a read is not allowed. Validation reports this earlier, with the position in the file. */
export function rejectRestricted(reads: readonly Requested[]): void {
  for (const read of reads) {
    const restriction = describeRestriction(read);
    if (restriction !== undefined) throw new Error(`${read.resource} cannot be read: ${restriction}`);
  }
}

/** The literal segment of a proxied path: `http:NAME:PORT`. */
const proxySegment = /^https?:[a-z0-9]([-a-z0-9.]*[a-z0-9])?:([1-9]\d{0,4}|[a-z0-9]([-a-z0-9]*[a-z0-9])?)$/;
const proxies: ReadonlySet<string> = new Set(['pods/proxy', 'services/proxy']);

/** @throws Error unless each read is the proxy of one Service or pod in one namespace. */
export function rejectRestrictedProxies(reads: readonly (Requested & { readonly verb: string })[]): void {
  for (const { verb, group, version, resource, namespace = '', name = '' } of reads) {
    const isProxy = verb === 'get' && group === '' && version === 'v1' && proxies.has(resource);
    if (isProxy && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(namespace) && proxySegment.test(name)) continue;
    throw new Error(`${JSON.stringify(`${resource} ${namespace}/${name}`)} is not the proxy of one Service or pod`);
  }
}
