import { controllerOf } from '../../lambda/health/facts/owner';
import type { Component, ComponentProbe } from '../../lib/presets/component';
import { count, desiredReplicas, type JsonObject, record, records, text } from '../../model/json';
import { selectorMatches, toLabels } from '../labels';
import { identityOf } from './identity';
import { findObject, type Inventory, isRead, objectsOf } from './inventory';
import type { ListedKindName } from './lists';
import type { PlannedTarget, SectionName } from './plannedTarget';

/** A probe asks at most 20 pods. */
const maxPods = 20;
const watchdogName = 'Watchdog';

/** The probe of a workload's program, or why there is none; undefined if it needs none. */
export function planProbe(
  workload: JsonObject,
  { probe }: Component,
  section: SectionName,
  inventory: Inventory,
): PlannedTarget | string | undefined {
  if (probe === undefined) return undefined;
  const asked = probe.by === 'pods' ? podsOf(workload, probe, inventory) : serviceOf(workload, probe, inventory);
  if (typeof asked === 'string') return `No probe asks it: ${asked}.`;
  const lacksWatchdog = usesWatchdog.has(probe.probe) && !hasWatchdog(inventory);
  const target = { probe: probe.probe, namespace: identityOf(workload).namespace, ...asked };
  return {
    section,
    target: lacksWatchdog ? { ...target, watchdog: false } : target,
    why: [
      probe.why,
      ...(probe.by === 'service' ? ['The Service answers for one of its replicas.'] : []),
      ...(lacksWatchdog
        ? [`No PrometheusRule has the alert ${watchdogName}: add one that always fires, and remove watchdog: false.`]
        : []),
    ],
  };
}

const usesWatchdog: ReadonlySet<string> = new Set(['prometheus', 'alertmanager']);

/** Source: Kubernetes, "StatefulSets" (ordinal index, start ordinal). */
function podsOf(workload: JsonObject, { port, path }: ComponentProbe, inventory: Inventory): JsonObject | string {
  const { name } = identityOf(workload);
  const spec = record(ownerIn(inventory, workload)?.spec);
  // The operator then listens on the loopback address, where nothing from outside of the pod arrives.
  if (spec.listenLocal === true) return 'it listens on the loopback address only';
  const start = count(record(record(workload.spec).ordinals).start) ?? 0;
  const replicas = Math.min(desiredReplicas(workload.spec) ?? 0, maxPods);
  if (workload.kind !== 'StatefulSet') return 'only the pods of a StatefulSet have fixed names';
  const prefix = (text(spec.routePrefix) ?? '').replace(/\/+$/, '');
  const isHttps = record(spec.web).tlsConfig !== undefined;
  return {
    pods: Array.from({ length: replicas }, (_, index) => `${name}-${start + index}`),
    port,
    ...(isHttps ? { scheme: 'https' } : {}),
    ...(prefix === '' && path === undefined ? {} : { path: `${prefix}${path ?? ''}` }),
  };
}

/** The object of the Prometheus operator that a workload belongs to. */
function ownerIn(inventory: Inventory, workload: JsonObject): JsonObject | undefined {
  const owner = controllerOf(workload) ?? records(record(workload.metadata).ownerReferences)[0];
  const kind = operatorKinds.find((one) => one === owner?.kind);
  if (kind === undefined) return undefined;
  return findObject(inventory, kind, identityOf(workload).namespace, text(owner?.name) ?? '');
}

const operatorKinds: readonly ListedKindName[] = ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'];

function serviceOf(workload: JsonObject, { port, path }: ComponentProbe, inventory: Inventory): JsonObject | string {
  const { namespace } = identityOf(workload);
  const labels = toLabels(record(record(record(workload.spec).template).metadata).labels);
  const candidates = objectsOf(inventory, 'Service').flatMap((service) => {
    const { selector, clusterIP, ports } = record(service.spec);
    const isOther = identityOf(service).namespace !== namespace || clusterIP === 'None' || selector === undefined;
    if (isOther || !selectorMatches({ matchLabels: selector }, labels)) return [];
    const numbers = records(ports).flatMap((each) => count(each.port) ?? []);
    const number = numbers.find((each) => each === port) ?? numbers[0];
    return number === undefined ? [] : [{ service: identityOf(service).name, port: number }];
  });
  const found = candidates.find((each) => each.port === port) ?? candidates[0];
  if (found === undefined) return 'no Service with a cluster IP selects its pods';
  return { ...found, ...(path === undefined ? {} : { path }) };
}

/** Whether a rule has the alert, as far as is known: rules that could not be read may have it. */
function hasWatchdog(inventory: Inventory): boolean {
  if (!isRead(inventory, 'PrometheusRule', '*')) return true;
  return objectsOf(inventory, 'PrometheusRule').some((object) =>
    records(record(object.spec).groups).some(({ rules }) => records(rules).some(({ alert }) => alert === watchdogName)),
  );
}
