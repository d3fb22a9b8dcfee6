import { setTimeout as sleep } from 'node:timers/promises';
import type { Reason } from '../../model/reasons';
import type { Explain, PendingVerdict } from '../health/judgeObject';
import type { Evidence, EvidenceQuery } from '../health/observation';
import type { Verdict } from '../health/verdict';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import type { Limits } from '../time/limits';
import { DatedReader } from './datedReader';
import { readEvidence } from './evidence';

/** How long a verdict waits for its explanation, as a share of the timeout of a try. */
const waitShare = 1 / 4;
/** Pods that a run reads for explanations: a few megabytes, so that they do not slow down what verdicts depend on. */
const maxPods = 500;

const tooMany: Evidence = { type: 'unavailable', message: 'too many pods to read them in this run' };

/** A verdict that is certain without the evidence. */
export type ExplainableVerdict = PendingVerdict & { readonly otherwise: Verdict };

/**
 * Reads the evidence of one run that only explains verdicts. It never changes one: the responses do not count as responses of
 * the run, whatever their age. With `whenShort` it neither delays the run by more than a short wait nor reads many pods: what
 * is slow or too much is left out.
 */
export class Explanations {
  readonly explain: Explain;
  readonly #client: Pick<KubernetesClient, 'read'>;
  readonly #limits: Limits;
  #podsLeft = maxPods;

  constructor(client: Pick<KubernetesClient, 'read'>, limits: Limits, explain: Explain) {
    this.#client = client;
    this.#limits = limits;
    this.explain = explain;
  }

  /**
   * The verdict with what explains it, as far as that can be read.
   *
   * @param now - the API server's clock in milliseconds, of the response that was judged.
   */
  async add(pending: ExplainableVerdict, now: number): Promise<Verdict> {
    const reading = () => Promise.all(pending.needed.map((query) => this.#read(query, now)));
    if (this.explain === 'always') return pending.conclude(await reading(), now);
    const { desired = 0 } = pending.otherwise;
    if (desired > this.#podsLeft) return pending.conclude(pending.needed.map(() => tooMany));
    this.#podsLeft -= desired;
    const late = pending.needed.map(() => unreadable('Timeout'));
    return pending.conclude(await orAfter(this.#limits.tryTimeout * waitShare, late, reading()), now);
  }

  async #read(query: EvidenceQuery, now: number): Promise<Evidence> {
    const reader = new DatedReader(this.#client, this.#limits);
    const { evidence } = await readEvidence(query, reader);
    return reader.describeStaleness(now) === undefined ? evidence : unreadable('StaleResponse');
  }
}

/** The result of some work, or `late` if it takes longer. The end of the run ends the work. */
async function orAfter<T>(milliseconds: number, late: T, work: Promise<T>): Promise<T> {
  const timer = new AbortController();
  try {
    return await Promise.race([work, sleep(milliseconds, late, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}

function unreadable(reason: Reason): Evidence {
  return { type: 'unreadable', reason, message: 'read only to explain the verdict' };
}
