import { type JsonObject, text } from '../../model/json';
import { targetKey } from '../config/checks/targetKey';

/**
 * What a target or a probe is about. Two that share one of these are about the same thing: an object has one, a probe has one for
 * its Service, or for each of its pods. Targets that are incomplete, or select objects by labels, have none.
 */
export function identitiesOf(target: JsonObject): string[] {
  const { probe, namespace, service, pods, port, path, name } = target;
  if (typeof probe !== 'string') {
    const key = typeof name === 'string' ? targetKey(target) : undefined;
    return key === undefined ? [] : [key];
  }
  // Several programs of one pod can be asked with http; of the other probes, there is one.
  const what = probe === 'http' ? [probe, port, path ?? '/'] : [probe];
  const names: readonly unknown[] = Array.isArray(pods) ? pods : [];
  return [
    ...(typeof service === 'string' ? [JSON.stringify([...what, namespace, 'service', service])] : []),
    ...names.flatMap((pod) => (typeof pod === 'string' ? [JSON.stringify([...what, namespace, 'pod', pod])] : [])),
  ];
}

/** Without what is in `taken`: undefined if nothing remains, a probe with fewer pods if some of them do. */
export function withoutTaken(target: JsonObject, taken: ReadonlySet<string>): JsonObject | undefined {
  const identities = identitiesOf(target);
  if (!identities.some((identity) => taken.has(identity))) return target;
  const pods: readonly unknown[] = Array.isArray(target.pods) ? target.pods : [];
  const remaining = pods.filter((_, index) => !taken.has(identities[index] ?? ''));
  return remaining.length === 0 ? undefined : { ...target, pods: remaining };
}

/** Such as `Deployment monitoring/web`. */
export function describeTarget({ kind, probe, namespace, name, service, pods }: JsonObject): string {
  const [pod]: readonly unknown[] = Array.isArray(pods) ? pods : [];
  const what = text(kind) ?? `probe ${text(probe) ?? ''} of`;
  return `${what} ${[namespace, name ?? service ?? pod].flatMap((part) => text(part) ?? []).join('/')}`;
}
