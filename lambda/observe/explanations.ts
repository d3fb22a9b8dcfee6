import type { RuntimeTarget } from '../../model/runtimeConfig';
import type { Explain, PendingVerdict } from '../health/judgeObject';
import type { EvidenceQuery } from '../health/observation';
import type { Verdict } from '../health/verdict';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import type { Limits } from '../time/limits';
import { DatedReader } from './datedReader';
import { type ReadEvidence, readCurrentEvidence } from './evidence';

/** Pods that a run of the function reads for explanations: a few megabytes. */
const maxPods = 500;

/** A verdict that is certain without the evidence. */
export type ExplainableVerdict = PendingVerdict & { readonly otherwise: Verdict };

/** A verdict whose evidence is not read before the metric is published. */
export interface Unexplained {
  readonly pending: ExplainableVerdict;
  /** Of the object. */
  readonly name: string;
  /** The API server's clock in milliseconds when it was judged. */
  readonly now: number;
}

/**
 * What only explains the verdicts of one run. With `always`, it is read at once; else it is kept for later, because nothing has to
 * wait for it. It never changes a verdict: the responses do not count as responses of the run, whatever their age.
 */
export class Explanations {
  readonly explain: Explain;
  readonly #client: Pick<KubernetesClient, 'read'>;
  readonly #limits: Limits;
  readonly #unexplained = new Map<RuntimeTarget, Unexplained[]>();
  #podsLeft = maxPods;

  constructor(client: Pick<KubernetesClient, 'read'>, limits: Limits, explain: Explain) {
    this.#client = client;
    this.#limits = limits;
    this.explain = explain;
  }

  /** The verdicts that are not explained yet, by target: those of so many pods that reading them is no burden. */
  get unexplained(): ReadonlyMap<RuntimeTarget, readonly Unexplained[]> {
    return this.#unexplained;
  }

  /** The verdict on an object: with what explains it if that is read now. */
  add(unexplained: Unexplained, target: RuntimeTarget): Verdict | Promise<Verdict> {
    const { pending } = unexplained;
    if (this.explain === 'always') return this.#read(unexplained);
    const { desired = 0 } = pending.otherwise;
    if (desired <= this.#podsLeft) {
      this.#podsLeft -= desired;
      this.#unexplained.set(target, [...(this.#unexplained.get(target) ?? []), unexplained]);
    }
    return pending.otherwise;
  }

  async #read({ pending, now }: Unexplained): Promise<Verdict> {
    const read = (query: EvidenceQuery): Promise<ReadEvidence> =>
      readCurrentEvidence(query, new DatedReader(this.#client, this.#limits), now);
    const found = await Promise.all(pending.needed.map(read));
    return pending.conclude(found.map(({ evidence }) => evidence));
  }
}
