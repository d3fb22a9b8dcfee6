import { builtinKind, type Kind, type KindReference, splitApiVersion } from '../../config/kinds';
import { apiServiceRule } from './apiService';
import { cronJobRule } from './cronJob';
import { customResourceRule } from './customResource';
import { daemonSetRule } from './daemonSet';
import { deploymentRule } from './deployment';
import { horizontalPodAutoscalerRule } from './horizontalPodAutoscaler';
import { jobRule } from './job';
import { namespaceRule } from './namespace';
import { nodeRule } from './node';
import { persistentVolumeClaimRule } from './persistentVolumeClaim';
import { podRule } from './pod';
import { podDisruptionBudgetRule } from './podDisruptionBudget';
import { prometheusOperatorRule } from './prometheusOperator';
import { replicaSetRule } from './replicaSet';
import type { Rule } from './rule';
import { serviceRule } from './service';
import { statefulSetRule } from './statefulSet';

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

/** The rule for what a target names: its kind's own, its API group's, or that of any custom resource. */
export function ruleOf(reference: KindReference): Rule {
  const builtin = builtinKind(reference);
  if (builtin !== undefined) return rules[builtin.kind];
  const { group } = splitApiVersion(reference.apiVersion ?? '');
  return group === 'monitoring.coreos.com' ? prometheusOperatorRule : customResourceRule;
}
