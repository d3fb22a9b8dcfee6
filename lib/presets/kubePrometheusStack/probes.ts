import type { JsonObject } from '../../../model/json';
import type { ComponentProbe } from '../component';
import { components } from '../components';
import { operatedPodProbes } from '../operatedPods';
import type { PresetEntry } from '../presetEntry';
import { probeWithoutAlertmanager } from '../withoutAlertmanager';
import type { ChartValues } from './chartValues';

/** A StatefulSet of the operator, and how its pods are asked. */
export interface Program {
  readonly namespace: string;
  readonly statefulSet: string;
  readonly spec: Pick<ChartValues['prometheus']['prometheusSpec'], 'replicas' | 'routePrefix' | 'listenLocal' | 'web'>;
  readonly volume: { readonly volumeClaimTemplate?: unknown };
}

/** Probes of a Prometheus. */
export function prometheusProbes(
  component: 'prometheus' | 'prometheus-agent',
  program: Program,
  values: ChartValues,
): PresetEntry[] {
  if (component === 'prometheus-agent' || hasAlertmanager(values)) return podProbes(component, program, values);
  return podProbesOf(probeWithoutAlertmanager, program, {});
}

/** Each pod is asked, unless its program only listens on the loopback address. */
export function podProbes(
  component: 'prometheus' | 'prometheus-agent' | 'alertmanager' | 'thanos-ruler',
  program: Program,
  values: ChartValues,
): PresetEntry[] {
  const { probe } = components[component];
  const lacksWatchdog = !(component === 'alertmanager' ? watchdogArrives(values) : hasWatchdog(values));
  const isAboutWatchdog = probe.probe !== 'http' && lacksWatchdog;
  return podProbesOf(probe, program, isAboutWatchdog ? { watchdog: false } : {});
}

function podProbesOf(probe: ComponentProbe, { spec, volume, ...place }: Program, more: JsonObject): PresetEntry[] {
  const { replicas, routePrefix, listenLocal, web } = spec;
  const usesTls = isGiven(web.tlsConfig);
  const hasVolume = isGiven(volume.volumeClaimTemplate);
  const pods = { ...place, replicas, routePrefix, listenLocal, usesTls, hasVolume };
  return operatedPodProbes(probe, pods, more).map((target) => ({ target, why: probe.why }));
}

export function grafanaProbe(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  { service, 'grafana.ini': { server } }: ChartValues['grafana'],
): PresetEntry[] {
  const {
    probe: { probe, why },
    settings: { severity },
  } = components.grafana;
  if (!service.enabled) return [];
  const scheme = /^(https|h2)$/.test(server.protocol) ? { scheme: 'https' } : {};
  return [{ why, target: { probe, namespace, service: name, port: service.port, ...scheme, severity } }];
}

/** Whether the Watchdog is one of the rules of the release. */
function hasWatchdog({ defaultRules }: ChartValues): boolean {
  return defaultRules.create && defaultRules.rules.general && !defaultRules.disabled.Watchdog;
}

/** Whether a Prometheus of the release sends the Watchdog to its Alertmanager. */
function watchdogArrives(values: ChartValues): boolean {
  const { enabled, agentMode, prometheusSpec } = values.prometheus;
  const sends = enabled && !agentMode && !prometheusSpec.disableAlerting && !isGiven(prometheusSpec.alertingEndpoints);
  return sends && hasWatchdog(values);
}

function hasAlertmanager({ prometheus, alertmanager }: ChartValues): boolean {
  const { disableAlerting, alertingEndpoints, ...more } = prometheus.prometheusSpec;
  const additional = [more.additionalAlertManagerConfigs, more.additionalAlertManagerConfigsSecret];
  const named = !disableAlerting && (alertmanager.enabled || isGiven(alertingEndpoints));
  return named || additional.some(isGiven);
}

/** As Helm decides what is true: empty lists and mappings are not. */
function isGiven(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  return Object.keys(value).length > 0;
}
