import { type JsonObject, record, text } from '../../../model/json';
import { conditionsOf, describeCondition, hasStatus } from '../facts/conditions';
import { deletionVerdicts, isBeingDeleted } from '../facts/deletion';
import type { Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

/**
 * The rule of health of a Namespace: it exists, and a requested deletion completes.
 * Source: Kubernetes, "Namespaces" and the API reference of `v1` (NamespaceStatus, its conditions during deletion).
 */
export const namespaceRule: Rule = ({ object }, criteria, now) => {
  const { phase } = record(object.status);
  const healthy: Verdict =
    phase === 'Active'
      ? { verdict: 'Healthy', reason: 'Active', message: 'active' }
      : {
          verdict: 'Unknown',
          reason: 'UnreadableObject',
          message: 'status.phase is not Active, but the namespace is not being deleted',
        };
  return isBeingDeleted(object)
    ? worstVerdict(deletionVerdicts(object, criteria, now, describeDelay(object)), healthy)
    : healthy;
};

function describeDelay(object: JsonObject): string {
  return conditionsOf(object)
    .filter((condition) => text(condition.type)?.startsWith('Namespace') === true && hasStatus(condition, 'True'))
    .map((condition) => `; ${describeCondition(condition)}`)
    .sort()
    .join('');
}
