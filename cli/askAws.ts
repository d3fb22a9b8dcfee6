import { describeAwsError } from '../lambda/aws/awsCall';
import { UserError } from './io';

const denied = /^(AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized)/;
/** What AWS answers to credentials that it does not accept. */
const rejected = /^(InvalidClientTokenId|UnrecognizedClientException|ExpiredToken|SignatureDoesNotMatch)/;
const absent = /^(ResourceNotFound|NotFound)/;
const logIn = 'log in, for example with `aws sso login`, or select credentials with AWS_PROFILE';

/** Whether an error of `askAws` means that the credentials do not allow the action. */
export function isDenied({ cause }: UserError): boolean {
  return cause instanceof Error && denied.test(cause.name);
}

/** AWS could not be asked, whatever the question is: without valid credentials nothing else is worth a try. */
export class NoCredentials extends UserError {}

export interface AwsQuestion<T> {
  /** The IAM action that the call needs, such as `logs:FilterLogEvents`. */
  readonly action: string;
  /** The document that has an IAM policy with it. */
  readonly policyIn: string;
  readonly send: () => Promise<T>;
}

/**
 * What AWS answers to one call for a command.
 *
 * @returns undefined if there is no such resource.
 * @throws NoCredentials, or UserError for any other error, with what to do.
 */
export async function askAws<T>({ action, policyIn, send }: AwsQuestion<T>): Promise<T | undefined> {
  try {
    return await send();
  } catch (error) {
    const { name, message } = error as Error;
    if (absent.test(name)) return undefined;
    if (name === 'CredentialsProviderError') throw new NoCredentials(`no AWS credentials: ${message}; ${logIn}`);
    if (rejected.test(name)) {
      throw new NoCredentials(`AWS does not accept the credentials: ${name}: ${message}; ${logIn}`);
    }
    throw new UserError(
      denied.test(name)
        ? `your AWS credentials do not allow ${action}; allow it for them (${policyIn} has a policy), or select others with AWS_PROFILE`
        : `${action} failed: ${describeAwsError(error)}`,
      { cause: error },
    );
  }
}

/** Asks on behalf of a command whose policy is in this document. */
export function askWith(policyIn: string) {
  return <T>(action: string, send: () => Promise<T>): Promise<T | undefined> => askAws({ action, policyIn, send });
}
