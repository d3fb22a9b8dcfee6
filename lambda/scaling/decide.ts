import {
  type ScalingDirection,
  type ScalingDirectionName,
  type ScalingPolicy,
  type ScalingRule,
  scalingDirections,
} from '../../model/scalingConfig';

/** What a decision depends on. */
export interface ScalingSituation {
  /** `spec.replicas` of the scale subresource. */
  readonly replicas: number;
  /** Names of the alarms that are in ALARM. */
  readonly firing: ReadonlySet<string>;
  /** When the replicas were last changed here, in milliseconds since the epoch. @default - never */
  readonly lastChange?: number | undefined;
  /** The API server's clock, as of `lastChange`. */
  readonly now: number;
}

/** A change that the policies ask for. */
export interface ScalingChange {
  readonly direction: ScalingDirectionName;
  readonly alarm: string;
  readonly from: number;
  readonly to: number;
}

export type ScalingDecision =
  | { readonly outcome: 'Change'; readonly change: ScalingChange }
  | {
      /**
       * `NoAlarm`: none is in ALARM. `CoolingDown`: the last change is too recent. `AtLimit`: `min` or `max` is reached. `ScaledToZero`: somebody
       * has stopped the target.
       */
      readonly outcome: 'NoAlarm' | 'CoolingDown' | 'AtLimit' | 'ScaledToZero';
      readonly alarm?: string;
      /** When the cool-down ends, in milliseconds since the epoch. */
      readonly until?: number;
    };

const largest: Readonly<Record<ScalingDirection['select'], (...steps: number[]) => number>> = {
  Max: Math.max,
  Min: Math.min,
};

/**
 * The change of the replicas, within the bounds. If both alarms are in ALARM, the replicas are raised or stay. A target with 0 replicas
 * is left alone unless `min` is 0, as the HorizontalPodAutoscaler does: somebody stopped it. With `min` 0, it is raised like any other. Pure.
 */
export function decideScaling(rule: ScalingRule, situation: ScalingSituation): ScalingDecision {
  const { replicas, firing, lastChange, now } = situation;
  const name = scalingDirections.find((direction) => firing.has(rule[direction]?.alarm ?? ''));
  const direction = name === undefined ? undefined : rule[name];
  if (name === undefined || direction === undefined) return { outcome: 'NoAlarm' };
  const { alarm, coolDown } = direction;
  if (replicas === 0 && rule.min > 0) return { outcome: 'ScaledToZero', alarm };
  const until = lastChange === undefined ? 0 : lastChange + coolDown * 1000;
  if (now < until) return { outcome: 'CoolingDown', alarm, until };
  const to = replicasAfter(rule, name, direction, replicas);
  const changes = name === 'up' ? to > replicas : to < replicas;
  return changes
    ? { outcome: 'Change', change: { direction: name, alarm, from: replicas, to } }
    : { outcome: 'AtLimit', alarm };
}

/** Within the bounds; where the replicas are beyond them, in the direction of the alarm only. */
function replicasAfter(
  { min, max }: ScalingRule,
  name: ScalingDirectionName,
  { policies, select }: ScalingDirection,
  replicas: number,
): number {
  const step = largest[select](...policies.map((policy) => stepOf(policy, replicas)));
  return Math.min(max, Math.max(min, name === 'up' ? replicas + step : replicas - step));
}

/** Percentages are rounded up in both directions, as in a HorizontalPodAutoscaler, and a change is of at least one replica, also from 0. */
function stepOf({ type, value }: ScalingPolicy, replicas: number): number {
  return type === 'Pods' ? value : Math.max(1, Math.ceil((replicas * value) / 100));
}
