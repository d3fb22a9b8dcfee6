import type { Component } from '../../lib/presets/component';
import { type ComponentName, components, recognizeComponent } from '../../lib/presets/components';
import { monitoringComponents } from '../../lib/presets/monitoringComponents';
import { type JsonObject, record, records, text } from '../../model/json';
import { pluralize } from '../../model/pluralize';
import { labelsOf } from '../labels';
import { type Inventory, objectsOf } from './clusterObjects';
import { identityOf } from './objectName';
import { originOf, releaseOf } from './origin';
import { type LeftOut, type PlannedTarget, type SectionName, sections } from './plannedTarget';
import { planProbes } from './planProbes';
import { findScaledToZero } from './scaledToZero';
import { factsOf, whyLeftOut, workloadKinds } from './workloads';

/** What a configuration for a cluster has, and what it leaves out. */
export interface TargetPlan {
  /** By section, and in it by namespace, kind and name; probes follow what they ask. */
  readonly targets: readonly PlannedTarget[];
  readonly leftOut: readonly LeftOut[];
}

/** The kinds of the Prometheus operator that are watched themselves. */
const operatorKinds = ['Prometheus', 'PrometheusAgent', 'Alertmanager', 'ThanosRuler'] as const;

interface Recognized {
  readonly object: JsonObject;
  readonly component: ComponentName | undefined;
}

/**
 * Plans the targets for a cluster. Pure, and independent of the order of the objects.
 *
 * @param namespaces - whose objects are watched. Empty: those of all.
 */
export function planTargets(inventory: Inventory, namespaces: readonly string[] = []): TargetPlan {
  const isChosen = (object: JsonObject) => namespaces.length === 0 || namespaces.includes(identityOf(object).namespace);
  const scaledToZero = findScaledToZero(inventory);
  const candidates = [...workloadKinds, ...operatorKinds].flatMap((kind) =>
    objectsOf(inventory, kind).filter(isChosen),
  );
  const judged = candidates.map((object) => ({ object, why: whyLeftOut(object, scaledToZero) }));
  const recognized = judged
    .filter(({ why }) => why === undefined)
    .map(({ object }) => ({ object, component: componentOf(object) }));
  const stack = stackReleases(recognized);
  const targets = recognized.flatMap((one) => {
    const planned = planObject(one, stack);
    if (one.component === undefined) return [planned];
    const probes = planProbes(one.object, components[one.component], planned.section, inventory);
    return typeof probes === 'string' ? [{ ...planned, why: [...planned.why, probes] }] : [planned, ...probes];
  });
  const inSection = (name: string) => targets.filter(({ section }) => section === name);
  return {
    targets: withPage(Object.keys(sections).flatMap((name) => byNamespace(inSection(name)))),
    leftOut: judged.flatMap(({ object, why }) => (why === undefined ? [] : [{ object, why }])),
  };
}

/** Where everything would be a ticket, everything is a page: a configuration has at least one. */
function withPage(targets: readonly PlannedTarget[]): readonly PlannedTarget[] {
  if (targets.some(({ target }) => target.severity === undefined)) return targets;
  return targets.map(({ target: { severity: _, ...target }, ...planned }) => ({ ...planned, target }));
}

function componentOf(object: JsonObject): ComponentName | undefined {
  const { labels, ownerReferences } = record(object.metadata);
  const owners = records(ownerReferences).flatMap(({ kind }) => text(kind) ?? []);
  return recognizeComponent({ kind: text(object.kind) ?? '', labels, owners });
}

/** The releases that a part of the monitoring stack belongs to, as `NAMESPACE/RELEASE`: their other parts do, too. */
function stackReleases(recognized: readonly Recognized[]): ReadonlySet<string> {
  const core = recognized.filter(({ component }) => component !== undefined && isMonitoring(component));
  return new Set(core.flatMap(({ object }) => releaseKey(object) ?? []));
}

function releaseKey(object: JsonObject): string | undefined {
  const release = releaseOf(object);
  return release === undefined ? undefined : `${identityOf(object).namespace}/${release}`;
}

function isMonitoring(component: ComponentName): boolean {
  return Object.hasOwn(monitoringComponents, component);
}

function sectionOf({ object, component }: Recognized, stack: ReadonlySet<string>): SectionName {
  if (component !== undefined) return isMonitoring(component) ? 'monitoring' : 'platform';
  if (stack.has(releaseKey(object) ?? '')) return 'monitoring';
  const isPlatform =
    identityOf(object).namespace === 'kube-system' ||
    Object.keys(labelsOf(object)).some((key) => key.startsWith('eks.amazonaws.com/'));
  return isPlatform ? 'platform' : 'team';
}

/** A run that failed, such as that of a backup, can wait for the next working day. */
const ofCronJob = { severity: 'ticket' };

function planObject(recognized: Recognized, stack: ReadonlySet<string>): PlannedTarget {
  const { object, component } = recognized;
  const { namespace, name } = identityOf(object);
  const { settings, why, apiVersion }: Partial<Component> = component === undefined ? {} : components[component];
  const origin = originOf(object);
  const what = [
    ...(component === undefined || apiVersion !== undefined ? [] : [`recognized as ${component}`]),
    ...describeSize(object),
    ...(origin === undefined ? [] : [`installed by ${origin}`]),
  ].join(', ');
  return {
    section: sectionOf(recognized, stack),
    target: {
      kind: object.kind,
      ...(apiVersion === undefined ? {} : { apiVersion }),
      namespace,
      name,
      ...(object.kind === 'CronJob' ? ofCronJob : {}),
      ...settings,
    },
    why: [`${what.charAt(0).toUpperCase()}${what.slice(1)}.`, ...(why === undefined ? [] : [why])],
    object,
  };
}

function describeSize(object: JsonObject): string[] {
  const { kind, spec } = object;
  const { desired, restartSeconds } = factsOf(object) ?? {};
  if (kind === 'CronJob') {
    const { schedule, suspend } = record(spec);
    return [`runs at "${text(schedule) ?? ''}"${suspend === true ? ', suspended now, which is healthy' : ''}`];
  }
  if (kind === 'DaemonSet') return [`on ${pluralize(desired ?? 0, 'node')}`];
  if (desired === undefined) return ['custom resource of the Prometheus operator'];
  return [`${pluralize(desired, 'replica')}${restartSeconds === undefined ? '' : ' with volumes'}`];
}

const kindOrder: readonly unknown[] = [...workloadKinds, ...operatorKinds];

/** Stable, so that probes stay behind what they ask. */
function byNamespace(targets: readonly PlannedTarget[]): PlannedTarget[] {
  const keys = new Map<PlannedTarget, readonly (string | number)[]>();
  let last: readonly (string | number)[] = [];
  for (const planned of targets) {
    const { object } = planned;
    if (object !== undefined) {
      const { namespace, name } = identityOf(object);
      last = [namespace, kindOrder.indexOf(object.kind), name];
    }
    keys.set(planned, last);
  }
  return [...targets].sort((a, b) => compareKeys(keys.get(a) ?? [], keys.get(b) ?? []));
}

function compareKeys(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index] ?? '';
    if (part !== other) return part < other ? -1 : 1;
  }
  return 0;
}
