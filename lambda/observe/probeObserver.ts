import type { ProbeEndpoint, RuntimeProbe } from '../../model/probes';
import type { Read } from '../../model/readingPlan';
import type { Observation } from '../health/observation';
import type { Answer, ProbedEndpoint } from '../health/probes/answer';
import { judgeProbe, probeRules, undatedVerdict } from '../health/probes/probeVerdict';
import type { TargetVerdict } from '../health/targetVerdict';
import type { KubernetesClient } from '../kubernetes/kubernetesClient';
import { proxyPath } from '../kubernetes/resourcePath';
import type { Limits } from '../time/limits';
import type { DatedReader } from './datedReader';
import { missingNamespace } from './missingNamespace';
import { probeCommand } from './probeCommand';
import { toAnswer, toUnanswered } from './probeResponse';
import { observeFailure, observeObject } from './response';
import type { SharedResponses } from './targetObserver';

/** Asks the program of one probe through the API server's proxy. */
export class ProbeObserver {
  readonly #client: Pick<KubernetesClient, 'getProxied'>;
  readonly #reader: DatedReader;
  readonly #limits: Limits;
  readonly #shared: Pick<SharedResponses, 'namespace' | 'explain'>;

  /** @param reader - for what the API server responds itself: the `Date` of a proxied response is the program's. */
  constructor(
    client: Pick<KubernetesClient, 'getProxied'>,
    reader: DatedReader,
    limits: Limits,
    shared: Pick<SharedResponses, 'namespace' | 'explain'>,
  ) {
    this.#client = client;
    this.#reader = reader;
    this.#limits = limits;
    this.#shared = shared;
  }

  /**
   * Asks every endpoint, with all requests in parallel.
   *
   * @returns the judgment, to be made once the run knows the API server's time, in milliseconds since the epoch.
   */
  async observe(
    probe: RuntimeProbe,
    endpoints: readonly ProbeEndpoint[],
  ): Promise<(now: number | undefined) => TargetVerdict> {
    const probed = await Promise.all(endpoints.map((endpoint) => this.#ask(probe, endpoint)));
    return (now) => {
      const verdict = now === undefined ? undatedVerdict(probe, probed) : judgeProbe(probe, probed, now);
      const command = probeCommand(probe, endpoints, verdict);
      return command === undefined ? verdict : { ...verdict, command };
    };
  }

  async #ask(probe: RuntimeProbe, { proxy, pod }: ProbeEndpoint): Promise<ProbedEndpoint> {
    const rule = probeRules[probe.probe];
    const [answers, observed] = await Promise.all([
      this.#requestAll(proxy, rule.requests(probe, pod?.name)),
      pod === undefined ? undefined : this.#readPod(pod),
    ]);
    const endpoint = { answers, ...(observed === undefined ? {} : { pod: observed }) };
    const further = rule.followUps?.(probe, endpoint) ?? {};
    return { ...endpoint, answers: { ...answers, ...(await this.#requestAll(proxy, further)) } };
  }

  async #requestAll(read: Read, requests: Readonly<Record<string, string>>): Promise<ProbedEndpoint['answers']> {
    const answers = Object.entries(requests).map(
      async ([name, path]) => [name, await this.#request(read, path)] as const,
    );
    return Object.fromEntries(await Promise.all(answers));
  }

  async #request(read: Read, path: string): Promise<Answer> {
    const answer = await this.#client.getProxied(proxyPath(read, path), this.#limits).then(
      (response) => toAnswer(read, response, this.#shared.explain),
      (error: unknown) => toUnanswered(read, error),
    );
    if (answer.type !== 'unknown' || answer.reason !== 'Forbidden') return answer;
    const missing = await missingNamespace(read, this.#shared, this.#reader);
    return missing === undefined ? answer : { ...missing, type: 'missing' };
  }

  async #readPod(read: Read): Promise<Observation> {
    try {
      const { body } = await this.#reader.read(read);
      return observeObject(read, 'Pod', body);
    } catch (error) {
      return observeFailure(read, error);
    }
  }
}
