import { apiVersionOf, type ServedResource, servedResources } from './servedResources';
import { type ApiResponse, json, pageNotFound } from './statusResponses';

const discoveryPath = /^\/(?:api|apis\/(?<group>[^/]+))(?:\/(?<version>[^/]+))?$/;

/**
 * Responds with the versions of a group (`/api`, `/apis/GROUP`) and with the resources of a version (`/api/v1`,
 * `/apis/GROUP/VERSION`); undefined for any other path. The list of all groups is not served.
 * Source: Kubernetes, "The Kubernetes API" (unaggregated discovery).
 */
export function readDiscovery(path: string): ApiResponse | undefined {
  const found = discoveryPath.exec(path)?.groups;
  if (found === undefined) return undefined;
  const group = found.group ?? '';
  const served = servedResources.filter((entry) => entry.group === group);
  return found.version === undefined ? describeGroup(group, served) : describeVersion(group, found.version, served);
}

function describeGroup(group: string, served: readonly ServedResource[]): ApiResponse {
  if (served.length === 0) return pageNotFound;
  const versions = [...new Set(served.map(({ version }) => version))];
  if (group === '') return json(200, { kind: 'APIVersions', versions, serverAddressByClientCIDRs: [] });
  const entries = versions.map((version) => ({ groupVersion: apiVersionOf({ group, version }), version }));
  return json(200, {
    kind: 'APIGroup',
    apiVersion: 'v1',
    name: group,
    versions: entries,
    preferredVersion: entries[0],
  });
}

function describeVersion(group: string, version: string, served: readonly ServedResource[]): ApiResponse {
  const resources = served.filter((entry) => entry.version === version);
  if (resources.length === 0) return pageNotFound;
  return json(200, {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf({ group, version }),
    resources: resources.map(({ resource, kind, namespaced }) => ({
      name: resource,
      singularName: kind.toLowerCase(),
      namespaced,
      kind,
      verbs: ['get', 'list'],
    })),
  });
}
