import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { type JsonObject, newest, record, text } from '../../model/json';
import { evidenceKinds } from '../../model/kinds';
import { evidenceRead, type Read } from '../../model/readingPlan';
import type { RuntimeTarget } from '../../model/runtimeConfig';
import { ReadFailure } from '../errors';
import { judgeObject, type PendingVerdict } from '../health/judgeObject';
import type { Evidence, EvidenceQuery, Missing, Unreadable } from '../health/observation';
import { SelectorTally, type TargetVerdict, targetIdentity, verdictWithoutObject } from '../health/targetVerdict';
import type { Verdict } from '../health/verdict';
import type { ApiResponse } from '../kubernetes/apiResponse';
import { collectList } from '../kubernetes/pages';
import type { DatedReader } from './datedReader';
import { describeServed } from './discovery';
import { observeFailure, observeNamespace, observeObject } from './response';

/** What is requested once per run, whichever targets need it. */
export interface SharedResponses {
  /** A namespace; undefined if it may not be read. */
  namespace(name: string): Promise<ApiResponse> | undefined;
  /** A discovery document. */
  discovery(path: string): Promise<ApiResponse>;
}

interface ReadEvidence {
  readonly evidence: Evidence;
  readonly now?: number;
}

/** Reads one target with the evidence that its verdict needs, and judges it. */
export class TargetObserver {
  readonly #reader: DatedReader;
  readonly #shared: SharedResponses;

  constructor(reader: DatedReader, shared: SharedResponses) {
    this.#reader = reader;
    this.#shared = shared;
  }

  observe(target: RuntimeTarget, read: Read): Promise<TargetVerdict> {
    return target.selector === undefined ? this.#named(target, read) : this.#selected(target, read);
  }

  async #named(target: RuntimeTarget, read: Read): Promise<TargetVerdict> {
    const identity = targetIdentity(target);
    try {
      const { body, now } = await this.#reader.read(read);
      const observation = observeObject(read, target.kind, body);
      if (observation.type !== 'found') return { ...identity, ...verdictWithoutObject(observation) };
      return { ...identity, ...(await this.#judge(observation.object, target, now)) };
    } catch (error) {
      return { ...identity, ...verdictWithoutObject(await this.#failure(read, target, error)) };
    }
  }

  async #selected(target: RuntimeTarget, read: Read): Promise<TargetVerdict> {
    const judging: Promise<void>[] = [];
    const add = async (tally: SelectorTally, object: JsonObject, now: number) => {
      // The items of a list have no kind of their own.
      const { kind, apiVersion } = target;
      const verdict = await this.#judge({ ...object, kind, apiVersion }, target, now);
      const { namespace, name } = record(object.metadata);
      const where = target.namespace === namespace ? [] : (text(namespace) ?? []);
      tally.add({ ...verdict, name: [where, text(name) ?? ''].flat().join('/') });
    };
    const { collected: tally, failure } = await collectList(
      read,
      target.kind,
      (continueToken) => this.#reader.read(read, continueToken),
      () => new SelectorTally(),
      (collected, { items, now }) => judging.push(...items.map((object) => add(collected, object, now))),
    );
    await Promise.all(judging);
    return tally.conclude(target, failure === undefined ? undefined : await this.#failure(read, target, failure));
  }

  #judge(object: JsonObject, target: RuntimeTarget, now: number): Verdict | Promise<Verdict> {
    const judged = judgeObject(target, object, target, now);
    return 'needed' in judged ? this.#conclude(judged, now) : judged;
  }

  async #conclude(pending: PendingVerdict, now: number): Promise<Verdict> {
    const read = await Promise.all(pending.needed.map((query) => this.#evidence(query)));
    const newestClock = Math.max(now, ...read.flatMap((one) => one.now ?? []));
    return pending.conclude(
      read.map(({ evidence }) => evidence),
      newestClock,
    );
  }

  async #evidence({ kind, namespace, labelSelector, belongs }: EvidenceQuery): Promise<ReadEvidence> {
    if (evidenceKinds[kind].scope === 'Namespaced' && !/^[-a-z0-9]+$/.test(namespace ?? '')) {
      const message = `the object does not report the namespace of its ${evidenceKinds[kind].resource}`;
      return { evidence: { type: 'unreadable', reason: 'UnreadableObject', message } };
    }
    const read = evidenceRead(kind, namespace, labelSelector);
    const { collected, failure } = await collectList(
      read,
      kind,
      (continueToken) => this.#reader.read(read, continueToken),
      () => ({ objects: [] as JsonObject[], clocks: [] as number[] }),
      ({ objects, clocks }, { items, now }) => {
        objects.push(...items.filter(belongs));
        clocks.push(now);
      },
    );
    if (failure !== undefined) return { evidence: evidenceWithout(read, failure) };
    const now = newest(collected.clocks);
    return { evidence: { type: 'found', objects: collected.objects }, ...(now === undefined ? {} : { now }) };
  }

  /** After a 403, checks whether the namespace was deleted, and the Role with it; for an API not served, what is served. */
  async #failure(read: Read, { kind }: RuntimeTarget, error: unknown): Promise<Missing | Unreadable> {
    const failure = observeFailure(read, error);
    if (failure.reason === 'Forbidden') return (await this.#namespaceOf(read)) ?? failure;
    if (failure.reason !== 'ApiNotServed') return failure;
    const served = await describeServed(read, kind, (path) => this.#shared.discovery(path));
    return { ...failure, message: `${failure.message}${served}` };
  }

  async #namespaceOf({ namespace }: Read): Promise<Missing | undefined> {
    const response = namespace === undefined ? undefined : this.#shared.namespace(namespace);
    if (namespace === undefined || response === undefined) return undefined;
    try {
      return observeNamespace(namespace, (await this.#reader.record(response)).body);
    } catch (error) {
      if (error instanceof ApiException) return observeNamespace(namespace, error);
      if (error instanceof ReadFailure) return undefined;
      throw error;
    }
  }
}

function evidenceWithout(read: Read, failure: unknown): Evidence {
  const { reason, message } = observeFailure(read, failure);
  return reason === 'Forbidden'
    ? { type: 'unavailable', message: `no permission to read ${read.resource}` }
    : {
        type: 'unreadable',
        reason,
        message: `cannot read the ${read.resource} that the verdict depends on: ${message}`,
      };
}
