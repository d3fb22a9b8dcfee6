import { isObject, type JsonObject, record, records, text } from '../../../model/json';
import { builtinKind, kinds, splitApiVersion } from '../../../model/kinds';
import { describeRestriction } from '../../../model/restrictedReads';
import { scalingDirections } from '../../../model/scalingConfig';
import { describeTarget } from '../../presets/targetIdentity';
import { type Problem, quote } from '../diagnostics/diagnostic';
import { didYouMean } from '../diagnostics/suggestion';
import { describeNamespaceAll } from '../diagnostics/valueHints';
import { scaledObject, targetOf } from '../scalingRules';
import type { ScalingEntry } from '../schema/scalingSchema';
import { operatorGroup } from './kindCheck';
import { checkScalingAlarm, warnOfShortPeriod } from './scalingAlarmCheck';

/** Of the kinds that need no apiVersion. Source: Kubernetes API reference (the subresource scale). */
const scalable: ReadonlySet<string> = new Set(['Deployment', 'ReplicaSet', 'StatefulSet']);

/** Problems of `scaling` across keys and entries. Reads the raw input, and reports nothing that the schema rejects. */
export function findScalingProblems(input: unknown): Problem[] {
  const root = record(input);
  const entries = records(root.scaling);
  const seen = new Map<string, number>();
  return entries.flatMap((entry, index): Problem[] => {
    const key = keyOf(entry);
    const first = key === undefined ? undefined : seen.get(key);
    if (key !== undefined && first === undefined) seen.set(key, index);
    const duplicate =
      first === undefined ? [] : [problem(['target'], `is the target of scaling[${first}]; keep one of them.`)];
    const ofEntry = isObject(Reflect.get(Object(root.scaling), index)) ? checkEntry(entry, root) : [];
    return [...duplicate, ...ofEntry].map((one) => ({ ...one, path: ['scaling', index, ...one.path] }));
  });
}

/** Namespaces, bounds and periods that are most likely not intended. Reads the raw input. */
export function findScalingWarnings(input: unknown): Problem[] {
  return [...warnOfNamespaceAll(input), ...warnOfZero(input), ...warnOfShortPeriods(input)];
}

function warnOfShortPeriods(input: unknown): Problem[] {
  const root = record(input);
  return records(root.scaling).flatMap((entry, index) =>
    scalingDirections.flatMap((direction) =>
      warnOfShortPeriod(record(record(entry[direction]).alarm), root).map((one) => ({
        ...one,
        path: ['scaling', index, direction, 'alarm', ...one.path],
      })),
    ),
  );
}

function warnOfNamespaceAll(input: unknown): Problem[] {
  return records(record(input).scaling).flatMap(({ target }, index): Problem[] => {
    const message = describeNamespaceAll(record(target).namespace, 'write one entry for each object');
    return message === undefined ? [] : [problem(['scaling', index, 'target', 'namespace'], message)];
  });
}

/** Bounds that let the replicas fall to a number with which the same object, as a target, is Unhealthy. */
function warnOfZero(input: unknown): Problem[] {
  const { scaling, targets } = record(input);
  const needy = records(targets).filter((target) => target.allowZero !== true && countsReplicas(target));
  return records(scaling).flatMap((entry, index): Problem[] => {
    const key = entry.min === 0 ? keyOf(entry) : undefined;
    const target = key === undefined ? undefined : needy.find((one) => keyOf({ target: one }) === key);
    if (target === undefined) return [];
    const message = `got 0, but without replicas the target ${describeTarget(target)} is Unhealthy (ScaledToZero), which pages; set allowZero: true in that target, or min: 1.`;
    return [problem(['scaling', index, 'min'], message)];
  });
}

/** Whether `allowZero` can be specified: other custom resources are judged by their conditions. */
function countsReplicas({ kind, apiVersion, probe }: JsonObject): boolean {
  const builtin = typeof kind === 'string' && builtinKind({ kind, apiVersion: text(apiVersion) }) !== undefined;
  return probe === undefined && (builtin || splitApiVersion(text(apiVersion) ?? '').group === operatorGroup);
}

