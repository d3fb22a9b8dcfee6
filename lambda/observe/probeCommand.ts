import type { ProbeEndpoint, RuntimeProbe } from '../../model/probes';
import type { Reason } from '../../model/reasons';
import { kubectl } from '../health/kubectl';
import { probeRules } from '../health/probes/probeVerdict';
import { queryPath } from '../health/probes/prometheusQuery';
import type { TargetVerdict } from '../health/targetVerdict';
import { proxyPath } from '../kubernetes/resourcePath';
import { readCommand } from './readCommand';

interface Probed {
  readonly probe: RuntimeProbe;
  readonly endpoint: ProbeEndpoint;
  readonly verdict: TargetVerdict;
}

/** What leads to the program: the pod itself, or the endpoints of the Service. */
function describeWay({ probe: { namespace, service }, endpoint: { pod } }: Probed): string | undefined {
  return pod === undefined
    ? kubectl(namespace, 'get', 'endpointslices', '-l', `kubernetes.io/service-name=${service ?? ''}`)
    : kubectl(namespace, 'describe', 'pod', pod.name);
}

/** Reasons for which the program is not what to ask first. */
const byReason: Readonly<Partial<Record<Reason, (probed: Probed) => string | undefined>>> = {
  ConfigNotReloaded: (probed) => {
    const { probe, endpoint } = probed;
    return endpoint.pod === undefined
      ? ask(probed)
      : kubectl(probe.namespace, 'logs', endpoint.pod.name, '-c', probe.probe, '--tail=50');
  },
  ConnectionRefused: describeWay,
  NoEndpoints: describeWay,
  NoSuchPort: ({ probe: { namespace, service = '' } }) => kubectl(namespace, 'get', 'service', service, '-o', 'yaml'),
  NotFound: ({ probe: { namespace }, endpoint: { pod } }) =>
    kubectl(namespace, 'get', pod === undefined ? 'services' : 'pods'),
  NotReady: describeWay,
  ProbeBlocked: describeWay,
  ProbeTimedOut: describeWay,
};

/** Short enough for a command, which the query of the probe is not. */
const queries: Readonly<Partial<Record<Reason, (probe: RuntimeProbe) => string>>> = {
  NoTargets: () => 'sum by (job) (up)',
  NotIngesting: () => 'increase(prometheus_tsdb_head_samples_appended_total[5m])',
  NotificationsDropped: () => 'increase(prometheus_notifications_dropped_total[10m])',
  RuleFailures: () => 'increase(prometheus_rule_evaluation_failures_total[10m])>0',
  RulesNotEvaluated: ({ watchdog }) => `ALERTS{alertname="${watchdog}"}`,
};

/** The request that a finding is about, by its name in the rule of the probe. */
const requests: Readonly<Partial<Record<Reason, string>>> = {
  ClusterNotSettled: 'status',
  ConfigNotReloaded: 'runtime',
  InvalidQuery: 'value',
  NoAlertmanager: 'alertmanagers',
  NoQueryResult: 'value',
  NoReceiver: 'alerts',
  ThresholdExceeded: 'value',
  WatchdogNotArrived: 'alerts',
};

/** The first command to run: asks the same endpoint about what is wrong, or shows why it does not answer. */
export function probeCommand(
  probe: RuntimeProbe,
  endpoints: readonly ProbeEndpoint[],
  verdict: TargetVerdict,
): string | undefined {
  const worst = endpoints.find(({ pod }) => pod?.name === verdict.objects?.[0]?.name) ?? endpoints[0];
  if (verdict.verdict === 'Healthy' || worst === undefined) return undefined;
  if (verdict.command !== undefined) return verdict.command;
  const { reason } = verdict;
  const isOfProgram = verdict.verdict !== 'Unknown' || /^Probe|^Invalid|^NoSuch/.test(reason);
  return isOfProgram
    ? (byReason[reason] ?? ask)({ probe, endpoint: worst, verdict })
    : readCommand(worst.proxy, reason);
}

function ask(probed: Probed): string | undefined {
  return kubectl(undefined, 'get', '--raw', proxyPath(probed.endpoint.proxy, pathFor(probed)));
}

function pathFor({ probe, endpoint, verdict: { reason, message } }: Probed): string {
  const { path } = probe;
  if (reason === 'Silenced' || message.includes('a silence of the Watchdog')) return `${path}/api/v2/silences`;
  const query = queries[reason]?.(probe);
  if (query !== undefined) return `${path}${queryPath(query)}`;
  const [, named] = /its (\w+) API/.exec(message) ?? [];
  if (named === 'query') return `${path}${queryPath('sum by (job) (up)')}`;
  const isValue = message.includes('the query of the probe');
  const paths = probeRules[probe.probe].requests(probe, endpoint.pod?.name);
  const [first = '/'] = Object.values(paths);
  return paths[isValue ? 'value' : (requests[reason] ?? named ?? '')] ?? first;
}
