import type {
  V1DaemonSet,
  V1DaemonSetSpec,
  V1Deployment,
  V1DeploymentSpec,
  V1PodTemplateSpec,
  V1StatefulSet,
  V1StatefulSetSpec,
} from '@kubernetes/client-node';
import type { ControlPlane } from './controlPlane';
import { until } from './until';

/** What becomes of a simulated pod (`control-plane/stages.yaml`). Without one it becomes Ready at once. */
export type Outcome = 'never-ready' | 'crash-loop' | 'flapping' | 'image-pull' | 'succeed' | 'fail';

/** What differs from one workload to the next. */
export interface WorkloadOptions<Spec> {
  /** Default: default. */
  readonly namespace?: string;
  /** What becomes of its pods; a changed outcome is a changed template, so it is rolled out. */
  readonly outcome?: Outcome;
  /** Fields of its `spec` beside `selector` and `template`: replicas, strategy, minReadySeconds and so on. */
  readonly spec?: Omit<Partial<Spec>, 'selector' | 'template'>;
}

/** A Deployment whose pods carry the label `app: NAME`. */
export function deployment(name: string, options: WorkloadOptions<V1DeploymentSpec> = {}): V1Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(name, options.namespace),
    spec: { ...options.spec, ...pods(name, options.outcome) },
  };
}

/** A StatefulSet whose pods carry the label `app: NAME`. */
export function statefulSet(name: string, options: WorkloadOptions<V1StatefulSetSpec> = {}): V1StatefulSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: metadata(name, options.namespace),
    spec: { serviceName: name, ...options.spec, ...pods(name, options.outcome) },
  };
}

/** A DaemonSet whose pods carry the label `app: NAME`. */
export function daemonSet(name: string, options: WorkloadOptions<V1DaemonSetSpec> = {}): V1DaemonSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: metadata(name, options.namespace),
    spec: { ...options.spec, ...pods(name, options.outcome) },
  };
}

function metadata(name: string, namespace = 'default'): { name: string; namespace: string; labels: { app: string } } {
  return { name, namespace, labels: { app: name } };
}

function pods(
  name: string,
  outcome: Outcome | undefined,
): { selector: { matchLabels: { app: string } }; template: V1PodTemplateSpec } {
  return {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name, ...(outcome && { outcome }) } },
      spec: { containers: [{ name: 'main', image: 'pause' }] },
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

/** Where to look, and for how long. */
export interface WaitOptions {
  /** Default: default. */
  readonly namespace?: string;
  /** Default: 60. */
  readonly seconds?: number;
}

/**
 * Waits until an object (`deployment/web`), or a list (`pods`), is as the predicate wants it, and returns it.
 * Dates in it are strings, whatever the type says. An object that does not exist is waited for.
 *
 * @throws Error with what was last seen of its status, when it does not come to that in time.
 */
export async function waitFor<T extends object>(
  controlPlane: Pick<ControlPlane, 'kubectl'>,
  resource: string,
  predicate: (seen: T) => boolean,
  { namespace = 'default', seconds = 60 }: WaitOptions = {},
): Promise<T> {
  let last = 'not found';
  return until(
    () => `${resource} in the namespace ${namespace} did not become as awaited; last seen: ${last}`,
    seconds,
    async () => {
      const text = await controlPlane.kubectl(['get', resource, '-n', namespace, '-o', 'json', '--ignore-not-found']);
      if (text === '') {
        last = 'not found';
        return undefined;
      }
      const seen = JSON.parse(text);
      last = JSON.stringify(seen.status ?? seen.items ?? seen);
      return predicate(seen) ? seen : undefined;
    },
  );
}
