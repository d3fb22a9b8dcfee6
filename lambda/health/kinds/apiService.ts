import { record, text } from '../../../model/json';
import { conditionsOfType, conditionVerdict, hasStatus, missingConditionVerdict } from '../facts/conditions';
import { deletionVerdicts } from '../facts/deletion';
import type { Rule } from '../rule';
import { worstVerdict } from '../verdict';

/**
 * The rule of health of an APIService: the aggregation layer can reach the server of the API (metrics-server, an adapter).
 * While it cannot, autoscaling by its metrics stops, and no namespace can be deleted.
 * Source: Kubernetes, "Kubernetes API Aggregation Layer" and the API reference of `apiregistration.k8s.io/v1`.
 */
export const apiServiceRule: Rule = ({ object }, criteria, now) => {
  const { namespace, name } = record(record(object.spec).service);
  const available = conditionsOfType(object, 'Available');
  const server = text(name) === undefined ? 'the API server itself' : `${text(namespace) ?? ''}/${text(name)}`;
  return worstVerdict(
    [
      ...deletionVerdicts(object, criteria, now),
      ...(available.length === 0 ? [missingConditionVerdict(object, 'Available', criteria, now)] : []),
      ...available
        .filter((condition) => !hasStatus(condition, 'True'))
        .map((condition) =>
          conditionVerdict(object, condition, { limit: criteria.grace, now, reason: 'NotAvailable' }),
        ),
    ],
    { verdict: 'Healthy', reason: 'Available', message: `served by ${server}` },
  );
};
