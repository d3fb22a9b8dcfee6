import { isObject, type JsonObject, record, records } from '../../../model/json';
import { podsUnreadMetric } from '../../../model/podMetricsConfig';
import { vpcCniMetrics } from '../../presets/vpcCniMetrics';
import { type Problem, quote } from '../diagnostics/diagnostic';
import { hasSynonymOf } from '../diagnostics/hints';
import { describeNamespaceAll } from '../diagnostics/valueHints';
import { podMetricNamespace } from '../podGroups';

/** Checks of `podMetrics`. They read the raw input, and report nothing that the schema already rejects. */

const required = ['namespace', 'selector', 'port', 'metrics'];
/** Source: Amazon CloudWatch API Reference, PutMetricData (`Namespace`). */
const maxNamespace = 255;
const notWithPreset = [...required, 'scheme', 'path'];

/** Keys that a group lacks or cannot have, and metrics that would be mixed up in CloudWatch. */
export function findPodMetricsProblems(input: unknown): Problem[] {
  const { podMetrics } = record(input);
  const groups = records(podMetrics);
  const ofGroups = groups.flatMap((group, index) =>
    [
      ...(isObject(Reflect.get(Object(podMetrics), index)) ? checkKeys(group) : []),
      ...checkMetricNamespace(group, record(record(input).metric)),
      ...findDuplicateDimensions(group),
    ].map((problem) => ({
      ...problem,
      path: ['podMetrics', index, ...problem.path],
    })),
  );
  return [...ofGroups, ...findDuplicateMetrics(record(input), groups)];
}

/** What the permissions allow beyond what is read. */
export function warnOfPodProxy(input: unknown): Problem[] {
  const seen = new Set<string>();
  return records(record(input).podMetrics).flatMap((group, index): Problem[] => {
    const { namespace } = group.preset === undefined ? group : vpcCniMetrics;
    if (typeof namespace !== 'string' || seen.has(namespace)) return [];
    seen.add(namespace);
    const message = `needs get on pods/proxy in namespace ${namespace}, which allows any GET request to any port of every pod in it: RBAC can limit it neither to a selector nor to a port. Only the group of the pod metrics function gets it; see docs/pod-metrics.md.`;
    return [{ path: ['podMetrics', index], atKey: false, message }];
  });
}

function checkKeys(group: JsonObject): Problem[] {
  const { preset } = group;
  if (preset !== undefined) {
    return notWithPreset
      .filter((key) => group[key] !== undefined)
      .map((key) => at(key, true, 'cannot be used with preset, which has its own; remove this key, or the preset.'));
  }
  return required
    .filter((key) => group[key] === undefined && !hasSynonymOf([key], group, 'podMetrics.*'))
    .map((key) => at('', false, `${key} is required; or use a preset, such as { preset: vpc-cni }.`));
}

/** Namespaces that are most likely not intended. */
export function warnOfGroupsInAll(input: unknown): Problem[] {
  return records(record(input).podMetrics).flatMap(({ namespace }, index): Problem[] => {
    const message = describeNamespaceAll(namespace, 'write one group for each namespace');
    return message === undefined ? [] : [{ path: ['podMetrics', index, 'namespace'], atKey: false, message }];
  });
}

/** The role of the function may publish into whole namespaces: IAM cannot limit it to the names of metrics. */
function checkMetricNamespace(group: JsonObject, metric: JsonObject): Problem[] {
  const isDefault = group.metricNamespace === undefined;
  const { metricNamespace } = withDefaults(group, metric);
  const key = isDefault ? '' : 'metricNamespace';
  if (typeof metricNamespace !== 'string') return [];
  if (metricNamespace === metric.namespace) {
    const found = isDefault ? `publishes into ${quote(metricNamespace)}` : `got ${quote(metricNamespace)}`;
    const message = `${found}, the namespace of metric: the role of the pod metrics function could then publish the health of the cluster, too, because IAM limits it by namespace only; specify another metricNamespace.`;
    return [at(key, false, message)];
  }
  if (!isDefault || metricNamespace.length <= maxNamespace) return [];
  const message = `metricNamespace is required, because its default, ${quote(metricNamespace)}, is longer than ${maxNamespace} characters.`;
  return [at(key, false, message)];
}

function at(key: string, atKey: boolean, message: string): Problem {
  return { path: key === '' ? [] : [key], atKey, message };
}

function findDuplicateDimensions({ dimensions }: JsonObject): Problem[] {
  const names = records(dimensions).map(({ name }) => name);
  return names.flatMap((name, index): Problem[] => {
    const first = names.indexOf(name);
    if (typeof name !== 'string' || first === index) return [];
    const message = `is a duplicate of dimensions[${first}]; CloudWatch allows each dimension name once.`;
    return [{ path: ['dimensions', index, 'name'], atKey: false, message }];
  });
}

interface Place {
  readonly path: readonly PropertyKey[];
  readonly what: string;
}

/** Two metrics of the same name, namespace and dimensions are one in CloudWatch. */
function findDuplicateMetrics(root: JsonObject, groups: readonly JsonObject[]): Problem[] {
  const metric = record(root.metric);
  const known = new Map<string, string>();
  const keyOf = (namespace: unknown, dimensions: unknown, name: unknown) =>
    JSON.stringify([
      namespace,
      records(dimensions)
        .map(({ name: one, value }) => JSON.stringify([one, value]))
        .sort(),
      name,
    ]);
  const places = groups.flatMap((group, index): (Place & { readonly key: string; readonly name: string })[] => {
    const { metricNamespace, dimensions, metrics } = withDefaults(group, metric);
    return records(metrics).flatMap((one, place) => {
      const name = one.as ?? one.name;
      if (typeof name !== 'string') return [];
      const path = group.preset === undefined ? ['podMetrics', index, 'metrics', place] : ['podMetrics', index];
      return [{ path, name, key: keyOf(metricNamespace, dimensions, name), what: `podMetrics[${index}]` }];
    });
  });
  const reported = new Set<string>();
  return places.flatMap(({ path, name, key, what }): Problem[] => {
    if (name === podsUnreadMetric)
      return [
        {
          path,
          atKey: false,
          message: `has the name ${podsUnreadMetric}, which counts the pods that could not be read; specify another one with \`as\`.`,
        },
      ];
    const other = known.get(key);
    known.set(key, other ?? what);
    // All metrics of a preset are at one place: the first one is enough.
    if (other === undefined || (reported.has(what) && path.length === 2)) return [];
    reported.add(what);
    const message = `publishes ${quote(name)} into the same namespace and with the same dimensions as ${other}: CloudWatch would mix the two; specify another name with \`as\`, or other dimensions.`;
    return [{ path, atKey: false, message }];
  });
}

function withDefaults(group: JsonObject, metric: JsonObject): JsonObject {
  const { namespace } = metric;
  const defaults: JsonObject =
    group.preset === undefined
      ? {
          metricNamespace: typeof namespace === 'string' ? podMetricNamespace({ namespace }) : undefined,
          dimensions: metric.dimensions,
          metrics: group.metrics,
        }
      : { ...vpcCniMetrics };
  return {
    metricNamespace: group.metricNamespace ?? defaults.metricNamespace,
    dimensions: group.dimensions ?? defaults.dimensions,
    metrics: defaults.metrics,
  };
}
