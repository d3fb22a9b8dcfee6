import type { Kind } from '../../config/kinds';
import { daemonSetFacts } from './daemonSet';
import { deploymentFacts } from './deployment';
import type { Found, PodsNeeded } from './observation';
import { statefulSetFacts } from './statefulSet';
import type { Verdict } from './verdict';
import { type Demand, judgeWorkload, type WorkloadFacts } from './workload';

/** Judges one object that was found, or asks for the pods that its verdict depends on. */
export type Rule = (found: Found, demand: Demand, now: number) => Verdict | PodsNeeded;

const workload =
  (factsOf: (object: Found['object']) => WorkloadFacts): Rule =>
  (found, demand, now) =>
    judgeWorkload(found, factsOf(found.object), demand, now);

/** The rule of health of each kind. */
export const rules: Readonly<Record<Kind, Rule>> = {
  DaemonSet: workload(daemonSetFacts),
  Deployment: workload(deploymentFacts),
  StatefulSet: workload(statefulSetFacts),
};
