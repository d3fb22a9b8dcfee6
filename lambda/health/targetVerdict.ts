import { allNamespaces } from '../../model/readingPlan';
import type { RuntimeTarget } from '../../model/runtimeConfig';
import type { HasSeverity } from '../../model/severity';
import { sumRestarts } from './facts/restarts';
import { type ApiKind, resourceName } from './firstCommand';
import { kubectl } from './kubectl';
import type { Missing, Unreadable } from './observation';
import type { Outage } from './outage';
import { isShort, type Restarts, type Verdict, worstFirst } from './verdict';

/** A verdict and the object that it is about. */
export interface ObjectVerdict extends Verdict {
  /** `NAMESPACE/NAME` if the selector searches all namespaces. */
  readonly name: string;
}

/** The verdict on one entry of `targets`. */
export interface TargetVerdict extends Verdict, HasSeverity {
  readonly kind: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly selector?: string;
  /** With a selector: how many objects it matched. */
  readonly matched?: number;
  /** With a selector: the worst objects that are not Healthy, at most ten. */
  readonly objects?: readonly ObjectVerdict[];
  /** With a selector: an object could not be judged, so that it may serve. Removed before the verdict is logged. */
  readonly isPartial?: true;
}

const maxObjects = 10;

/** Of equally bad objects, those that have nothing ready come first. */
function downFirst(a: Verdict, b: Verdict): number {
  return Number(b.outages !== undefined) - Number(a.outages !== undefined);
}

/** What identifies a target in logs and tables. */
export function targetIdentity({ kind, namespace, name, selector }: RuntimeTarget) {
  return {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(selector === undefined ? {} : { selector }),
  };
}

/** The verdict on an object that is missing (Unhealthy: that is evidence) or could not be read (Unknown). */
export function verdictWithoutObject({ type, reason, message, command }: Missing | Unreadable): Verdict {
  const verdict = type === 'missing' ? 'Unhealthy' : 'Unknown';
  return { verdict, reason, message, ...(command === undefined ? {} : { command }) };
}

/** Collects the verdicts of a selector's objects as they arrive; only the worst are kept, to bound memory. */
export class SelectorTally {
  #matched = 0;
  #healthy = 0;
  #ready = 0;
  #desired = 0;
  #short = 0;
  #unknown = 0;
  #worst: ObjectVerdict[] = [];
  /** Of the Healthy objects with a warning, the first by name. */
  #warned: ObjectVerdict | undefined;
  #warnings = 0;
  #restarts: Restarts | undefined;
  readonly #outages: Outage[] = [];

  add(verdict: ObjectVerdict): void {
    const { restarts, outages = [] } = verdict;
    this.#matched += 1;
    this.#ready += verdict.ready ?? 0;
    this.#desired += verdict.desired ?? 0;
    if (isShort(verdict)) this.#short += 1;
    if (restarts !== undefined) {
      this.#restarts = this.#restarts === undefined ? restarts : sumRestarts([this.#restarts, restarts]);
    }
    if (verdict.verdict === 'Unknown') this.#unknown += 1;
    this.#outages.push(...outages);
    if (verdict.verdict === 'Healthy') {
      this.#healthy += 1;
      if (verdict.warns === undefined) return;
      this.#warnings += 1;
      if (this.#warned === undefined || verdict.name < this.#warned.name) this.#warned = verdict;
      return;
    }
    this.#worst.push(verdict);
    this.#worst.sort((a, b) => worstFirst(a, b) || downFirst(a, b) || (a.name < b.name ? -1 : 1));
    this.#worst.length = Math.min(this.#worst.length, maxObjects);
  }

  /**
   * The target's verdict: that of its worst object, or Unhealthy if too few match.
   * @param failure - why the list could not be read completely.
   */
  conclude(target: RuntimeTarget & ApiKind, failure?: Missing | Unreadable): TargetVerdict {
    const counts = { matched: this.#matched, ready: this.#ready, desired: this.#desired };
    const short = this.#short === 0 ? {} : { short: this.#short };
    const restarts = this.#restarts === undefined ? {} : { restarts: this.#restarts };
    const worst = this.#worst.map(({ outages: _, ...verdict }) => verdict);
    const objects = worst.length === 0 ? {} : { objects: worst };
    const outages = this.#outages.length === 0 ? {} : { outages: this.#outages };
    const isPartial = this.#unknown > 0 || failure?.type === 'unreadable';
    return {
      ...targetIdentity(target),
      ...this.#verdict(target, failure),
      ...counts,
      ...short,
      ...restarts,
      ...objects,
      ...outages,
      ...(isPartial ? { isPartial } : {}),
    };
  }

  #verdict(target: RuntimeTarget & ApiKind, failure: Missing | Unreadable | undefined): Verdict {
    const { kind } = target;
    const [worst] = this.#worst;
    const matched: Verdict =
      worst === undefined ? this.#allHealthy(kind) : { ...worst, message: this.#describe(kind, worst) };
    const missing = failure === undefined ? this.#tooFew(target) : verdictWithoutObject(failure);
    const { verdict, reason, message, command, since, warns } =
      missing !== undefined && worstFirst(missing, matched) < 0 ? missing : matched;
    return {
      verdict,
      reason,
      message,
      ...(command === undefined ? {} : { command }),
      ...(since === undefined ? {} : { since }),
      ...(warns ? { warns } : {}),
    };
  }

  #allHealthy(kind: string): Verdict {
    const message = `all ${this.#matched} matching objects are healthy`;
    const healthy: Verdict = { verdict: 'Healthy', reason: 'Ready', message };
    if (this.#warned === undefined) return healthy;
    return { ...healthy, message: `${message}${describeWarned(kind, this.#warned, this.#warnings)}`, warns: true };
  }

  #tooFew({ kind, apiVersion, resource, namespace, atLeast }: RuntimeTarget & ApiKind): Verdict | undefined {
    if (this.#matched >= atLeast) return undefined;
    const message = `the selector matches ${this.#matched} objects of kind ${kind}, at least ${atLeast} required`;
    const where = namespace === allNamespaces ? ['-A'] : [];
    const command = kubectl(
      where.length > 0 ? undefined : namespace,
      'get',
      resourceName({ kind, apiVersion, ...(resource === undefined ? {} : { resource }) }),
      ...where,
      '--show-labels',
    );
    return { verdict: 'Unhealthy', reason: 'TooFewMatches', message, ...(command === undefined ? {} : { command }) };
  }

  #describe(kind: string, worst: ObjectVerdict): string {
    return `${this.#healthy} of ${this.#matched} matching objects are healthy; ${kind} ${worst.name}: ${worst.message}`;
  }
}

/**
 * `; Deployment web: 1 of 3 pods ready; warning: …; and 2 more with a warning`, of the healthy objects of a selector.
 *
 * @param first - by name, of those with a warning.
 * @param count - how many have one.
 */
export function describeWarned(kind: string, first: ObjectVerdict, count: number): string {
  return `; ${kind} ${first.name}: ${first.message}${count > 1 ? `; and ${count - 1} more with a warning` : ''}`;
}
