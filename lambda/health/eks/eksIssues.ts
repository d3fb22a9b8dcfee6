import { truncate } from '../../../model/truncate';
import type { EksIssue } from './eksObservation';

/**
 * Issues that change nothing for what runs: work of EKS or of a person that is going on or is repeated later, and a Kubernetes
 * version that has to be upgraded.
 */
const warnings: ReadonlySet<string> = new Set([
  'AutoScalingGroupInstanceRefreshActive',
  'AutoScalingGroupRateLimitExceeded',
  'IamThrottling',
  'UnsupportedVersion',
]);

const maxDescribed = 2;
const maxResources = 5;
const maxCodes = 10;

/** Whether an issue is only a warning. */
export function isWarning({ code }: EksIssue): boolean {
  return warnings.has(code);
}

/** `the health issue Ec2SubnetNotFound: TEXT (subnet-0a, subnet-0b)`, of several the first two, then the codes of the others. */
export function describeIssues(issues: readonly EksIssue[]): string {
  const described = issues.slice(0, maxDescribed).map(describeIssue);
  const others = issues.slice(maxDescribed);
  const more =
    others.length === 0
      ? []
      : [
          `${others.length} more: ${listSome(
            others.map(({ code }) => code),
            maxCodes,
          )}`,
        ];
  return `the health issue${issues.length === 1 ? '' : 's'} ${[...described, ...more].join('; ')}`;
}

function describeIssue({ code, message, resourceIds }: EksIssue): string {
  const text = message === '' ? '' : `: ${truncate(message, 200)}`;
  return `${name(code)}${text}${resourceIds.length === 0 ? '' : ` (${listSome(resourceIds, maxResources)})`}`;
}

function listSome(names: readonly string[], most: number): string {
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return `${names.slice(0, most).map(name).join(', ')}${more}`;
}

function name(text: string): string {
  return truncate(text, 60);
}
