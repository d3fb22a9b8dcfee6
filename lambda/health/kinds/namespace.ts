import { type JsonObject, record, text } from '../../../model/json';
import { conditionsOf, describeCondition, hasStatus } from '../facts/conditions';
import { deletionVerdicts, isBeingDeleted } from '../facts/deletion';
import type { Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

/**
 * The rule of health of a Namespace: it is there, and its deletion, once asked for, comes to an end.
 * Source: Kubernetes, "Namespaces" and the API reference of `v1` (NamespaceStatus, its conditions while it terminates).
 */
export const namespaceRule: Rule = ({ object }, criteria, now) => {
  const { phase } = record(object.status);
  const well: Verdict =
    phase === 'Active'
      ? { verdict: 'Healthy', reason: 'Active', message: 'active' }
      : {
          verdict: 'Unknown',
          reason: 'UnreadableObject',
          message: 'status.phase is not Active, and it is not being deleted',
        };
  return isBeingDeleted(object)
    ? worstVerdict(deletionVerdicts(object, criteria, now, describeDelay(object)), well)
    : well;
};

function describeDelay(object: JsonObject): string {
  return conditionsOf(object)
    .filter((condition) => text(condition.type)?.startsWith('Namespace') === true && hasStatus(condition, 'True'))
    .map((condition) => `; ${describeCondition(condition)}`)
    .sort()
    .join('');
}
