import { type JsonObject, newest, record, records, text, time } from '../../../model/json';
import { specClock } from '../facts/clocks';
import { deletionVerdicts } from '../facts/deletion';
import { judgeWithGrace } from '../grace';
import type { Evidence, EvidenceQuery } from '../observation';
import type { Criteria, Rule } from '../rule';
import { type Verdict, worstVerdict } from '../verdict';

const serviceLabel = 'kubernetes.io/service-name';

/**
 * The rule of health of a Service, headless ones included: an endpoint is ready, and a requested load balancer has an address.
 * Kubernetes does not manage the endpoints of a Service without a selector, and an ExternalName has none.
 * Sources: Kubernetes, "Service" (type LoadBalancer, ExternalName, Services without selectors) and "EndpointSlices".
 */
export const serviceRule: Rule = ({ object, evidence }, criteria, now) => {
  const spec = record(object.spec);
  const findings = [...deletionVerdicts(object, criteria, now), ...loadBalancerFindings(object, criteria, now)];
  if (spec.type === 'ExternalName') {
    const message = `an alias for ${text(spec.externalName) ?? 'an external name'}, which is not checked`;
    return worstVerdict(findings, { verdict: 'Healthy', reason: 'ExternalName', message });
  }
  if (Object.keys(record(spec.selector)).length === 0) {
    const message = 'no selector, so the endpoints are not checked';
    return worstVerdict(findings, { verdict: 'Healthy', reason: 'NoSelector', message });
  }
  const slices = evidence?.EndpointSlice;
  if (slices === undefined) return { needed: [sliceQuery(object)] };
  const judged = judgeEndpoints(object, slices, criteria, now);
  return worstVerdict([...findings, judged], judged);
};

function sliceQuery({ metadata }: JsonObject): EvidenceQuery {
  const name = text(record(metadata).name) ?? '';
  const namespace = text(record(metadata).namespace) ?? '';
  return {
    kind: 'EndpointSlice',
    namespace,
    labelSelector: `${serviceLabel}=${name}`,
    belongs: (slice) => {
      const { labels, namespace: where } = record(slice.metadata);
      return record(labels)[serviceLabel] === name && where === namespace;
    },
  };
}

/** The Service has no data about its endpoints, so its health is unknown without the slices. */
function judgeEndpoints(object: JsonObject, slices: Evidence, { downGrace }: Criteria, now: number): Verdict {
  if (slices.type !== 'found') {
    const reason = slices.type === 'unavailable' ? 'UnreadableEndpoints' : slices.reason;
    return { verdict: 'Unknown', reason, message: slices.message };
  }
  const { ready, known } = countEndpoints(slices.objects);
  const published = record(object.spec).publishNotReadyAddresses === true;
  if (ready > 0) {
    const note = published ? ', but publishNotReadyAddresses is set: watch the pods instead' : '';
    return { verdict: 'Healthy', reason: 'EndpointsReady', message: `${ready} of ${known} endpoints ready${note}` };
  }
  return judgeWithGrace({
    since: endpointsClock(object, slices.objects),
    limit: downGrace,
    now,
    reason: 'NoEndpoints',
    message: known === 0 ? 'no pod that matches the selector has an address' : `0 of ${known} endpoints ready`,
    isShort: true,
  });
}

/** A pod with two address families is in two slices. An endpoint that does not report whether it is ready counts as ready. */
function countEndpoints(slices: readonly JsonObject[]): { ready: number; known: number } {
  const endpoints = new Map<string, boolean>();
  for (const { addresses, targetRef, conditions } of slices.flatMap((slice) => records(slice.endpoints))) {
    if (!Array.isArray(addresses) || addresses.length === 0) continue;
    const key = text(record(targetRef).uid) ?? JSON.stringify(addresses);
    const ready = record(conditions).ready ?? true;
    endpoints.set(key, endpoints.get(key) === true || ready === true);
  }
  return { ready: [...endpoints.values()].filter(Boolean).length, known: endpoints.size };
}

/**
 * The controller writes a slice whenever an endpoint becomes ready or unready, so the last ready endpoint was lost at the
 * newest write at the latest. Without a slice, or if a new selector matches nothing, the change of the Service counts.
 */
function endpointsClock(object: JsonObject, slices: readonly JsonObject[]): number | undefined {
  return newest([
    specClock(object),
    ...slices.flatMap(({ metadata }) => {
      const { creationTimestamp, annotations, managedFields } = record(metadata);
      return [
        time(creationTimestamp),
        time(record(annotations)['endpoints.kubernetes.io/last-change-trigger-time']),
        ...records(managedFields).map((entry) => time(entry.time)),
      ];
    }),
  ]);
}

function loadBalancerFindings(object: JsonObject, { grace }: Criteria, now: number): Verdict[] {
  if (record(object.spec).type !== 'LoadBalancer') return [];
  const { ingress } = record(record(object.status).loadBalancer);
  if (records(ingress).some(({ ip, hostname }) => text(ip) || text(hostname))) return [];
  return [
    judgeWithGrace({
      since: specClock(object),
      limit: grace,
      now,
      reason: 'LoadBalancerPending',
      message: 'the load balancer has no address',
    }),
  ];
}
