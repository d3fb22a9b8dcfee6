/**
 * Replaces the API classes of @kubernetes/client-node in the bundle. Its kubeconfig classes import them to create clients, which
 * eks-vigil never does. Without them, the command line is smaller and starts faster.
 */
function unavailable(): never {
  throw new Error('the API classes of @kubernetes/client-node are not part of this bundle');
}

export { unavailable as createConfiguration, unavailable as ServerConfiguration };
