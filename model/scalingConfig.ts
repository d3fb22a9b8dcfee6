import type { ApiResource } from './kinds';
import type { EksFunctionConfig } from './runtimeConfig';

/** How far one step goes: a number of replicas, or a percentage of the current ones, rounded up to whole replicas. */
export interface ScalingPolicy {
  readonly type: 'Pods' | 'Percent';
  readonly value: number;
}

/** What happens while an alarm is in ALARM. */
export interface ScalingDirection {
  /** Name of the alarm, in the account and the region of the cluster. */
  readonly alarm: string;
  readonly policies: readonly ScalingPolicy[];
  /** Whether the largest or the smallest change of the policies counts. */
  readonly select: 'Max' | 'Min';
  /** Seconds that must have passed since the last change, in either direction. */
  readonly coolDown: number;
}

/** The object whose replicas change. */
export interface ScalingTarget extends ApiResource {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

export interface ScalingRule {
  readonly target: ScalingTarget;
  /** Name of the Lease in the namespace of the target: whose turn it is, and when the last change was. */
  readonly lease: string;
  readonly min: number;
  readonly max: number;
  readonly up?: ScalingDirection;
  readonly down?: ScalingDirection;
  /** Decide and log, but change nothing. */
  readonly dryRun: boolean;
}

/** The `config.json` of the scaling function. */
export interface ScalingConfig extends EksFunctionConfig {
  readonly rules: readonly ScalingRule[];
  /** Hash of the RBAC manifest that the function needs. */
  readonly rbacHash: string;
  /** Path of the configuration file, for commands in messages. @default - not known: they have `FILE` */
  readonly file?: string;
}

/** The directions; if both alarms are in ALARM, the first one counts. */
export const scalingDirections = ['up', 'down'] as const;
export type ScalingDirectionName = (typeof scalingDirections)[number];

/**
 * What may drive the replicas of the same target. KEDA creates a HorizontalPodAutoscaler for each ScaledObject that is not paused,
 * and sets the replicas itself if it is. Source: KEDA, "Scaling Deployments, StatefulSets & Custom Resources" (Pausing autoscaling).
 */
export const scalers = [
  { kind: 'HorizontalPodAutoscaler', group: 'autoscaling', version: 'v2', resource: 'horizontalpodautoscalers' },
  { kind: 'ScaledObject', group: 'keda.sh', version: 'v1alpha1', resource: 'scaledobjects' },
] as const satisfies readonly (ApiResource & { readonly kind: string })[];
