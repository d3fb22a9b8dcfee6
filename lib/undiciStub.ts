/**
 * Stands in for undici, which @kubernetes/client-node's HTTP classes import but eks-vigil never calls: reading goes over
 * node:https. It keeps 700 KB out of the function, and lets the command line run where undici does not.
 */
export function fetch(): never {
  throw new Error('undici is not part of this bundle');
}
