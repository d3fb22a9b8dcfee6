import { type ProbeKind, probeKinds, type RuntimeProbe } from '../../../model/probes';
import type { Reason } from '../../../model/reasons';
import type { ObjectVerdict, TargetVerdict } from '../targetVerdict';
import { type Verdict, worstFirst } from '../verdict';
import { alertmanagerRule } from './alertmanager';
import { type Answer, answerOf, type NoAnswer, type ProbedEndpoint } from './answer';
import { grafanaRule } from './grafana';
import { httpRule } from './http';
import { isOut, judgeProbeFinding, podClock } from './probeGrace';
import type { ProbeContext, ProbeRule } from './probeRule';
import { prometheusRule } from './prometheus';

/** How each kind of program is asked and judged. */
export const probeRules: Readonly<Record<ProbeKind, ProbeRule>> = {
  prometheus: prometheusRule,
  alertmanager: alertmanagerRule,
  grafana: grafanaRule,
  http: httpRule,
};

/** What identifies a probe in logs and tables. */
function probeIdentity({ probe, namespace, service, pods = [] }: RuntimeProbe) {
  return { kind: probeKinds[probe], namespace, name: service ?? pods.join(',') };
}

/**
 * The verdict on one probe: that of its worst endpoint. The answers of the program are the evidence, so that it does not matter
 * whether the statuses in the cluster are fresh. Pure.
 *
 * @param endpoints - one for the Service, or one for each pod, in their order.
 * @param now - milliseconds since the epoch, by the API server's clock.
 */
export function judgeProbe(probe: RuntimeProbe, endpoints: readonly ProbedEndpoint[], now: number): TargetVerdict {
  const verdicts = endpoints.map((endpoint) => {
    const isServedByAnother = endpoints.some((other) => other !== endpoint && serves(probe, other));
    const outGrace = isServedByAnother ? probe.grace : probe.downGrace;
    return judgeEndpoint({ probe, endpoint, all: endpoints, outGrace, now });
  });
  return { ...probeIdentity(probe), ...combine(probe, verdicts) };
}

/** The verdict where no response of the API server has a time: Unknown, because of the first request without evidence. Pure. */
export function undatedVerdict(probe: RuntimeProbe, endpoints: readonly ProbedEndpoint[]): TargetVerdict {
  const failed = endpoints.flatMap(({ answers }) => Object.values(answers)).find(({ type }) => type === 'unknown');
  if (failed === undefined || failed.type === 'answered') {
    return { ...probeIdentity(probe), verdict: 'Unknown', ...undated };
  }
  return { ...probeIdentity(probe), ...verdictWithoutAnswer(failed, 'Unknown') };
}

const undated = {
  reason: 'UnreadableResponse',
  message: 'no response of the API server itself has a time, so nothing can be dated',
} as const;
const oneReplica = ' (asked: the Service, which answers for one of its replicas)';

/** What a pod that is not ready, or that is being deleted, explains. */
const outReasons: ReadonlySet<Reason> = new Set(['ProbeTimedOut', 'ProbeBlocked', 'ProbeFailed']);

/** No answer is no evidence, unless the pod itself reports that it does not serve. */
function judgeEndpoint(context: ProbeContext): Verdict {
  const { endpoint, outGrace, now } = context;
  const verdict = judgeAnswers(context);
  if (verdict.verdict !== 'Unknown' || !outReasons.has(verdict.reason) || !isOut(endpoint.pod)) return verdict;
  return judgeProbeFinding({
    reason: 'NotReady',
    message: `the pod does not serve: ${verdict.message}`,
    clocks: [podClock(endpoint.pod)],
    limit: outGrace,
    now,
    isShort: true,
  });
}

/** Whether an endpoint answers the first request well. */
function serves(probe: RuntimeProbe, endpoint: ProbedEndpoint): boolean {
  const first = firstAnswer(probe, endpoint);
  return first.type === 'answered' && first.status === probe.expect.status;
}

function firstAnswer(probe: RuntimeProbe, endpoint: ProbedEndpoint): Answer {
  return answerOf(endpoint, Object.keys(probeRules[probe.probe].requests(probe))[0] ?? '');
}

function judgeAnswers(context: ProbeContext): Verdict {
  const { probe, endpoint, outGrace, now } = context;
  const rule = probeRules[probe.probe];
  const first = firstAnswer(probe, endpoint);
  if (first.type === 'answered') {
    const verdict = rule.judge(first, context);
    return probe.service === undefined ? verdict : { ...verdict, message: `${verdict.message}${oneReplica}` };
  }
  const { reason, message } = first;
  if (first.type === 'unknown') return verdictWithoutAnswer(first, 'Unknown');
  if (first.type === 'missing') return verdictWithoutAnswer(first, 'Unhealthy');
  const clocks = [podClock(endpoint.pod)];
  return judgeProbeFinding({ reason, message, clocks, limit: outGrace, now, isShort: true });
}

function verdictWithoutAnswer({ reason, message, command }: NoAnswer, verdict: 'Unknown' | 'Unhealthy'): Verdict {
  return { verdict, reason, message, ...(command === undefined ? {} : { command }) };
}

function combine({ service, pods = [] }: RuntimeProbe, verdicts: readonly Verdict[]): Verdict & Partial<TargetVerdict> {
  const named = verdicts.map((verdict, index): ObjectVerdict => ({ ...verdict, name: pods[index] ?? service ?? '' }));
  const [worst] = [...named].sort((a, b) => worstFirst(a, b) || Number(b.warns ?? false) - Number(a.warns ?? false));
  if (worst === undefined) throw new Error('a probe without an endpoint');
  const { name, ...verdict } = worst;
  if (service !== undefined) return verdict;
  const bad = named.filter((one) => one.verdict !== 'Healthy').sort(worstFirst);
  const ready = named.length - bad.length;
  const counts = { ready, desired: named.length };
  if (named.length === 1) return { ...verdict, ...counts };
  const message =
    bad.length === 0
      ? `all ${named.length} pods: ${verdict.message}`
      : `${ready} of ${named.length} pods are healthy; pod ${name}: ${verdict.message}`;
  const short = named.filter((one) => one.short !== undefined).length;
  return {
    ...verdict,
    message,
    ...counts,
    ...(short === 0 ? {} : { short }),
    ...(bad.length === 0 ? {} : { objects: bad.slice(0, maxObjects) }),
  };
}

const maxObjects = 10;
