import { type ApiResponse, toApiResponse } from '../kubernetes/apiResponse';
import { KubernetesClient } from '../kubernetes/kubernetesClient';
import { writeRequest } from '../kubernetes/writeRequest';
import type { Limits } from '../time/limits';

/** The `managedFields` of what it replaces name it, so that `kubectl` and the messages of the vigil say who changed the replicas. */
const fieldManager = 'eks-vigil-scaling';

/** A client that can also replace objects: only the scaling function has it. */
export class UpdatingClient extends KubernetesClient {
  /**
   * Replaces an object by PUT. It must have the `resourceVersion` that was read: then the API server accepts it only if nothing has
   * changed since, and only once, so that it can be tried again like a read. A try that succeeded without a response makes the next one
   * a conflict.
   *
   * Source: Kubernetes, "Kubernetes API Concepts" (resource versions, 409 Conflict).
   * @throws ApiException, ReadFailure as `get`.
   */
  async replace(path: string, object: object, limits: Limits): Promise<ApiResponse> {
    const request = writeRequest('PUT', `${path}?fieldManager=${fieldManager}`, object);
    return toApiResponse(await this.request(request, limits), this.explainFailure);
  }
}
