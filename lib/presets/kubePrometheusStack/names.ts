import type { ChartValues } from './chartValues';

const chart = 'kube-prometheus-stack';

/** Truncated as the charts do it: one `-` at the end is removed, too. */
function truncate(text: string, length: number): string {
  return text.slice(0, length).replace(/-$/, '');
}

interface NameOverrides {
  readonly fullnameOverride: string;
  readonly nameOverride: string;
}

/** The name of a chart's objects: the release, with the chart's name unless the release contains it. */
export function fullname(release: string, name: string, overrides: NameOverrides, length = 63): string {
  if (overrides.fullnameOverride !== '') return truncate(overrides.fullnameOverride, length);
  const own = overrides.nameOverride === '' ? name : overrides.nameOverride;
  return truncate(release.includes(own) ? release : `${release}-${own}`, length);
}

/** The names and namespaces of a release. */
export interface StackNames {
  readonly namespace: string;
  readonly alertmanagerNamespace: string;
  readonly operator: string;
  /** The custom resources. */
  readonly prometheus: string;
  readonly alertmanager: string;
  readonly thanosRuler: string;
}

/**
 * The names of the chart's own objects. Longer ones are truncated to 26 characters, because the operator adds to them.
 * Source: the chart kube-prometheus-stack, `templates/_helpers.tpl`.
 */
export function stackNames(release: string, releaseNamespace: string, values: ChartValues): StackNames {
  const base = fullname(release, chart, values, 26);
  const namespace = values.namespaceOverride || releaseNamespace;
  const { fullnameOverride } = values.prometheusOperator;
  const resource = (text: string, suffix: string) =>
    values.cleanPrometheusOperatorObjectNames ? base : `${text}-${suffix}`;
  return {
    namespace,
    alertmanagerNamespace: values.alertmanager.namespaceOverride || namespace,
    operator: fullnameOverride === '' ? `${base}-operator` : truncate(fullnameOverride, 35),
    prometheus: resource(base, 'prometheus'),
    alertmanager: resource(base, 'alertmanager'),
    thanosRuler: resource(truncate(base, 25), 'thanos-ruler'),
  };
}
