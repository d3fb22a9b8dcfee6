import type { CheckedVigil } from './checkedVigil';
import { aws } from './commands';
import { type Finding, failing, ok, unknown } from './finding';
import type { Decision } from './policy';

const worstFirst: readonly Decision[] = ['denied', 'notAllowed', 'undecided', 'allowed'];

export function worstOf(decisions: readonly Decision[]): Decision {
  return worstFirst.find((decision) => decisions.includes(decision)) ?? 'undecided';
}

/** Source: Amazon SNS Developer Guide, "Configuring AWS KMS permissions" (what services need to publish to an encrypted topic). */
export const keyActions = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** The command that encrypts a topic with another key. */
export function replaceKey(arn: string, vigil: CheckedVigil): string {
  const set = `sns set-topic-attributes --topic-arn ${arn} --attribute-name KmsMasterKeyId --attribute-value KEY`;
  return aws(vigil, set);
}

interface Decided {
  /** Who publishes. */
  readonly who: string;
  /** Whose policy it is. */
  readonly what: string;
  readonly action: string;
  /** The commands that print the policy, and that add what is missing. */
  readonly show: string;
  readonly set: string;
}

export function toFinding(decision: Decision, { who, what, action, show, set }: Decided): Finding {
  switch (decision) {
    case 'allowed':
      return ok(`${what} lets ${who} ${action}`);
    case 'notAllowed':
      return failing(`${what} does not let ${who} ${action}: notifications are lost without an error`, set);
    case 'denied':
      return failing(
        `${what} denies ${who} ${action}: notifications are lost without an error`,
        `change the statement with Effect Deny: ${show}`,
      );
    case 'undecided':
      return unknown(`${what} has conditions that are not evaluated here, for ${action}`, show);
  }
}
