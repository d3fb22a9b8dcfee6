import { parseDuration } from '../../../model/duration';
import { type JsonObject, record, records } from '../../../model/json';
import type { Problem } from '../diagnostics/diagnostic';
import { defaultGrace } from '../schema/schema';
import { findAlarmProblems, findAlarmWarnings } from './alarmCheck';
import { findEksProblems } from './eksCheck';
import { findKindProblems, findKindWarnings } from './kindCheck';
import { findMetricWarnings } from './metricCheck';
import { findNetworkProblems, findNetworkWarnings } from './networkCheck';
import { findNotifyProblems } from './notifyCheck';
import { findPartitionProblems, findPartitionWarnings } from './partitionCheck';
import { findPerTargetProblems, warnOfPerTargetPrice } from './perTargetCheck';
import { findPodMetricsProblems, warnOfGroupsInAll, warnOfPodProxy } from './podMetricsCheck';
import { findProbeProblems, findProbeWarnings } from './probeCheck';
import { findReadProblems, findReadWarnings } from './readCheck';
import { findReadModeProblems, findReadModeWarnings } from './readModeCheck';
import { findScalingProblems, findScalingWarnings } from './scalingCheck';
import { findSeverityProblems } from './severityCheck';
import { targetKey } from './targetKey';
import { findWatchdogProblems } from './watchdogCheck';
import { findZoneTrafficProblems, findZoneTrafficWarnings } from './zoneTrafficCheck';

/** Checks of several values together. They read the raw input, so that they also run when single values are invalid. */

/** Duplicates, and keys that cannot be used with the kind of a target. */
export function findConflicts(input: unknown): Problem[] {
  return [
    ...findDuplicateDimensions(input),
    ...findDuplicateTargets(input),
    ...checkEachTarget(input, findKindProblems),
    ...checkEachTarget(input, findReadProblems),
    ...checkEachTarget(input, findReadModeProblems),
    ...checkEachTarget(input, findProbeProblems),
    ...findEksProblems(input),
    ...findSeverityProblems(input),
    ...findPerTargetProblems(input),
    ...findAlarmProblems(input),
    ...findNetworkProblems(input),
    ...findNotifyProblems(input),
    ...findWatchdogProblems(input),
    ...findScalingProblems(input),
    ...findZoneTrafficProblems(input),
    ...findPartitionProblems(input),
    ...findPodMetricsProblems(input),
  ];
}

/** Values that are allowed, but most likely not intended. */
export function findWarnings(input: unknown): Problem[] {
  return [
    ...findMetricWarnings(input),
    ...warnOfPerTargetPrice(input),
    ...warnOfLimitedDownGrace(input),
    ...checkEachTarget(input, findKindWarnings),
    ...checkEachTarget(input, findProbeWarnings),
    ...checkEachTarget(input, findReadWarnings),
    ...findReadModeWarnings(input),
    ...findAlarmWarnings(input),
    ...findNetworkWarnings(input),
    ...findScalingWarnings(input),
    ...findZoneTrafficWarnings(input),
    ...findPartitionWarnings(input),
    ...warnOfPodProxy(input),
    ...warnOfGroupsInAll(input),
  ];
}

function checkEachTarget(input: unknown, check: (target: JsonObject) => Problem[]): Problem[] {
  return records(record(input).targets).flatMap((target, index) =>
    check(target).map((problem) => ({ ...problem, path: ['targets', index, ...problem.path] })),
  );
}

function findDuplicateDimensions(input: unknown): Problem[] {
  const dimensions = records(record(record(input).metric).dimensions);
  const names = dimensions.map(({ name }) => (typeof name === 'string' ? name : undefined));
  return findDuplicates(names).map(([index, first]) => ({
    path: ['metric', 'dimensions', index, 'name'],
    atKey: false,
    message: `is a duplicate of dimensions[${first}]; CloudWatch allows each dimension name once.`,
  }));
}

function findDuplicateTargets(input: unknown): Problem[] {
  const keys = records(record(input).targets).map(targetKey);
  return findDuplicates(keys).map(([index, first]) => ({
    path: ['targets', index],
    atKey: false,
    message: `selects the same objects as targets[${first}]; remove one of them.`,
  }));
}

/** The index of each key that occurred before, with the index of its first occurrence. Undefined keys are skipped. */
function findDuplicates(keys: readonly (string | undefined)[]): [index: number, first: number][] {
  const firstIndexes = new Map<string, number>();
  return keys.flatMap((key, index): [number, number][] => {
    if (key === undefined) return [];
    const first = firstIndexes.get(key);
    if (first === undefined) firstIndexes.set(key, index);
    return first === undefined ? [] : [[index, first]];
  });
}

function warnOfLimitedDownGrace(input: unknown): Problem[] {
  const root = record(input);
  const places: { path: PropertyKey[]; values: JsonObject }[] = [
    { path: [], values: root },
    ...records(root.targets).map((values, index) => ({ path: ['targets', index], values })),
  ];
  return places.flatMap(({ path, values }) => {
    const written = values.grace ?? root.grace ?? defaultGrace;
    const grace = parseSeconds(written);
    const downGrace = parseSeconds(values.downGrace);
    if (grace === undefined || downGrace === undefined || downGrace <= grace) return [];
    const message = `is longer than grace (${written}), which limits it; increase grace too.`;
    return [{ path: [...path, 'downGrace'], atKey: false, message }];
  });
}

function parseSeconds(value: unknown): number | undefined {
  return value === 0 || typeof value === 'string' ? parseDuration(String(value)) : undefined;
}
