import { type JsonObject, record } from '../../../model/json';
import { labelsOf, matcherOf, toLabels } from '../../labels';
import { type Inventory, objectsOf } from '../clusterObjects';
import { identityOf, pathOf } from '../objectName';
import { type Candidate, describeMissingPorts, describeNone } from './monitorMistakes';
import { isInScope, isScopeRead, scopeOf } from './scope';
import { podKinds, portsOf, type ScrapedPod, type ScrapedPods } from './scrapedPods';
import { describeSelector } from './selectors';
import type { WiringMistake } from './wiringMistake';

/** The mistakes of one ServiceMonitor: it selects no Service, only Services without pods, or ports that do not exist. */
export function judgeServiceMonitor(monitor: JsonObject, inventory: Inventory, pods: ScrapedPods): WiringMistake[] {
  const scope = scopeOf(monitor, 'ServiceMonitor', inventory);
  const matches = matcherOf(record(monitor.spec).selector);
  if (matches === undefined || !isScopeRead(inventory, ['Service'], scope)) return [];
  const services = objectsOf(inventory, 'Service');
  const selected = services.filter(
    (service) => isInScope(scope, identityOf(service).namespace) && matches(labelsOf(service)),
  );
  if (selected.length === 0) return [describeNone('Service', monitor, scope, services.map(toCandidate))];
  const knowsPods = isScopeRead(inventory, podKinds, scope);
  const behind = selected.map((service) => (knowsPods ? podsBehind(service, pods) : undefined));
  if (behind.every((each) => each?.length === 0)) return [describeEmpty(monitor, selected)];
  return describeMissingPorts(monitor, 'ServiceMonitor', `Service ${selected.map(pathOf).join(', ')}`, {
    service: selected.flatMap((service) => portsOf(record(service.spec).ports)),
    pod: behind.every((each) => each !== undefined) ? behind.flat().flatMap(({ ports }) => ports) : undefined,
  });
}

function toCandidate(service: JsonObject): Candidate {
  return { ...identityOf(service), labels: labelsOf(service) };
}

/** The pods of a Service; undefined if it has no selector, so that its addresses have another origin. */
function podsBehind(service: JsonObject, pods: ScrapedPods): readonly ScrapedPod[] | undefined {
  const matchLabels = toLabels(record(service.spec).selector);
  if (Object.keys(matchLabels).length === 0) return undefined;
  const matches = matcherOf({ matchLabels });
  return pods.get(identityOf(service).namespace)?.filter(({ labels }) => matches?.(labels)) ?? [];
}

function describeEmpty(monitor: JsonObject, services: readonly JsonObject[]): WiringMistake {
  const [first] = services;
  const part = controlPlane.find(({ suffix }) =>
    services.every((service) => identityOf(service).name.endsWith(suffix)),
  );
  const selector = describeSelector({ matchLabels: toLabels(record(first?.spec).selector) });
  return {
    object: `${monitor.kind} ${pathOf(monitor)}`,
    problem: `its Service ${services.map(pathOf).join(', ')} selects no pods`,
    found: `no pod and no workload with ${selector}`,
    expected:
      part === undefined
        ? 'a Service with pods'
        : `a cluster that runs ${part.suffix.slice(1)} in a pod, which EKS does not`,
    change:
      part === undefined
        ? 'correct spec.selector of the Service or the labels of the pods, or delete it'
        : `set ${part.value}: false in the values of kube-prometheus-stack, also for its rules`,
  };
}

/** Parts of the control plane that kube-prometheus-stack expects in pods. Source: its values.yaml. */
const controlPlane = [
  { suffix: '-kube-controller-manager', value: 'kubeControllerManager.enabled' },
  { suffix: '-kube-scheduler', value: 'kubeScheduler.enabled' },
  { suffix: '-kube-etcd', value: 'kubeEtcd.enabled' },
] as const;
