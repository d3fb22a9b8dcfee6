import type { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import type { ReadFailure } from '../../../lambda/errors';
import type { ApiResponse } from '../../../lambda/kubernetes/apiResponse';
import type { KubernetesClient } from '../../../lambda/kubernetes/kubernetesClient';
import { resourcePath } from '../../../lambda/kubernetes/resourcePath';
import type { RawResponse } from '../../../lambda/kubernetes/responseReader';
import type { Limits } from '../../../lambda/time/limits';
import type { JsonObject } from '../../../model/json';
import type { Read } from '../../../model/readingPlan';

/** Responses by path: a body, or the error that the client throws. */
export type Responses = Readonly<Record<string, JsonObject | ApiException<unknown> | ReadFailure | TypeError>>;

export interface FakeClient extends Pick<KubernetesClient, 'read' | 'get' | 'readOptional' | 'getProxied' | 'explain'> {
  /** The paths that were read, in their order. */
  readonly paths: readonly string[];
}

/** A client that responds from a table, and rejects a path that is not in it. */
export function fakeClient(
  responses: Responses,
  now: number | ((path: string) => number),
  proxied: Readonly<Record<string, RawResponse | ReadFailure>> = {},
): FakeClient {
  const paths: string[] = [];
  return {
    paths,
    explain: (failure) => ({ message: `advice on ${failure}`, command: `command on ${failure}` }),
    read(read: Read, limits: Limits, continueToken?: string): Promise<ApiResponse> {
      return this.get(decodeURIComponent(resourcePath(read, continueToken)), limits);
    },
    readOptional(read: Read, limits: Limits, continueToken?: string): Promise<ApiResponse> {
      return this.read(read, limits, continueToken);
    },
    async getProxied(path: string): Promise<RawResponse> {
      paths.push(path);
      const response = proxied[path];
      if (response === undefined) throw new TypeError(`unexpected request of ${path}`);
      if (response instanceof Error) throw response;
      return response;
    },
    async get(path: string): Promise<ApiResponse> {
      paths.push(path);
      const response = responses[path];
      if (response === undefined) throw new TypeError(`unexpected read of ${path}`);
      if (response instanceof Error) throw response;
      return { body: response, now: typeof now === 'number' ? now : now(path) };
    },
  };
}
