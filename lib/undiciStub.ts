/**
 * Stands in for undici, which @kubernetes/client-node's HTTP and kubeconfig classes import but eks-vigil never calls:
 * reading goes over node:https. It keeps 700 KB out of the function, and lets the command line run where undici does not.
 */
function absent(): never {
  throw new Error('undici is not part of this bundle');
}

export { absent as Agent, absent as fetch, absent as ProxyAgent };
