import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import type { KubernetesClient } from '../../../lambda/kubernetes/kubernetesClient';
import { resourcePath } from '../../../lambda/kubernetes/resourcePath';
import type { ObservingClient } from '../../../lambda/observe/observe';
import type { JsonObject } from '../../../model/json';
import { parseResourceRequest } from '../../support/servers/api/requestInfo';
import { readResource } from '../../support/servers/api/resourceResponses';
import { type KubernetesObject, ObjectStore } from '../../support/servers/api/store';

export interface StoreClient extends ObservingClient {
  /** The paths that were read, in their order. */
  readonly paths: readonly string[];
}

export interface StoreClientProps {
  readonly objects: readonly JsonObject[];
  readonly now: number;
  /** Objects of one page, whatever is requested. */
  readonly pageSize?: number;
  /** What happens to a response instead, by its path; undefined: nothing. */
  readonly alter?: (path: string, body: JsonObject) => JsonObject | Error | undefined;
}

/** A client that responds from objects as the embedded API server does. */
export function storeClient({ objects, now, pageSize, alter = () => undefined }: StoreClientProps): StoreClient {
  const store = new ObjectStore();
  for (const object of objects) store.put(object as unknown as KubernetesObject);
  const paths: string[] = [];
  const get: KubernetesClient['get'] = async (path) => {
    paths.push(path);
    const url = new URL(path, 'https://localhost');
    if (pageSize !== undefined && url.searchParams.has('limit')) url.searchParams.set('limit', String(pageSize));
    const request = parseResourceRequest(url.pathname);
    if (request === undefined) throw new TypeError(`unexpected read of ${path}`);
    const { status, body: text } = readResource(request, url.searchParams, store);
    const body: JsonObject = JSON.parse(text);
    if (status !== 200) throw new ApiException(status, '', body, {});
    const altered = alter(path, body);
    if (altered instanceof Error) throw altered;
    return { body: altered ?? body, now };
  };
  return {
    paths,
    get,
    read: (read, limits, continueToken) => get(resourcePath(read, continueToken), limits),
    getProxied: () => Promise.reject(new TypeError('unexpected request of a proxy')),
    explain: () => undefined,
  };
}
