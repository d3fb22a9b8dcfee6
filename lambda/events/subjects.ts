import { type JsonObject, record, text } from '../../model/json';
import { builtinKind, type KindReference } from '../../model/kinds';
import type { PendingVerdict } from '../health/judgeObject';
import type { TargetVerdict } from '../health/targetVerdict';
import { isShort, type Verdict } from '../health/verdict';
import { createSubject, type ReadEvidence, type Subject } from './subject';

/** What the short objects of one run are related to. */
export class Subjects {
  readonly #byObject = new Map<string, Subject>();

  /**
   * Keeps what an object is related to, if it is short and events may explain why, also if its verdict is still pending.
   *
   * @param now - the API server's clock in milliseconds.
   * @returns the same verdict.
   */
  remember<T extends Verdict | PendingVerdict>(
    judged: T,
    reference: KindReference,
    object: JsonObject,
    now: number,
  ): T {
    if (builtinKind(reference)?.events !== true) return judged;
    if (!('needed' in judged)) {
      this.#keep(judged, reference, object, [], now);
      return judged;
    }
    const { needed, conclude } = judged;
    return {
      ...judged,
      conclude: (evidence, later = now) => {
        const verdict = conclude(evidence, later);
        const read = needed.flatMap(({ kind }, index) => {
          const one = evidence[index];
          return one === undefined ? [] : [[kind, one] as const];
        });
        this.#keep(verdict, reference, object, read, later);
        return verdict;
      },
    } satisfies PendingVerdict as T;
  }

  /**
   * The subject of a target that is short, or of one of its objects; undefined if there is none.
   *
   * @param name - of an object of a selector: `NAMESPACE/NAME` if the selector searches all namespaces.
   */
  of({ kind, namespace = '', name: own = '' }: TargetVerdict, verdict: Verdict, name = own): Subject | undefined {
    const [last = '', where = namespace] = name.split('/').reverse();
    return isShort(verdict) ? this.#byObject.get(keyOf(kind, where, last)) : undefined;
  }

  #keep(verdict: Verdict, { kind }: KindReference, object: JsonObject, evidence: ReadEvidence, now: number): void {
    const subject = isShort(verdict) ? createSubject(kind, object, evidence, now) : undefined;
    const name = text(record(object.metadata).name) ?? '';
    if (subject !== undefined) this.#byObject.set(keyOf(kind, subject.namespace, name), subject);
  }
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}
