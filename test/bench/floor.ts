import { Agent } from 'node:https';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EKSClient } from '@aws-sdk/client-eks';

/** The least that a function of this kind imports; like eks-vigil it makes its clients at the first invocation. */
export function handler(): unknown {
  return [new Agent(), new EKSClient({}), new CloudWatchClient({})];
}
