/**
 * Replaces undici in the bundle. The kubeconfig classes of @kubernetes/client-node import it, but eks-vigil never calls it:
 * requests go through its own HTTP client. Without undici, the command line is smaller and starts faster.
 */
function unavailable(): never {
  throw new Error('undici is not part of this bundle');
}

export { unavailable as Agent, unavailable as fetch, unavailable as ProxyAgent };
