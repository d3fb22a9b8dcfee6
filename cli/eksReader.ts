import { EKSClient } from '@aws-sdk/client-eks';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { EksReader } from '../lambda/aws/eksReader';
import type { RuntimeCluster } from '../model/runtimeConfig';

/** Reads the EKS API with the AWS credentials of the person, as the AWS CLI resolves them. */
export function createEksReader({ name: cluster, region }: RuntimeCluster): EksReader {
  const credentials = defaultProvider({ clientConfig: { region } });
  return new EksReader({
    eks: new EKSClient({ region, credentials, maxAttempts: 1 }),
    cluster,
    inVpc: false,
    remedies: {
      AccessDenied: 'grant it to your AWS credentials, or select others with AWS_PROFILE',
      NoCredentials: 'log in, for example with `aws sso login`, or set AWS_PROFILE',
    },
  });
}
