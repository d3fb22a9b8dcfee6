import type { KubePrometheusStackConfig } from '../../config/schema/presetSchema';
import { type ComponentName, components } from '../components';
import { componentTarget, type PresetEntry } from '../presetEntry';
import { type ChartValues, chartValues } from './chartValues';
import { fullname, type StackNames, stackNames } from './names';
import { grafanaProbe, type Program, podProbes, prometheusProbes } from './probes';

/** The targets and probes of a release. Pure. */
export function stackParts(
  { release, namespace, probes }: Omit<KubePrometheusStackConfig, 'values'>,
  values: ChartValues = chartValues.parse({}),
): PresetEntry[] {
  const names = stackNames(release, namespace, values);
  const entries = [
    ...operatorParts(names, values),
    ...prometheusParts(names, values),
    ...alertmanagerParts(names, values),
    ...thanosRulerParts(names, values),
    ...grafanaParts(release, namespace, values),
    ...exporterParts(release, namespace, values),
  ];
  return entries.filter(({ target }) => probes || target.probe === undefined);
}

function operatorParts({ namespace, operator }: StackNames, { prometheusOperator }: ChartValues): PresetEntry[] {
  if (!prometheusOperator.enabled) return [];
  const webhook = { namespace, name: `${operator}-webhook` };
  return [
    componentTarget('prometheus-operator', { namespace, name: operator }),
    ...(prometheusOperator.admissionWebhooks.deployment.enabled
      ? [componentTarget('prometheus-operator-webhook', webhook)]
      : []),
  ];
}

/** The custom resource, its StatefulSets, and the probes of their pods. */
function prometheusParts({ namespace, prometheus: name }: StackNames, values: ChartValues): PresetEntry[] {
  const { enabled, agentMode, prometheusSpec: spec } = values.prometheus;
  if (!enabled) return [];
  const component = agentMode ? 'prometheus-agent' : 'prometheus';
  const base = `${agentMode ? 'prom-agent' : 'prometheus'}-${name}`;
  // Source: Prometheus operator, `prometheusNameByShard` (the first shard has no suffix, and 0 shards count as 1).
  const shards = Array.from({ length: Math.max(1, spec.shards) }, (_, shard) =>
    shard === 0 ? base : `${base}-shard-${shard}`,
  );
  return [
    componentTarget(`${component}-resource`, { namespace, name }),
    ...shards.flatMap((statefulSet) => [
      componentTarget(component, { namespace, name: statefulSet }),
      ...prometheusProbes(component, { namespace, statefulSet, spec, volume: spec.storageSpec }, values),
    ]),
  ];
}

function alertmanagerParts({ alertmanagerNamespace, alertmanager }: StackNames, values: ChartValues): PresetEntry[] {
  const { enabled, alertmanagerSpec: spec } = values.alertmanager;
  if (!enabled) return [];
  const place = { namespace: alertmanagerNamespace, statefulSet: `alertmanager-${alertmanager}` };
  return operatedParts('alertmanager', alertmanager, { ...place, spec, volume: spec.storage }, values);
}

function thanosRulerParts({ namespace, thanosRuler }: StackNames, values: ChartValues): PresetEntry[] {
  const { enabled, thanosRulerSpec: spec } = values.thanosRuler;
  if (!enabled) return [];
  const place = { namespace, statefulSet: `thanos-ruler-${thanosRuler}` };
  return operatedParts('thanos-ruler', thanosRuler, { ...place, spec, volume: spec.storage }, values);
}

function operatedParts(
  component: 'alertmanager' | 'thanos-ruler',
  name: string,
  program: Program,
  values: ChartValues,
): PresetEntry[] {
  const { namespace, statefulSet } = program;
  return [
    componentTarget(`${component}-resource`, { namespace, name }),
    componentTarget(component, { namespace, name: statefulSet }),
    ...podProbes(component, program, values),
  ];
}

function grafanaParts(release: string, releaseNamespace: string, { grafana }: ChartValues): PresetEntry[] {
  if (!grafana.enabled) return [];
  const { persistence, useStatefulSet } = grafana;
  const hasClaims = persistence.enabled && !persistence.existingClaim;
  const isStatefulSet =
    useStatefulSet || (hasClaims && ['sts', 'StatefulSet', 'statefulset'].includes(persistence.type));
  const namespace = grafana.namespaceOverride || releaseNamespace;
  const name = fullname(release, 'grafana', grafana);
  return [
    componentTarget('grafana', { kind: isStatefulSet ? 'StatefulSet' : 'Deployment', namespace, name }),
    ...grafanaProbe({ namespace, name }, grafana),
  ];
}

function exporterParts(release: string, releaseNamespace: string, values: ChartValues): PresetEntry[] {
  const part = (
    isOn: boolean,
    component: ComponentName,
    chart: 'kube-state-metrics' | 'prometheus-node-exporter' | 'prometheus-windows-exporter',
    kind: string = components[component].kinds[0],
  ): PresetEntry[] => {
    const { namespaceOverride } = values[chart];
    const place = {
      namespace: namespaceOverride || releaseNamespace,
      name: fullname(release, chart, values[chart]),
    };
    return isOn ? [componentTarget(component, { kind, ...place })] : [];
  };
  const { kubeStateMetrics, nodeExporter, windowsMonitoring } = values;
  const isSharded = values['kube-state-metrics'].autosharding.enabled;
  const kind = isSharded ? 'StatefulSet' : 'Deployment';
  return [
    ...part(kubeStateMetrics.enabled, 'kube-state-metrics', 'kube-state-metrics', kind),
    ...part(nodeExporter.enabled, 'node-exporter', 'prometheus-node-exporter'),
    ...part(windowsMonitoring.enabled, 'windows-exporter', 'prometheus-windows-exporter'),
  ];
}
