import type { Component, ComponentProbe } from '../../lib/presets/component';
import { operatedPodProbes } from '../../lib/presets/operatedPods';
import { probeWithoutAlertmanager } from '../../lib/presets/withoutAlertmanager';
import { count, desiredReplicas, type JsonObject, record, records, text } from '../../model/json';
import { selectorMatches, toLabels } from '../labels';
import { findObject, type Inventory, isRead, objectsOf } from './clusterObjects';
import type { ListedKindName } from './lists';
import { identityOf } from './objectName';
import type { PlannedTarget, SectionName } from './plannedTarget';
import { factsOf } from './workloads';

const watchdogName = 'Watchdog';

/** The probes of a workload's program, or why there are none; an empty list if it needs none. */
export function planProbes(
  workload: JsonObject,
  { probe: usual, settings: { severity } }: Component,
  section: SectionName,
  inventory: Inventory,
): PlannedTarget[] | string {
  if (usual === undefined) return [];
  const probe =
    usual.probe === 'prometheus' && lacksAlertmanager(workload, inventory) ? probeWithoutAlertmanager : usual;
  const lacksWatchdog = usesWatchdog.has(probe.probe) && !hasWatchdog(inventory);
  const more = lacksWatchdog ? { watchdog: false } : {};
  const plan = probe.by === 'pods' ? probesOfPods : probesOfService;
  const targets = plan(workload, probe, inventory, more);
  if (typeof targets === 'string') return `No probe asks it: ${targets}.`;
  const why = [
    probe.why,
    ...(probe.by === 'service' ? ['The Service answers for one of its replicas.'] : []),
    ...(lacksWatchdog
      ? [`No PrometheusRule has the alert ${watchdogName}: add one that always fires, and remove watchdog: false.`]
      : []),
  ];
  const ofWorkload = severity === undefined ? {} : { severity };
  return targets.map((target) => ({ section, target: { ...target, ...ofWorkload }, why }));
}

const usesWatchdog: ReadonlySet<string> = new Set(['prometheus', 'alertmanager']);

function probesOfPods(
  workload: JsonObject,
  probe: ComponentProbe,
  inventory: Inventory,
  more: JsonObject,
): JsonObject[] | string {
  const { namespace, name } = identityOf(workload);
  const owner = operatorOwner(workload);
  const object = operatorObject(workload, inventory);
  // With guessed settings, the probe could fail although the program works.
  if (object === undefined) return `the ${owner?.kind} with its settings could not be read`;
  const spec = record(object.spec);
  const pods = {
    namespace,
    statefulSet: name,
    replicas: desiredReplicas(workload.spec) ?? 0,
    firstOrdinal: count(record(record(workload.spec).ordinals).start) ?? 0,
    routePrefix: text(spec.routePrefix) ?? '',
    listenLocal: spec.listenLocal === true,
    usesTls: record(spec.web).tlsConfig !== undefined,
    hasVolume: factsOf(workload)?.restartSeconds !== undefined,
  };
  const probes = operatedPodProbes(probe, pods, more);
  return probes.length === 0 ? 'it listens on the loopback address only' : probes;
}

/** Source: Prometheus operator, API reference (PrometheusSpec). */
function lacksAlertmanager(workload: JsonObject, inventory: Inventory): boolean {
  const object = operatorObject(workload, inventory);
  if (object === undefined) return false;
  const { alerting, additionalAlertManagerConfigs } = record(object.spec);
  return (
    records(record(alerting).alertmanagers).length === 0 && (additionalAlertManagerConfigs ?? undefined) === undefined
  );
}

const operatorKinds: readonly ListedKindName[] = ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'];

/** The object of the Prometheus operator that a workload belongs to. */
function operatorOwner(workload: JsonObject) {
  const owners = records(record(workload.metadata).ownerReferences).flatMap((owner) => {
    const kind = operatorKinds.find((one) => one === owner.kind);
    return kind === undefined ? [] : [{ kind, name: text(owner.name) ?? '' }];
  });
  return owners[0];
}

function operatorObject(workload: JsonObject, inventory: Inventory): JsonObject | undefined {
  const owner = operatorOwner(workload);
  return owner && findObject(inventory, owner.kind, identityOf(workload).namespace, owner.name);
}

function probesOfService(
  workload: JsonObject,
  { probe, port, path }: ComponentProbe,
  inventory: Inventory,
): JsonObject[] | string {
  const { namespace } = identityOf(workload);
  if (!isRead(inventory, 'Service', namespace)) return 'the Services could not be read';
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
  return [{ probe, namespace, ...found, ...(path === undefined ? {} : { path }) }];
}

/** Whether a rule has the alert, as far as is known: rules that could not be read may have it. */
function hasWatchdog(inventory: Inventory): boolean {
  if (!isRead(inventory, 'PrometheusRule', '*')) return true;
  return objectsOf(inventory, 'PrometheusRule').some((object) =>
    records(record(object.spec).groups).some(({ rules }) => records(rules).some(({ alert }) => alert === watchdogName)),
  );
}
