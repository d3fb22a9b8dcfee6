import type { Answer, ProbedEndpoint } from '../../../../lambda/health/probes/answer';
import { judgeProbe } from '../../../../lambda/health/probes/probeVerdict';
import type { TargetVerdict } from '../../../../lambda/health/targetVerdict';
import type { RuntimeProbe } from '../../../../model/probes';
import { reasons } from '../../../../model/reasons';
import { now } from '../../../support/objects/clock';
import { type PodShape, pod } from '../../../support/objects/pod';

/** How tests judge the answers of programs. */

/** The configuration's defaults. */
export const defaultProbe: RuntimeProbe = {
  probe: 'http',
  namespace: 'monitoring',
  service: 'web',
  scheme: 'http',
  port: 80,
  path: '',
  watchdog: 'Watchdog',
  minTargets: 1,
  requireReceiver: false,
  expect: { status: 200 },
  grace: 15 * 60,
  downGrace: 5 * 60,
};

/** An answer; what is not text is sent as JSON. */
export function answered(status: number, body: unknown = ''): Answer {
  return { type: 'answered', status, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

export const slow: Answer = { type: 'unknown', reason: 'ProbeTimedOut', message: 'no complete answer within 300 ms' };
export const refused: Answer = { type: 'down', reason: 'ConnectionRefused', message: 'nothing listens at port 80' };

/** What a pod answered. */
export function podAnswered(answers: ProbedEndpoint['answers'], shape: PodShape = {}): ProbedEndpoint {
  return { answers, pod: { type: 'found', object: pod(shape) } };
}

/** The verdict on a probe, with its reason in the catalog. */
export function judge(probe: Partial<RuntimeProbe>, ...endpoints: readonly ProbedEndpoint[]): TargetVerdict {
  const verdict = judgeProbe({ ...defaultProbe, ...probe }, endpoints, now);
  expect(reasons[verdict.reason].verdicts).toContain(verdict.verdict);
  return verdict;
}
