import { formatAge } from '../../../model/duration';
import { type JsonObject, record, records, text, time } from '../../../model/json';
import { toOneLine } from '../../../model/safeText';
import { truncate } from '../../../model/truncate';

const maxName = 60;

/**
 * ` by kubectl, whose last change was 2h ago`: who set the number of replicas, to be appended to a message; empty if the object does not report it. The
 * subresource `scale` reports no time. Source: Kubernetes, "Server-Side Apply" (managedFields).
 *
 * @param now - the API server's clock in milliseconds.
 */
export function describeScaler({ metadata }: JsonObject, now: number): string {
  const owners = records(record(metadata).managedFields).filter(
    ({ fieldsV1 }) => 'f:replicas' in record(record(fieldsV1)['f:spec']),
  );
  const at = (entry: JsonObject) => time(entry.time) ?? Number.NEGATIVE_INFINITY;
  const [latest] = owners.sort(
    (a, b) => Number(b.subresource === 'scale') - Number(a.subresource === 'scale') || at(b) - at(a),
  );
  const manager = text(latest?.manager);
  if (latest === undefined || manager === undefined || manager === '') return '';
  const since = time(latest.time);
  const when = since === undefined ? '' : `, whose last change was ${formatAge((now - since) / 1000)} ago`;
  return ` by ${truncate(toOneLine(manager), maxName)}${when}`;
}
