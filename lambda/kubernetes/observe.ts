import { ApiException } from '@kubernetes/client-node/dist/gen/apis/exception.js';
import { evidenceKinds } from '../../config/kinds';
import { evidenceRead, type Read } from '../../config/readingPlan';
import type { RuntimeConfig, RuntimeTarget } from '../../config/runtimeConfig';
import { type Freshness, judgeLease, withFreshness } from '../health/freshness';
import { type JsonObject, record, records, text } from '../health/json';
import { ruleOf } from '../health/kinds';
import type { Evidence, EvidenceQuery, Found, Missing, Unreadable } from '../health/observation';
import { identityOf, SelectorTally, type TargetVerdict, verdictWithoutObject } from '../health/target';
import type { Verdict } from '../health/verdict';
import { observeFailure, observeNamespace, observeObject } from './answer';
import type { Answer, KubernetesClient } from './client';
import { describeServed } from './discovery';
import { ReadFailure } from './failure';
import type { Limits } from './transport';

/** What one look at the cluster gave. */
export interface Observed {
  /** One for each target, in their order. */
  readonly verdicts: readonly TargetVerdict[];
  readonly freshness: Freshness;
}

/** Reads everything that the plan says, in parallel, and judges each answer as it comes. */
export async function observe(
  { targets, plan }: Pick<RuntimeConfig, 'targets' | 'plan'>,
  client: Pick<KubernetesClient, 'read' | 'get'>,
  limits: Limits,
): Promise<Observed> {
  const observer = new Observer(client, limits, plan.namespaces);
  const [freshness, ...verdicts] = await Promise.all([
    observer.freshness(plan.lease),
    ...targets.map((target, index) => observer.target(target, plan.targets[index] as Read)),
  ]);
  return { verdicts: verdicts.map((verdict) => withFreshness(verdict, freshness)), freshness };
}

interface ReadEvidence {
  readonly evidence: Evidence;
  readonly now?: number;
}

class Observer {
  readonly #namespaces = new Map<string, Promise<Missing | undefined>>();
  readonly #discovered = new Map<string, Promise<Answer>>();

  constructor(
    private readonly client: Pick<KubernetesClient, 'read' | 'get'>,
    private readonly limits: Limits,
    private readonly namespaceReads: readonly Read[],
  ) {}

  async freshness(read: Read): Promise<Freshness> {
    try {
      const { body, now } = await this.#read(read);
      return judgeLease(observeObject(read, 'Lease', body), now);
    } catch (error) {
      return judgeLease(observeFailure(read, error), 0);
    }
  }

  target(target: RuntimeTarget, read: Read): Promise<TargetVerdict> {
    return target.selector === undefined ? this.#named(target, read) : this.#selected(target, read);
  }

