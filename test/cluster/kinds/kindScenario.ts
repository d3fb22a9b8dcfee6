import { builtinKind } from '../../../model/kinds';
import type { Expected } from '../../support/observedFixture';
import type { ControlPlane } from '../controlPlane';
import type { Target } from '../observer';
import { apply, waitFor } from '../workloads';

/** A situation in the cluster, and the expected verdicts. */
export interface KindScenario {
  /** The namespace of the scenario. */
  readonly namespace: string;
  /** Objects that are applied before the first scenario. */
  readonly given: (namespace: string) => readonly object[];
  /** Changes that take effect late: all scenarios make them at the same time, before the first one. */
  readonly early?: (context: ScenarioContext) => Promise<unknown>;
  /** Changes before the verdicts are expected. */
  readonly when?: (context: ScenarioContext) => Promise<unknown>;
  readonly states: readonly State[];
  /** Reverts changes that would affect other scenarios. */
  readonly undo?: (context: ScenarioContext) => Promise<unknown>;
}

/** A target and its expected verdict. */
export interface State {
  /** The name of its fixture: KIND-STATE. */
  readonly name: string;
  /** In the namespace of the scenario by default. */
  readonly target: Target;
  readonly expected: Expected;
  /** The expected message. */
  readonly message?: RegExp;
  /**
   * Milliseconds from now to the time at which the objects are judged, for grace periods that no test waits for.
   * @default 0
   */
  readonly later?: number;
}

/** The namespace of a scenario. */
export class ScenarioContext {
  constructor(
    readonly controlPlane: ControlPlane,
    readonly namespace: string,
  ) {}

  /** Runs kubectl in the namespace. */
  kubectl(...args: readonly string[]): Promise<string> {
    return this.controlPlane.kubectl([...args, '-n', this.namespace]);
  }

  apply(...manifests: readonly object[]): Promise<void> {
    return apply(this.controlPlane, manifests);
  }

  /** Waits until an object of the namespace meets a condition. */
  waitFor<T extends object>(resource: string, isMet: (seen: T) => boolean): Promise<T> {
    return waitFor(this.controlPlane, resource, isMet, this.namespace);
  }

  /** Changes an object with a merge patch. A status, as its controller writes it, needs the subresource `status`. */
  patch(resource: string, change: object, subresource?: 'status'): Promise<string> {
    const where = subresource === undefined ? [] : [`--subresource=${subresource}`];
    return this.kubectl('patch', resource, '--type=merge', `--patch=${JSON.stringify(change)}`, ...where);
  }
}

/** Adds the namespace to a target, unless its kind has none. */
export function targetIn(namespace: string, target: Target): Target {
  return builtinKind({ ...target, kind: target.kind ?? '' })?.scope === 'Cluster' ? target : { namespace, ...target };
}

/** A grace period that ends during the test. */
export const short = '3s';

/** Grace periods that do not end during the tests, on a slow machine either. */
export const patient = { grace: '1h', downGrace: '1h' };

/** Longer than the tests, and as long as progressDeadlineSeconds allows. Ready pods do not become available, so a rollout does not proceed. */
export const unavailable = { minReadySeconds: 599 };
