import type { Grant } from '../../model/grant';
import { builtinKind, guessResource, splitApiVersion } from '../../model/kinds';
import {
  type ScalingDirectionName,
  type ScalingRule,
  type ScalingTarget,
  scalers,
  scalingDirections,
} from '../../model/scalingConfig';
import { type SectionNames, shortenTo } from './names';
import { labelsOf, type RbacNames, type RbacObject } from './rbacManifest';
import type { ScalingAlarmConfig, ScalingEntry } from './schema/scalingSchema';
import type { Config } from './schema/schema';

/** How often the function looks at the alarms again. */
export const scalingSeconds = 60;

const leases = { group: 'coordination.k8s.io', version: 'v1', resource: 'leases' };
/** Source: Kubernetes, "Object Names and IDs" (DNS subdomain names). */
const maxObjectName = 253;

/** Source: Amazon CloudWatch API Reference, PutMetricAlarm (`AlarmName`). */
const maxAlarmName = 255;

/** What the names in the rules begin with. */
export type ScalingNames = Pick<SectionNames, 'rbac' | 'alarms'>;

/** What the scaling function does for each entry. Pure. */
export function toScalingRules(
  { scaling = [], dryRun }: Pick<Config, 'scaling' | 'dryRun'>,
  names: ScalingNames,
): ScalingRule[] {
  return scaling.map((entry): ScalingRule => {
    const target = targetOf(entry);
    const { group, resource, name } = target;
    const directions = scalingDirections.flatMap((direction) => {
      const { alarm, ...others } = entry[direction] ?? {};
      return alarm === undefined
        ? []
        : [[direction, { alarm: alarmName(alarm, target, direction, names), ...others }] as const];
    });
    return {
      target,
      lease: shortenTo(maxObjectName, [names.rbac, resource, ...(group === '' ? [] : [group]), name].join('.')),
      min: entry.min,
      max: entry.max,
      ...Object.fromEntries(directions),
      dryRun: dryRun || entry.dryRun,
    };
  });
}

/** The name in the ARN, or that of the alarm that the stack creates. */
function alarmName(
  { arn }: ScalingAlarmConfig,
  { resource, group, namespace, name }: ScalingTarget,
  direction: ScalingDirectionName,
  { alarms }: ScalingNames,
): string {
  // Source: Service Authorization Reference, "Actions, resources, and condition keys for Amazon CloudWatch".
  if (arn !== undefined) return arn.split(':').slice(6).join(':');
  const kind = group === '' ? resource : `${resource}.${group}`;
  // No Kubernetes name contains "/", and "-" is in most.
  return shortenTo(maxAlarmName, [alarms, kind, namespace, name, direction].join('/'));
}

/** Where the API serves the target of an entry. */
export function targetOf({ target }: Pick<ScalingEntry, 'target'>): ScalingTarget {
  const { kind, apiVersion, resource, namespace, name } = target;
  const builtin = builtinKind({ kind, apiVersion });
  const { group, version } = builtin ?? splitApiVersion(apiVersion ?? '');
  return { kind, group, version, resource: builtin?.resource ?? resource ?? guessResource(kind), namespace, name };
}

/** Equal for the same object of a cluster, whatever its version. */
export function scaledObject({ group, resource, namespace, name }: ScalingTarget): string {
  return [group, resource, namespace, name].join('/');
}

/** What the group of the scaling function may do: nothing but change the replicas of these targets, and keep their Leases. */
export function scalingGrants(rules: readonly ScalingRule[]): Grant[] {
  return rules.flatMap(({ target: { group, version, resource, namespace, name }, lease }): Grant[] => [
    ...(['get', 'update'] as const).flatMap((verb): Grant[] => [
      { verb, group, version, resource: `${resource}/scale`, namespace, name },
      { verb, ...leases, namespace, name: lease },
    ]),
    ...scalers.map(({ kind: _, ...scaler }): Grant => ({ verb: 'list', ...scaler, namespace })),
  ]);
}

/** Leases can be created by the manifest only, because RBAC cannot limit the verb create to names. */
export function scalingLeases(rules: readonly ScalingRule[], names: RbacNames): RbacObject[] {
  return rules.map(({ target: { namespace }, lease }) => ({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name: lease, namespace, labels: labelsOf(names) },
  }));
}