  async #named(target: RuntimeTarget, read: Read): Promise<TargetVerdict> {
    const identity = identityOf(target);
    try {
      const { body, now } = await this.#read(read);
      const observation = observeObject(read, target.kind, body);
      if (observation.type !== 'found') return { ...identity, ...verdictWithoutObject(observation) };
      return { ...identity, ...(await this.#judge(observation.object, target, now)) };
    } catch (error) {
      return { ...identity, ...verdictWithoutObject(await this.#failure(read, target, error)) };
    }
  }

  async #selected(target: RuntimeTarget, read: Read): Promise<TargetVerdict> {
    const tally = new SelectorTally();
    const short: Promise<void>[] = [];
    const add = async (object: JsonObject, now: number) => {
      // The items of a list carry no kind of their own.
      const { kind, apiVersion } = target;
      const verdict = await this.#judge({ ...object, kind, apiVersion }, target, now);
      const { namespace, name } = record(object.metadata);
      const where = target.namespace === namespace ? [] : (text(namespace) ?? []);
      tally.add({ ...verdict, name: [where, text(name) ?? ''].flat().join('/') });
    };
    let failure: Missing | Unreadable | undefined;
    try {
      for await (const { body, now } of this.#pages(read, `${target.kind}List`)) {
        for (const object of records(body.items)) short.push(add(object, now));
      }
    } catch (error) {
      failure = await this.#failure(read, target, error);
    }
    await Promise.all(short);
    return tally.conclude(target, failure);
  }

  async #judge(object: JsonObject, target: RuntimeTarget, now: number): Promise<Verdict> {
    const rule = ruleOf(target);
    const judged = rule({ type: 'found', object }, target, now);
    if (!('needed' in judged)) return judged;
    const read = await Promise.all(judged.needed.map((query) => this.#evidence(query)));
    const evidence = Object.fromEntries(judged.needed.map(({ kind }, index) => [kind, read[index]?.evidence]));
    const later = Math.max(now, ...read.flatMap(({ now: at }) => at ?? []));
    const again = rule({ type: 'found', object, evidence } as Found, target, later);
    if (!('needed' in again)) return again;
    throw new Error(`the rule of ${target.kind} asks for evidence again`);
  }

  async #evidence({ kind, namespace, labelSelector, belongs }: EvidenceQuery): Promise<ReadEvidence> {
    if (evidenceKinds[kind].scope === 'Namespaced' && !/^[-a-z0-9]+$/.test(namespace ?? '')) {
      const message = `the object does not say in which namespace its ${evidenceKinds[kind].resource} are`;
      return { evidence: { type: 'unreadable', reason: 'UnreadableObject', message } };
    }
    const read = evidenceRead(kind, namespace, labelSelector);
    const objects: JsonObject[] = [];
    let latest: number | undefined;
    try {
      for await (const { body, now } of this.#pages(read, `${kind}List`)) {
        latest = now;
        objects.push(...records(body.items).filter(belongs));
      }
    } catch (error) {
      const { reason, message } = observeFailure(read, error);
      return {
        evidence:
          reason === 'Forbidden'
            ? { type: 'withheld', message: `${read.resource} may not be read` }
            : { type: 'unreadable', reason, message: `the ${read.resource} that decide could not be read: ${message}` },
      };
    }
    return { evidence: { type: 'found', objects }, ...(latest === undefined ? {} : { now: latest }) };
  }

  async *#pages(read: Read, kind: string): AsyncGenerator<Answer> {
    let continueToken: string | undefined;
    do {
      const answer = await this.#read(read, continueToken);
      const listed = Array.isArray(answer.body.items);
      if (answer.body.kind !== kind || !listed) {
        const message = `asked for a ${kind}, the answer is a ${text(answer.body.kind) ?? 'something else'}${listed ? '' : ' without items'}`;
        throw new ReadFailure('UnreadableAnswer', message);
      }
      yield answer;
      continueToken = text(record(answer.body.metadata).continue) || undefined;
    } while (continueToken !== undefined);
  }

  /** A 403 may also mean that the namespace was deleted, and the Role with it; an API not served, a wrong guess. */
  async #failure(read: Read, { kind }: RuntimeTarget, error: unknown): Promise<Missing | Unreadable> {
    const failure = observeFailure(read, error);
    if (failure.reason === 'Forbidden') return (await this.#namespaceOf(read)) ?? failure;
    if (failure.reason !== 'ApiNotServed') return failure;
    const served = await describeServed(read, kind, (path) => this.#discover(path));
    return { ...failure, message: `${failure.message}${served}` };
  }

  #discover(path: string): Promise<Answer> {
    const asked = this.#discovered.get(path) ?? this.client.get(path, this.limits);
    this.#discovered.set(path, asked);
    return asked;
  }

  #namespaceOf({ namespace }: Read): Promise<Missing | undefined> {
    const read = this.namespaceReads.find(({ name }) => name === namespace);
    if (namespace === undefined || read === undefined) return Promise.resolve(undefined);
    const known = this.#namespaces.get(namespace);
    if (known !== undefined) return known;
    const asked = this.#read(read).then(
      ({ body }) => observeNamespace(namespace, body),
      (error: unknown) => {
        if (error instanceof ApiException) return observeNamespace(namespace, error);
        if (error instanceof ReadFailure) return undefined;
        throw error;
      },
    );
    this.#namespaces.set(namespace, asked);
    return asked;
  }

  #read(read: Read, continueToken?: string): Promise<Answer> {
    return this.client.read(read, this.limits, continueToken);
  }
}
