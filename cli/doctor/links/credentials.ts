import { failing, ok, unknown } from '../finding';
import { defineLink } from '../link';

const logIn = 'log in, for example with `aws sso login`, or select credentials with AWS_PROFILE';
/** What STS answers to credentials that it does not accept. */
const rejected = /^(InvalidClientTokenId|UnrecognizedClientException|ExpiredToken|SignatureDoesNotMatch|AccessDenied)/;

export const credentials = defineLink({
  id: 'credentials',
  title: 'AWS credentials for the account and the region of the cluster',
  read: (sources) => sources.identity().catch((error: unknown) => error as Error),
  judge: (found, { config: { cluster } }) => {
    if (found instanceof Error) {
      const { name, message } = found;
      if (name === 'CredentialsProviderError') return failing(`no AWS credentials: ${message}`, logIn);
      if (rejected.test(name)) {
        return failing(
          `STS in ${cluster.region} does not accept the AWS credentials: ${name}: ${message}`,
          `${logIn}; if they are valid in other regions, enable this one: aws account enable-region --region-name ${cluster.region}`,
        );
      }
      return unknown(`STS in ${cluster.region} did not answer: ${name}: ${message}`);
    }
    const { arn, account } = found;
    if (cluster.account !== undefined && cluster.account !== account) {
      return failing(
        `${arn} is in account ${account}, but cluster.account is ${cluster.account}`,
        'select credentials of that account with AWS_PROFILE',
      );
    }
    return ok(`${arn}, region ${cluster.region}`);
  },
});
