import type { ProbedEndpoint } from '../../../lambda/health/probes/answer';
import { probeRules } from '../../../lambda/health/probes/probeVerdict';
import type { ApiResponse } from '../../../lambda/kubernetes/apiResponse';
import { proxyPath } from '../../../lambda/kubernetes/resourcePath';
import type { RawResponse } from '../../../lambda/kubernetes/responseReader';
import { toAnswer } from '../../../lambda/observe/probeResponse';
import { observeObject } from '../../../lambda/observe/response';
import { record } from '../../../model/json';
import type { ProbeEndpoint, RuntimeProbe } from '../../../model/probes';
import type { Read } from '../../../model/readingPlan';

/** What was read during one run. */
export interface Recorded {
  responsesTo(read: Read): readonly ApiResponse[];
  proxied(path: string): RawResponse | undefined;
}

/** What one Service or pod answered, from the responses that were recorded. */
export function recordedEndpoint(
  probe: RuntimeProbe,
  { proxy, pod }: ProbeEndpoint,
  recorded: Recorded,
): ProbedEndpoint {
  const rule = probeRules[probe.probe];
  const answersTo = (requests: Readonly<Record<string, string>>): ProbedEndpoint['answers'] =>
    Object.fromEntries(
      Object.entries(requests).flatMap(([name, path]) => {
        const response = recorded.proxied(proxyPath(proxy, path));
        return response === undefined ? [] : [[name, toAnswer(proxy, response)]];
      }),
    );
  const endpoint = { answers: answersTo(rule.requests(probe, pod?.name)), ...podOf(pod, recorded) };
  return { ...endpoint, answers: { ...endpoint.answers, ...answersTo(rule.followUps?.(probe, endpoint) ?? {}) } };
}

function podOf(read: Read | undefined, recorded: Recorded): Pick<ProbedEndpoint, 'pod'> {
  const [response] = read === undefined ? [] : recorded.responsesTo(read);
  if (read === undefined || response === undefined) return {};
  const { managedFields: _, ...metadata } = record(response.body.metadata);
  return { pod: observeObject(read, 'Pod', { ...response.body, metadata }) };
}