function checkEntry(entry: JsonObject, root: JsonObject): Problem[] {
  const { min, max, up, down } = entry;
  const none = up === undefined && down === undefined;
  return [
    ...checkKind(record(entry.target)).map((one) => ({ ...one, path: ['target', ...one.path] })),
    ...(typeof min === 'number' && typeof max === 'number' && min > max
      ? [problem(['min'], `got ${min}, which is above max (${max}); it must be at most max.`)]
      : []),
    ...(none ? [problem([], 'specify up, down or both: the alarms that change the number of replicas.')] : []),
    ...checkSameAlarm(record(up), record(down)),
    ...scalingDirections.flatMap((direction) => checkDirection(direction, record(entry[direction]), root)),
  ];
}

function checkKind(target: JsonObject): Problem[] {
  const { kind, apiVersion, resource } = target;
  if (typeof kind !== 'string') return [];
  const builtin = builtinKind({ kind, apiVersion: text(apiVersion) });
  if (builtin === undefined) {
    if (apiVersion === undefined) {
      return [
        problem(
          ['kind'],
          `got ${quote(kind)}, which needs its apiVersion; only ${[...scalable].join(', ')} need none.${didYouMean(kind, [...scalable])}`,
        ),
      ];
    }
    const same = builtinOf(target, kind);
    return same === undefined ? checkRestriction(target, kind) : [describeOtherName(kind, same)];
  }
  if (!scalable.has(kind)) return [withoutScale(kind)];
  return resource === undefined ? [] : [problem(['resource'], `is only for other kinds; ${kind} is a built-in kind.`)];
}

/** The built-in kind that is meant by another spelling, or by its plural: HorizontalPodAutoscalers name it as Kubernetes does. */
function builtinOf(target: JsonObject, kind: string): string | undefined {
  const { group, resource } = targetOf({ target: referenceOf(target, kind) });
  return Object.entries(kinds).find(
    ([name, one]) => one.group === group && (one.resource === resource || name.toLowerCase() === kind.toLowerCase()),
  )?.[0];
}

function describeOtherName(kind: string, builtin: string): Problem {
  if (!scalable.has(builtin)) return withoutScale(kind);
  const message = `got ${quote(kind)}, which is the built-in kind ${builtin} by another name; write kind: ${builtin}, without apiVersion and resource.`;
  return problem(['kind'], message);
}

function withoutScale(kind: string): Problem {
  return problem(
    ['kind'],
    `got ${quote(kind)}, which has no subresource scale; use a kind that has, such as Deployment.`,
  );
}

function checkRestriction(target: JsonObject, kind: string): Problem[] {
  const restriction = describeRestriction(targetOf({ target: referenceOf(target, kind) }));
  return restriction === undefined ? [] : [problem(['kind'], `got ${quote(kind)}: ${restriction}.`)];
}

function checkSameAlarm(up: JsonObject, down: JsonObject): Problem[] {
  const { arn } = record(down.alarm);
  const isSame = arn !== undefined && arn === record(up.alarm).arn;
  return isSame
    ? [problem(['down', 'alarm', 'arn'], 'is the alarm of up, too; use another one, which is in ALARM at other times.')]
    : [];
}

function checkDirection(direction: 'up' | 'down', { alarm, policies }: JsonObject, root: JsonObject): Problem[] {
  const values = records(policies).map(({ type, value }, index): Problem[] =>
    direction === 'down' && type === 'Percent' && typeof value === 'number' && value > 100
      ? [problem([direction, 'policies', index, 'value'], `got ${value}, but no more than 100 percent can be removed.`)]
      : [],
  );
  const ofAlarm = isObject(alarm) ? checkScalingAlarm(alarm, root) : [];
  return [...values.flat(), ...ofAlarm.map((one) => ({ ...one, path: [direction, 'alarm', ...one.path] }))];
}

/** The same object, whatever its version. */
function keyOf({ target }: JsonObject): string | undefined {
  const { kind, namespace, name } = record(target);
  if (typeof kind !== 'string' || typeof namespace !== 'string' || typeof name !== 'string') return undefined;
  return scaledObject(targetOf({ target: referenceOf(record(target), kind) }));
}

/** What the raw input says, without what the schema rejects. */
function referenceOf(target: JsonObject, kind: string): ScalingEntry['target'] {
  const [apiVersion, resource, namespace, name] = [
    target.apiVersion,
    target.resource,
    target.namespace,
    target.name,
  ].map(text);
  return { kind, apiVersion, resource, namespace: namespace ?? 'default', name: name ?? 'name' };
}

function problem(path: readonly PropertyKey[], message: string): Problem {
  return { path: [...path], atKey: false, message };
}
