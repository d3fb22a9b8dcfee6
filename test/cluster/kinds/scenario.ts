import { builtinKind } from '../../../model/kinds';
import type { Expected } from '../../support/observedFixture';
import type { ControlPlane } from '../controlPlane';
import type { Target } from '../observer';
import { apply, waitFor } from '../workloads';

/** One situation, and what has to be said of the objects in it. */
export interface Scenario {
  /** It has a namespace of its own. */
  readonly namespace: string;
  /** What is applied before the first scenario is looked at. */
  readonly given: (namespace: string) => readonly object[];
  /** What happens then. */
  readonly when?: (stage: Stage) => Promise<unknown>;
  readonly states: readonly State[];
  /** What has to be undone for the sake of the others. */
  readonly undo?: (stage: Stage) => Promise<unknown>;
}

/** What a target is about, and what has to be said of it. */
export interface State {
  /** The name of its fixture: KIND-STATE. */
  readonly name: string;
  /** In the scenario's namespace, unless it says otherwise or is in none. */
  readonly target: Target;
  readonly expected: Expected;
  /** What the message has to tell. */
  readonly message?: RegExp;
  /** How long it may take to come about, in seconds. Default: 30. */
  readonly within?: number;
}

/** Where a scenario takes place. */
export class Stage {
  constructor(
    readonly controlPlane: ControlPlane,
    readonly namespace: string,
  ) {}

  /** kubectl in the scenario's namespace. */
  kubectl(...args: readonly string[]): Promise<string> {
    return this.controlPlane.kubectl([...args, '-n', this.namespace]);
  }

  apply(...manifests: readonly object[]): Promise<void> {
    return apply(this.controlPlane, manifests);
  }

  /** Waits until an object of the scenario's namespace is as the predicate wants it. */
  waitFor<T extends object>(resource: string, predicate: (seen: T) => boolean): Promise<T> {
    return waitFor(this.controlPlane, resource, predicate, { namespace: this.namespace });
  }

  /** Changes an object by a merge patch; what its controller writes, by the subresource `status`. */
  patch(resource: string, change: object, subresource?: 'status'): Promise<string> {
    const where = subresource === undefined ? [] : [`--subresource=${subresource}`];
    return this.kubectl('patch', resource, '--type=merge', `--patch=${JSON.stringify(change)}`, ...where);
  }
}

/** The target with its namespace. */
export function targetIn(namespace: string, target: Target): Target {
  return builtinKind(target)?.scope === 'Cluster' ? target : { namespace, ...target };
}

/** Enough for what happens in this run, and too short for what does not. */
export const short = '3s';

/** Longer than the tests, and as long as a progressDeadlineSeconds allows: what is ready stays unavailable, so that a rollout stands still. */
export const unavailable = { minReadySeconds: 599 };
