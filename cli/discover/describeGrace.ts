import { toGraces } from '../../lambda/health/workloadGraces';
import { formatDuration } from '../../model/duration';
import type { JsonObject } from '../../model/json';
import type { RuntimeProbe } from '../../model/probes';
import type { RuntimeTarget } from '../../model/runtimeConfig';
import { factsOf } from './workloads';

/** What the grace periods of a target mean for its object, in one sentence. */
export function describeGrace(target: RuntimeTarget, object: JsonObject): string {
  const { grace, kind, conditions } = target;
  const facts = factsOf(object);
  if (kind === 'CronJob')
    return `A run that is due, and a success after a failed run, may be ${formatDuration(grace)} late.`;
  if (facts === undefined) {
    return `${conditions?.healthy?.join(', ') ?? 'A condition'} may be False for ${formatDuration(grace)}.`;
  }
  // As if too few were ready by one, which a rollout may cause.
  const { rollout, short, down } = toGraces(target, { ...facts, ready: Math.max(0, (facts.desired ?? 0) - 1) });
  if (target.minReady === 1) return `At least 1 must be ready; none is tolerated for ${formatDuration(down)}.`;
  const slow = rollout > short ? `, a rollout without progress for ${formatDuration(rollout)}` : '';
  return `${describeNeed(target)} must be ready; too few are tolerated for ${formatDuration(short)}, none for ${formatDuration(down)}${slow}.`;
}

/** What the grace periods of a probe mean, in one sentence. An answer of a Service does not have a time, so it gets no grace. */
export function describeProbeGrace({ service, grace, downGrace }: RuntimeProbe): string {
  if (service !== undefined) return 'A bad answer counts immediately.';
  const [short, long] = [downGrace, grace].map(formatDuration);
  return `Problems are tolerated for ${short} or ${long}, some of them only after a restart: docs/probes.md.`;
}

function describeNeed({ mode, minReady }: RuntimeTarget): string {
  if (mode === 'AllOfThem') return 'All';
  return mode === 'AtLeastOne' ? 'At least 1' : `At least ${minReady}`;
}
