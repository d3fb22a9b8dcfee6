import { builtinKind, type Kind, type KindReference, splitApiVersion } from '../../model/kinds';
import { truncate } from '../../model/truncate';
import { apiServiceRule } from './kinds/apiService';
import { cronJobRule } from './kinds/cronJob';
import { customResourceRule } from './kinds/customResource';
import { daemonSetRule } from './kinds/daemonSet';
import { deploymentRule } from './kinds/deployment';
import { horizontalPodAutoscalerRule } from './kinds/horizontalPodAutoscaler';
import { jobRule } from './kinds/job';
import { namespaceRule } from './kinds/namespace';
import { nodeRule } from './kinds/node';
import { persistentVolumeClaimRule } from './kinds/persistentVolumeClaim';
import { podRule } from './kinds/pod';
import { podDisruptionBudgetRule } from './kinds/podDisruptionBudget';
import { prometheusOperatorRule } from './kinds/prometheusOperator';
import { replicaSetRule } from './kinds/replicaSet';
import { serviceRule } from './kinds/service';
import { statefulSetRule } from './kinds/statefulSet';
import type { Rule } from './rule';

/** The rule of health of each kind. */
export const rules: Readonly<Record<Kind, Rule>> = {
  APIService: apiServiceRule,
  CronJob: cronJobRule,
  DaemonSet: daemonSetRule,
  Deployment: deploymentRule,
  HorizontalPodAutoscaler: horizontalPodAutoscalerRule,
  Job: jobRule,
  Namespace: namespaceRule,
  Node: nodeRule,
  PersistentVolumeClaim: persistentVolumeClaimRule,
  Pod: podRule,
  PodDisruptionBudget: podDisruptionBudgetRule,
  ReplicaSet: replicaSetRule,
  Service: serviceRule,
  StatefulSet: statefulSetRule,
};

/** The rule for a kind: its own, that of its API group, or the one for any custom resource. */
export function getRule(reference: KindReference): Rule {
  const rule = ruleFor(reference);
  return (found, criteria, now) => {
    const judged = rule(found, criteria, now);
    // Names and types may be of any length, and a message may contain several.
    return 'needed' in judged ? judged : { ...judged, message: truncate(judged.message, longestMessage) };
  };
}

const longestMessage = 900;

function ruleFor(reference: KindReference): Rule {
  const builtin = builtinKind(reference);
  if (builtin !== undefined) return rules[builtin.kind];
  const { group } = splitApiVersion(reference.apiVersion ?? '');
  return group === 'monitoring.coreos.com' ? prometheusOperatorRule : customResourceRule;
}
