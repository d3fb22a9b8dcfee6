import { builtinKind, type Kind, type KindReference, splitApiVersion } from '../../config/kinds';
import { excerpt } from '../excerpt';
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
  const rule = ruleFor(reference);
  return (found, demand, now) => {
    const judged = rule(found, demand, now);
    // A name or a type may be of any length, and several are told at once.
    return 'needed' in judged ? judged : { ...judged, message: excerpt(judged.message, longestMessage) };
  };
}

const longestMessage = 900;

function ruleFor(reference: KindReference): Rule {
  const builtin = builtinKind(reference);
  if (builtin !== undefined) return rules[builtin.kind];
  const { group } = splitApiVersion(reference.apiVersion ?? '');
  return group === 'monitoring.coreos.com' ? prometheusOperatorRule : customResourceRule;
}
