import { defaultProvider } from '@aws-sdk/credential-provider-node';

const connectionTimeout = 5_000;
const requestTimeout = 15_000;

/** Settings of clients with the AWS credentials of the person, as the AWS CLI resolves them. */
export function awsSettings(region: string) {
  return {
    region,
    // Resolved once for all clients: SSO and `credential_process` take time.
    credentials: defaultProvider({ clientConfig: { region } }),
    maxAttempts: 2,
    requestHandler: { connectionTimeout, requestTimeout },
  };
}
