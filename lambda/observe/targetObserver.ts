import { type JsonObject, record, text } from '../../model/json';
import type { Read } from '../../model/readingPlan';
import type { RuntimeTarget } from '../../model/runtimeConfig';
import type { Subjects } from '../events/subjects';
import { judgeObject, type PendingVerdict } from '../health/judgeObject';
import type { Found, Missing, Unreadable } from '../health/observation';
import { SelectorTally, type TargetVerdict, targetIdentity, verdictWithoutObject } from '../health/targetVerdict';
import type { Verdict } from '../health/verdict';
import type { ApiResponse, Explain } from '../kubernetes/apiResponse';
import { collectList } from '../kubernetes/pages';
import type { DatedReader } from './datedReader';
import { describeServed } from './discovery';
import { readEvidence } from './evidence';
import type { ExplainableVerdict, Explanations } from './explanations';
import { missingNamespace } from './missingNamespace';
import type { NamedLists } from './namedLists';
import { observeAbsence, observeFailure, observeObject } from './response';

/** What is known or requested once per run, whichever targets need it. */
export interface SharedResponses {
  /** A namespace; undefined if it may not be read. */
  namespace(name: string): Promise<ApiResponse> | undefined;
  /** A discovery document. */
  discovery(path: string): Promise<ApiResponse>;
  /** The lists that named objects are picked out of. */
  readonly lists: Pick<NamedLists, 'pick'>;
  /** Explains a failure by what is known about the cluster and the identity. */
  readonly explain: Explain;
}

interface Named {
  readonly observation: Found | Missing | Unreadable;
  readonly now: number;
}

/** Reads one target with the evidence that its verdict needs, and judges it. */
export class TargetObserver {
  readonly #reader: DatedReader;
  readonly #shared: SharedResponses;
  readonly #explanations: Explanations;
  readonly #subjects: Subjects;

  /** @param subjects - gets what the short objects are related to. */
  constructor(reader: DatedReader, shared: SharedResponses, explanations: Explanations, subjects: Subjects) {
    this.#reader = reader;
    this.#shared = shared;
    this.#explanations = explanations;
    this.#subjects = subjects;
  }

  observe(target: RuntimeTarget, read: Read): Promise<TargetVerdict> {
    return target.selector === undefined ? this.#named(target, read) : this.#selected(target, read);
  }

  async #named(target: RuntimeTarget, read: Read): Promise<TargetVerdict> {
    const identity = targetIdentity(target);
    try {
      const { observation, now } = await (read.verb === 'get' ? this.#get(read, target) : this.#pick(read, target));
      if (observation.type !== 'found') return { ...identity, ...verdictWithoutObject(observation) };
      return { ...identity, ...(await this.#judge(observation.object, target, read, now, target.name)) };
    } catch (error) {
      return { ...identity, ...verdictWithoutObject(await this.#failure(read, target, error)) };
    }
  }

  async #get(read: Read, { kind }: RuntimeTarget): Promise<Named> {
    const { body, now } = await this.#reader.read(read);
    return { observation: observeObject(read, kind, body), now };
  }

  async #pick(read: Read, { kind, apiVersion, name = '' }: RuntimeTarget): Promise<Named> {
    const { object, now } = await this.#reader.record(this.#shared.lists.pick(read, kind, name));
    if (object === undefined) return { observation: observeAbsence({ ...read, name }), now };
    // The items of a list have no kind of their own.
    return { observation: { type: 'found', object: { ...object, kind, apiVersion } }, now };
  }

  async #selected(target: RuntimeTarget, read: Read): Promise<TargetVerdict> {
    const judging: Promise<void>[] = [];
    const add = async (tally: SelectorTally, object: JsonObject, now: number) => {
      // The items of a list have no kind of their own.
      const { kind, apiVersion } = target;
      const { namespace, name: own } = record(object.metadata);
      const where = target.namespace === namespace ? [] : (text(namespace) ?? []);
      const name = [where, text(own) ?? ''].flat().join('/');
      tally.add({ ...(await this.#judge({ ...object, kind, apiVersion }, target, read, now, name)), name });
    };
    const { collected: tally, failure } = await collectList(
      read,
      target.kind,
      (continueToken) => this.#reader.read(read, continueToken),
      () => new SelectorTally(),
      (collected, { items, now }) => judging.push(...items.map((object) => add(collected, object, now))),
    );
    await Promise.all(judging);
    const named = { ...target, resource: read.resource };
    return tally.conclude(named, failure === undefined ? undefined : await this.#failure(read, target, failure));
  }

  #judge(
    object: JsonObject,
    target: RuntimeTarget,
    { resource }: Read,
    now: number,
    name = '',
  ): Verdict | Promise<Verdict> {
    const result = judgeObject({ ...target, resource }, object, target, now, this.#explanations.explain);
    const judged = this.#subjects.remember(result, target, object, now);
    if (!('needed' in judged)) return judged;
    if (!isExplainable(judged)) return this.#conclude(judged, now);
    return this.#explanations.add({ pending: judged, name, now }, target);
  }

  async #conclude(pending: PendingVerdict, now: number): Promise<Verdict> {
    const read = await Promise.all(pending.needed.map((query) => readEvidence(query, this.#reader)));
    const newestClock = Math.max(now, ...read.flatMap((one) => one.now ?? []));
    return pending.conclude(
      read.map(({ evidence }) => evidence),
      newestClock,
    );
  }

  /** After a 403, checks whether the namespace was deleted, and the Role with it; for an API not served, what is served. */
  async #failure(read: Read, { kind }: RuntimeTarget, error: unknown): Promise<Missing | Unreadable> {
    const failure = observeFailure(read, error, this.#shared.explain);
    if (failure.reason === 'Forbidden') return (await missingNamespace(read, this.#shared, this.#reader)) ?? failure;
    if (failure.reason !== 'ApiNotServed') return failure;
    const served = await describeServed(read, kind, (path) => this.#shared.discovery(path));
    return { ...failure, message: `${failure.message}${served}` };
  }
}

function isExplainable(pending: PendingVerdict): pending is ExplainableVerdict {
  return pending.otherwise !== undefined;
}
