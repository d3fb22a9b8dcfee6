/**
 * Stands in for undici, which @kubernetes/client-node's kubeconfig classes import but eks-vigil never calls: reading goes over
 * connections of its own. So the command line runs where undici does not.
 */
function absent(): never {
  throw new Error('undici is not part of this bundle');
}

export { absent as Agent, absent as fetch, absent as ProxyAgent };
