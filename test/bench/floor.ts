import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EKSClient } from '@aws-sdk/client-eks';

/** The minimum that such a function imports. Like eks-vigil, it creates its clients at the first invocation. */
export function handler(): unknown {
  return [new EKSClient({}), new CloudWatchClient({})];
}
