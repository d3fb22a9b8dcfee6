import type {
  V1CronJob,
  V1CronJobSpec,
  V1DaemonSet,
  V1DaemonSetSpec,
  V1Deployment,
  V1DeploymentSpec,
  V1Job,
  V1JobSpec,
  V1Pod,
  V1PodSpec,
  V1PodTemplateSpec,
  V1ReplicaSet,
  V1ReplicaSetSpec,
  V1StatefulSet,
  V1StatefulSetSpec,
} from '@kubernetes/client-node';
import type { ControlPlane } from './controlPlane';
import { until } from './until';

/** The outcome of a simulated pod (`control-plane/stages.yaml`). Without one it becomes Ready at once. */
export type Outcome = 'slow-start' | 'never-ready' | 'crash-loop' | 'flapping' | 'image-pull' | 'succeed' | 'fail';

/** Options of a pod. */
export interface PodOptions {
  /** @default default */
  readonly namespace?: string;
  /** The outcome of the pods. It is part of the template of a workload, so a change causes a rollout. */
  readonly outcome?: Outcome;
  /** Fields of the `spec` of the pods. */
  readonly pod?: Partial<V1PodSpec>;
}

/** Options of a workload. */
export interface WorkloadOptions<Spec> extends PodOptions {
  /** Fields of its `spec` except `selector` and `template`. */
  readonly spec?: Omit<Partial<Spec>, 'selector' | 'template'>;
}

/** A Deployment whose pods have the label `app: NAME`. */
export function deployment(name: string, options: WorkloadOptions<V1DeploymentSpec> = {}): V1Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(name, options.namespace),
    spec: { ...options.spec, ...pods(name, options) },
  };
}

/** A StatefulSet whose pods have the label `app: NAME`. */
export function statefulSet(name: string, options: WorkloadOptions<V1StatefulSetSpec> = {}): V1StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadata(name, options.namespace),
    spec: { serviceName: name, ...options.spec, ...pods(name, options) },
  };
}

/** A DaemonSet whose pods have the label `app: NAME`. */
export function daemonSet(name: string, options: WorkloadOptions<V1DaemonSetSpec> = {}): V1DaemonSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadata(name, options.namespace),
    spec: { ...options.spec, ...pods(name, options) },
  };
}

/** A ReplicaSet without an owner, whose pods have the label `app: NAME`. */
export function replicaSet(name: string, options: WorkloadOptions<V1ReplicaSetSpec> = {}): V1ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: metadata(name, options.namespace),
    spec: { ...options.spec, ...pods(name, options) },
  };
}

/** A Pod without an owner. */
export function pod(name: string, options: PodOptions = {}): V1Pod {
  const { template } = pods(name, options);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata(name, options.namespace), ...template.metadata },
    ...(template.spec && { spec: template.spec }),
  };
}

/** A Job with the restart policy Never. */
export function job(name: string, options: WorkloadOptions<V1JobSpec> = {}): V1Job {
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: metadata(name, options.namespace),
    spec: jobSpec(name, options),
  };
}

/** A CronJob of such Jobs. */
export function cronJob(
  name: string,
  schedule: string,
  options: WorkloadOptions<Omit<V1CronJobSpec, 'schedule' | 'jobTemplate'>> = {},
): V1CronJob {
  const { spec, ...rest } = options;
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: metadata(name, options.namespace),
    spec: { schedule, ...spec, jobTemplate: { spec: jobSpec(name, { ...rest, spec: { backoffLimit: 0 } }) } },
  };
}

function jobSpec(name: string, options: WorkloadOptions<V1JobSpec>): V1JobSpec {
  const { template } = pods(name, { ...options, pod: { restartPolicy: 'Never', ...options.pod } });
  return { ...options.spec, template };
}

function metadata(name: string, namespace = 'default'): { name: string; namespace: string; labels: { app: string } } {
  return { name, namespace, labels: { app: name } };
}

function pods(
  name: string,
  { outcome, pod: spec }: PodOptions,
): { selector: { matchLabels: { app: string } }; template: V1PodTemplateSpec } {
  return {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name, ...(outcome && { outcome }) } },
      spec: { containers: [{ name: 'main', image: 'pause' }], ...spec },
    },
  };
}

/** Creates or changes objects, as `kubectl apply` does. */
export async function apply(controlPlane: Pick<ControlPlane, 'kubectl'>, manifests: readonly object[]): Promise<void> {
  await controlPlane.kubectl(
    ['apply', '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }),
  );
}

/** The same for kinds of a new CustomResourceDefinition: discovery shows them some time after it is established. */
export async function applyCustom(
  controlPlane: Pick<ControlPlane, 'kubectl'>,
  manifests: readonly object[],
): Promise<void> {
  let last: unknown;
  await until(
    () => `the objects cannot be applied: ${last}`,
    () =>
      apply(controlPlane, manifests).then(
        () => true,
        (error: unknown) => {
          last = error;
          return undefined;
        },
      ),
  );
}

/**
 * Waits until an object (`deployment/web`) or a list (`pods`) exists and meets a condition, and returns it.
 * Dates in it are strings, whatever the type states.
 *
 * @throws Error with the last status, if the condition is not met in time.
 */
export async function waitFor<T extends object>(
  controlPlane: Pick<ControlPlane, 'kubectl'>,
  resource: string,
  isMet: (seen: T) => boolean,
  namespace = 'default',
): Promise<T> {
  let last = 'not found';
  return until(
    () => `${resource} in the namespace ${namespace} did not meet the condition; last status: ${last}`,
    async () => {
      const text = await controlPlane.kubectl(['get', resource, '-n', namespace, '-o', 'json', '--ignore-not-found']);
      if (text === '') {
        last = 'not found';
        return undefined;
      }
      const seen = JSON.parse(text);
      last = JSON.stringify(seen.status ?? seen.items ?? seen);
      return isMet(seen) ? seen : undefined;
    },
  );
}
