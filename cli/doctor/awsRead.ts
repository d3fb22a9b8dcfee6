import { describeAwsError } from '../../lambda/aws/awsCall';
import type { Ask } from '../alarms/readAlarms';
import { CannotCheck } from './finding';

const denied = /^(AccessDenied|AuthorizationError|UnauthorizedOperation|NotAuthorized|KMSAccessDenied)/;

/**
 * What AWS answers to one call.
 *
 * @param action - the IAM action that the call needs, such as `eks:DescribeCluster`.
 * @param isAbsent - whether an error means that there is no such resource.
 *   @default - by its name: `ResourceNotFoundException` or `NotFoundException`
 * @returns undefined if there is no such resource.
 * @throws CannotCheck for any other error, with the name of the action if it is not allowed.
 */
export async function readAws<T>(
  action: string,
  answer: Promise<T>,
  isAbsent: (error: Error) => boolean = isNotFound,
): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    if (error instanceof Error && isAbsent(error)) return undefined;
    throw toCannotCheck(action, error);
  });
}

/** As `readAws`, for what other commands read, too. */
export const ask: Ask = (action, send) => readAws(action, send());

export function toCannotCheck(action: string, error: unknown): CannotCheck {
  const isDenied = error instanceof Error && denied.test(error.name);
  return isDenied
    ? new CannotCheck(
        `your AWS credentials do not allow ${action}`,
        `allow ${action} for them (docs/doctor.md has a policy), or select others with AWS_PROFILE`,
        { cause: error },
      )
    : new CannotCheck(`${action} failed: ${describeAwsError(error)}`, undefined, { cause: error });
}

function isNotFound({ name }: Error): boolean {
  return name === 'ResourceNotFoundException' || name === 'NotFoundException' || name === 'NotFound';
}
