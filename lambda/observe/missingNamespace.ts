import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import type { Read } from '../../model/readingPlan';
import { ReadFailure } from '../errors';
import type { Missing } from '../health/observation';
import type { ApiResponse } from '../kubernetes/apiResponse';
import type { DatedReader } from './datedReader';
import { observeNamespace } from './response';

interface Namespaces {
  /** A namespace; undefined if it may not be read. */
  namespace(name: string): Promise<ApiResponse> | undefined;
}

/** After a 403: whether the namespace was deleted, and the Role with it; undefined if not, or not known. */
export async function missingNamespace(
  { namespace }: Read,
  namespaces: Namespaces,
  reader: DatedReader,
): Promise<Missing | undefined> {
  const response = namespace === undefined ? undefined : namespaces.namespace(namespace);
  if (namespace === undefined || response === undefined) return undefined;
  try {
    return observeNamespace(namespace, (await reader.record(response)).body);
  } catch (error) {
    if (error instanceof ApiException) return observeNamespace(namespace, error);
    if (error instanceof ReadFailure) return undefined;
    throw error;
  }
}
