import { allOfCluster, eksKinds, type RuntimeEksTarget } from '../../../model/eksResources';
import { type ObjectVerdict, type TargetVerdict, verdictWithoutObject } from '../targetVerdict';
import { isShort, type Verdict, worstFirst } from '../verdict';
import type { EksListing, EksObservation } from './eksObservation';
import { judgeEks } from './eksVerdict';

const maxObjects = 10;

/** The verdict on a target with a name. The answer of EKS is the evidence, whatever the state of the cluster. Pure. */
export function judgeEksTarget(
  target: RuntimeEksTarget & { readonly name: string },
  observation: EksObservation,
  now: number,
): TargetVerdict {
  return { kind: target.kind, name: target.name, ...judgeEks(target, observation, now) };
}

/** The verdict on all of the cluster: that of the worst, or Unhealthy if there are none. Pure. */
export function judgeEksListing(target: RuntimeEksTarget, listing: EksListing, now: number): TargetVerdict {
  const { observed, failure } = listing;
  const { noun } = eksKinds[target.kind];
  const judged = observed.map(
    ({ name, observation }): ObjectVerdict => ({ ...judgeEks(target, observation, now), name }),
  );
  const objects = judged.filter(({ verdict }) => verdict !== 'Healthy').sort(byWorstAndName);
  const short = judged.filter(isShort).length;
  const incomplete = failure === undefined ? noneOf(judged, noun) : verdictWithoutObject(failure);
  const [worst] = objects;
  const matched =
    worst === undefined ? describeHealthy(judged, noun) : describeWorst(worst, judged, objects.length, noun);
  return {
    kind: target.kind,
    name: allOfCluster,
    ...(incomplete !== undefined && worstFirst(incomplete, matched) < 0 ? incomplete : matched),
    matched: judged.length,
    ...(short === 0 ? {} : { short }),
    ...(objects.length === 0 ? {} : { objects: objects.slice(0, maxObjects) }),
  };
}

function byWorstAndName(a: ObjectVerdict, b: ObjectVerdict): number {
  return worstFirst(a, b) || (a.name < b.name ? -1 : 1);
}

function noneOf(judged: readonly Verdict[], noun: string): Verdict | undefined {
  if (judged.length > 0) return undefined;
  return { verdict: 'Unhealthy', reason: 'TooFewMatches', message: `EKS lists no ${noun} of the cluster` };
}

function describeHealthy(judged: readonly ObjectVerdict[], noun: string): Verdict {
  const [warned, ...others] = judged.filter(({ warns }) => warns === true).sort(byWorstAndName);
  const message = `EKS reports all of ${judged.length} ${noun}s as ACTIVE`;
  if (warned === undefined) return { verdict: 'Healthy', reason: 'Active', message };
  const more = others.length === 0 ? '' : `; and ${others.length} more with a warning`;
  return {
    verdict: 'Healthy',
    reason: 'Active',
    message: `${message}; ${noun} ${warned.name}: ${warned.message}${more}`,
    warns: true,
  };
}

function describeWorst(
  { name, ...worst }: ObjectVerdict,
  judged: readonly Verdict[],
  bad: number,
  noun: string,
): Verdict {
  const { verdict, reason, message, since } = worst;
  return {
    verdict,
    reason,
    message: `${judged.length - bad} of ${judged.length} ${noun}s are healthy; ${noun} ${name}: ${message}`,
    ...(since === undefined ? {} : { since }),
  };
}
